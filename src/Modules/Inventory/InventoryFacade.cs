using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Modules.Inventory.Features;

namespace Aisle.Modules.Inventory;

/// <summary>The module as others see it: each call goes to the use case of its name.</summary>
internal sealed class InventoryFacade(StockReading reading, Reserve reserve, PostStock post, LotStore lots, ItemStore items, MarkdownQuery markdowns, PlaceQuery places) : IInventory
{
    public Task<IReadOnlyList<StockLevel>> LevelsAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken) => reading.LevelsAsync(variants, store, cancellationToken);

    public Task<Result<ReservationId>> ReserveAsync(NewReservation reservation, CancellationToken cancellationToken) => reserve.RunAsync(reservation, replaced: null, cancellationToken);

    public Task<Result<ReservationId>> ReplaceAsync(ReservationId replaced, NewReservation reservation, CancellationToken cancellationToken) => reserve.RunAsync(reservation, replaced, cancellationToken);

    public Task<Result<ReservationId>> ExtendAsync(ReservationId reservation, DateTimeOffset until, CancellationToken cancellationToken) => reserve.ExtendAsync(reservation, until, cancellationToken);

    public Task<Result<ReservationState>> ReleaseAsync(ReservationId reservation, CancellationToken cancellationToken) => reserve.ReleaseAsync(reservation, cancellationToken);

    public Task<Result<StockPosting>> PostAsync(NewStockPosting posting, CancellationToken cancellationToken) => post.RunAsync(posting, cancellationToken);

    public Task<Result<IReadOnlyList<LotId>>> LotsAsync(IReadOnlyList<NewLot> wanted, CancellationToken cancellationToken) => lots.EnsureAsync(wanted, cancellationToken);

    public async Task<IReadOnlySet<VariantId>> NumberedAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken) =>
        (await items.FindAsync(variants, cancellationToken)).Values.Where(item => item.Tracking == Tracking.Serial).Select(item => item.Id).ToHashSet();

    public Result<IReadOnlyList<string>> SerialNumbers(IReadOnlyList<string> said)
    {
        var problems = new Problems();
        var read = Serials.Read([.. said.SelectMany(text => Serials.Split(text ?? "") ?? [])], "serials", problems);
        return problems.ToResult(() => read!);
    }

    public Task<IReadOnlyList<LotMarkdown>> MarkdownsAsync(IReadOnlyCollection<LotId> wanted, StoreId store, CancellationToken cancellationToken) => markdowns.OfLotsAsync(wanted, store, cancellationToken);

    public Task<IReadOnlyList<StockPlace>> PlacesAsync(IReadOnlyCollection<VariantId> variants, StoreId store, CancellationToken cancellationToken) => places.OfAsync(variants, store, cancellationToken);

    public Task<IReadOnlyList<LotInStore>> LotsInStoreAsync(IReadOnlyCollection<VariantId> variants, IReadOnlyCollection<string> codes, StoreId store, CancellationToken cancellationToken) => places.OfLotsAsync(variants, codes, store, cancellationToken);
}
