using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Inventory;

/// <summary>
/// The stock as other modules see it, in the unit of work of their scope: what they write commits with their own rows, and its
/// value with it in the books. Call it before the ledger: rows of stock are locked before balances. Codes of errors: README of
/// the module.
/// </summary>
public interface IInventory
{
    /// <summary>What stores have of some variants, by store and variant; what was never there is left out. One statement.</summary>
    Task<IReadOnlyList<StockLevel>> LevelsAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken);

    /// <summary>
    /// Promises stock of a store until an instant, all lines or none. The same again answers the same; other content is
    /// <c>inventory.contradiction</c>. Error <c>inventory.short</c> names each line that cannot be had.
    /// </summary>
    Task<Result<ReservationId>> ReserveAsync(NewReservation reservation, CancellationToken cancellationToken);

    /// <summary>
    /// Promises stock in the place of another promise of the same store, which is given up: what it kept can be had by the new one. Both or neither; errors as of
    /// <see cref="ReserveAsync"/>.
    /// </summary>
    Task<Result<ReservationId>> ReplaceAsync(ReservationId replaced, NewReservation reservation, CancellationToken cancellationToken);

    /// <summary>Keeps an open reservation for longer, or less long.</summary>
    Task<Result<ReservationId>> ExtendAsync(ReservationId reservation, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>Gives a reservation up. One that has ended stays as it is.</summary>
    Task<Result<ReservationState>> ReleaseAsync(ReservationId reservation, CancellationToken cancellationToken);

    /// <summary>
    /// Does to the stock what a document says, all of it or nothing, and posts its value to the books. The same again answers
    /// the same; other content is <c>inventory.contradiction</c>.
    /// </summary>
    Task<Result<StockPosting>> PostAsync(NewStockPosting posting, CancellationToken cancellationToken);

    /// <summary>The lots of variants with these codes and expiries, in their order, made where there are none. Faults name <c>lots[n]</c>. One statement, however many.</summary>
    Task<Result<IReadOnlyList<LotId>>> LotsAsync(IReadOnlyList<NewLot> lots, CancellationToken cancellationToken);

    /// <summary>Those of some variants that are kept by serial numbers, so that who takes them in or sells them asks for them. One statement.</summary>
    Task<IReadOnlySet<VariantId>> NumberedAsync(IReadOnlyCollection<VariantId> variants, CancellationToken cancellationToken);

    /// <summary>
    /// Serial numbers as people say them, each by itself: <c>SN0098..SN0103</c> is a range, and a text may hold several between spaces,
    /// commas or lines. Errors <c>inventory.serial_count</c>, <c>.serial_code</c>, <c>.serial_twice</c>, <c>.serial_range</c>.
    /// </summary>
    Result<IReadOnlyList<string>> SerialNumbers(IReadOnlyList<string> said);

    /// <summary>
    /// What lots of a store are marked down to today, by their days left; those that are not are left out. Two statements, however
    /// many lots.
    /// </summary>
    Task<IReadOnlyList<LotMarkdown>> MarkdownsAsync(IReadOnlyCollection<LotId> lots, StoreId store, CancellationToken cancellationToken);

    /// <summary>Where some variants lie in a store and can be sold from, each in the order in which it is taken: what expires first, then what came first. One statement.</summary>
    Task<IReadOnlyList<StockPlace>> PlacesAsync(IReadOnlyCollection<VariantId> variants, StoreId store, CancellationToken cancellationToken);

    /// <summary>
    /// The lots of variants that have one of some codes in whatever case, good or not, and where they lie in a store: a recalled one in quarantine first, any other on the floor first. A lot of
    /// which nothing is there stands once, without a place. One statement.
    /// </summary>
    Task<IReadOnlyList<LotInStore>> LotsInStoreAsync(IReadOnlyCollection<VariantId> variants, IReadOnlyCollection<string> codes, StoreId store, CancellationToken cancellationToken);
}
