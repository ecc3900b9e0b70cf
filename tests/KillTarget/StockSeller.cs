using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.KillTarget;

/// <summary>Receives goods and sells them again: reserved first, then taken out. It says the id of each sale as soon as that is confirmed.</summary>
internal static class StockSeller
{
    private const int Items = 6;

    public static async Task SellAsync(WebApplication app)
    {
        var (store, items) = await ChooseAsync(app.Services.GetRequiredService<NpgsqlDataSource>());
        while (true)
        {
            var first = Random.Shared.Next(Items);
            VariantId[] chosen = [items[first], items[(first + 1 + Random.Shared.Next(Items - 1)) % Items]];
            var reservation = new NewReservation(
                Id<ReservationId>(), store, Document, TimeProvider.System.GetUtcNow().AddSeconds(5), [.. chosen.Select(item => new ReservationLine(item, 1_000))]);
            if ((await StockAsync(app, stock => stock.ReserveAsync(reservation, CancellationToken.None))).IsFailure)
            {
                await StockAsync(app, stock => stock.PostAsync(Posting(StockKind.Receipt, store, [.. items.Select(item => new NewStockLine(item, 40_000, new Money(Random.Shared.Next(900_00), Currency.Get("BDT"))))]), CancellationToken.None));
                continue;
            }

            var sale = Posting(StockKind.Sale, store, [.. chosen.Select(item => new NewStockLine(item, -1_000))]) with { Reservation = reservation.Id };
            var sold = await StockAsync(app, stock => stock.PostAsync(sale, CancellationToken.None));
            if (sold.IsSuccess)
            {
                Console.WriteLine($"sold {sold.Value.Id}");
            }
        }
    }

    private static DocumentRef Document { get; } = new("external", "1");

    private static T Id<T>() where T : struct, ITypedId<T> => TypedId.New<T>(TimeProvider.System);

    private static NewStockPosting Posting(StockKind kind, StoreId store, NewStockLine[] lines) =>
        new(Id<StockPostingId>(), kind, store, Document, BusinessDate.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue), "K-1", lines);

    private static async Task<T> StockAsync<T>(WebApplication app, Func<IInventory, Task<T>> act)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<IInventory>());
    }

    private static async Task<(StoreId Store, VariantId[] Items)> ChooseAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select (select id from stores.store where status = 'active' order by code limit 1), array(select id from catalog.variant order by id limit $1)");
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Items });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (StoreId.From(reader.GetGuid(0)), [.. reader.GetFieldValue<Guid[]>(1).Select(VariantId.From)]);
    }
}
