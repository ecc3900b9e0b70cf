using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Security;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Does to the stock what a document says, and posts its value: the one way in which stock changes.</summary>
internal sealed class PostStock(UnitOfWork work, IStores stores, ItemStore items, StockWriter writer, StockBooks books, CallerContext caller, TimeProvider time)
{
    /// <summary>Most thousandths of a line.</summary>
    public const long MostQuantity = 1_000_000_000_000;

    public Task<Result<StockPosting>> RunAsync(NewStockPosting posting, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(posting);
        return work.RunAsync<StockPosting>(async stop =>
        {
            var shop = await stores.ShopAsync(stop);
            var known = await items.KnownAsync([.. posting.Lines.Select(line => line.Variant)], stop);
            var problems = Check(posting, shop, known);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var currency = Currency.Get(shop!.Currency);
            var (content, by) = (StockWriter.ContentOf(posting), caller.Caller.Kind == CallerKind.System ? (Guid?)null : caller.Caller.Id);
            var written = posting.Kind == StockKind.Revaluation ? await writer.RevalueAsync(posting, content, time.GetUtcNow(), by, stop) : await writer.PostAsync(posting, content, time.GetUtcNow(), by, stop);
            if (written.IsFailure)
            {
                return written.Errors.ToArray();
            }

            var booked = await books.PostAsync(posting, written.Value, currency, stop);
            if (booked.IsFailure)
            {
                return booked.Errors.ToArray();
            }

            if (Turned(posting, written.Value) is { } turned)
            {
                work.Publish(turned);
            }

            return new StockPosting(
                posting.Id, [.. written.Value.Where(part => part.Line is not null).Select(part => new StockPart(part.Line!.Value - 1, part.Lot, part.Quantity, new Money(part.Value, currency)))],
                new Money(written.Value.Sum(part => part.Value), currency));
        }, cancellationToken);
    }

    private static Problems Check(NewStockPosting posting, Shop? shop, IReadOnlySet<VariantId> known)
    {
        var problems = new Problems();
        if (shop is null || shop.Stores.All(store => store.Id != posting.Store))
        {
            problems.Add(InventoryErrors.StoreUnknown);
        }

        problems.Require(posting.Lines.Count is > 0 and <= NewStockPosting.MostLines, "inventory.lines", $"A document has 1 to {NewStockPosting.MostLines} lines.", "lines");
        problems.Require(posting.Kind == StockKind.Revaluation == posting.Cost is not null, "inventory.cost", "A revaluation says of what it is, and nothing else does.", "cost");
        problems.Require(posting.Kind != StockKind.Move, "inventory.kind", "Goods are moved in a way of their own.", "kind");
        for (var index = 0; index < posting.Lines.Count && problems.Errors.Count < 100; index++)
        {
            var (line, at) = (posting.Lines[index], $"lines[{index}]");
            if (!known.Contains(line.Variant))
            {
                problems.Add(InventoryErrors.ItemUnknown with { Field = at + ".variant" });
            }

            problems.Require(line.Quantity != 0, "inventory.quantity_zero", "A quantity other than zero is needed.", at + ".quantity");
            problems.Require(Math.Abs((decimal)line.Quantity) <= MostQuantity, "inventory.quantity_range", "A line is of 10^12 thousandths at most.", at + ".quantity");
            problems.Require(SignFits(posting.Kind, line.Quantity), "inventory.quantity_sign", "Goods that come are above zero, and goods that go below.", at + ".quantity");
            problems.Require(line.Value is null || line.Quantity >= 0, "inventory.value_out", "What goes costs what it costs.", at + ".value");
            problems.Require(line.Value is not { } value || shop is null || string.Equals(value.Currency.Code, shop.Currency, StringComparison.Ordinal), "inventory.currency", "The stock is valued in the company's currency.", at + ".value");
            problems.Require(line.Value is not { IsNegative: true } || posting.Kind == StockKind.Revaluation, "inventory.value_sign", "Goods are worth nothing or more.", at + ".value");
            problems.Require(line.Value is not null || posting.Kind != StockKind.Revaluation, "inventory.value_needed", "Say by how much it is worth more or less.", at + ".value");
            Serials.Check(line.Serials, at + ".serials", problems);
        }

        return problems;
    }

    /// <summary>What ran out, or came back; null where nothing did.</summary>
    private static AvailabilityTurned? Turned(NewStockPosting posting, List<WrittenPart> parts)
    {
        var last = new Dictionary<VariantId, bool>();
        foreach (var part in parts.Where(part => part is { Line: not null, CanBeHad: not null }))
        {
            last[posting.Lines[part.Line!.Value - 1].Variant] = part.CanBeHad!.Value;
        }

        return last.Count == 0 ? null : new AvailabilityTurned(posting.Store, [.. last.Where(one => !one.Value).Select(one => one.Key)], [.. last.Where(one => one.Value).Select(one => one.Key)]);
    }

    private static bool SignFits(StockKind kind, long quantity) => kind switch
    {
        StockKind.Receipt or StockKind.SaleReturn or StockKind.TransferIn or StockKind.Revaluation => quantity >= 0,
        StockKind.SupplierReturn or StockKind.Sale or StockKind.TransferOut => quantity <= 0,
        _ => true,
    };
}
