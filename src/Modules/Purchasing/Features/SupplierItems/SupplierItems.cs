using System.ComponentModel;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Something a supplier sells, and what it costs from a day on.</summary>
/// <param name="VariantId">What.</param>
/// <param name="SupplierCode">The supplier's own code for it.</param>
/// <param name="PackId">A pack of the catalogue; it says how many units are in it.</param>
/// <param name="PackUnits">Units in a pack, where it is none of the catalogue; absent for 1.</param>
/// <param name="Minimum">Fewest packs of an order.</param>
/// <param name="Price">Of a pack; absent to leave prices as they are.</param>
/// <param name="From">From which day the price holds; absent for now, in every store.</param>
internal sealed record SupplierItemBody(VariantId VariantId, string? SupplierCode = null, PackId? PackId = null, decimal? PackUnits = null, decimal Minimum = 0, Money? Price = null, DateOnly? From = null);

/// <summary>Reads and keeps what a supplier sells, with its prices by day.</summary>
internal sealed class SupplierItems(UnitOfWork work, RowStore rows, RowQuery query, ICatalog catalog, PurchasingClock clock)
{
    // A supplier sells some thousands of things at most, so words are looked for in those of one supplier without an index of their own.
    private const string WordsOf = "(r.sku || ' ' || r.supplier_code || ' ' || r.name::text)";

    private static readonly RowList _list = new("r.*", "(select item.*, item.variant_id as id from purchasing.supplier_item item) r", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal) { [Order] = ("r.sku", KeyKind.Text) });
    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in our code, the supplier's code, or the name.", 100, "rice");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _limit, Cursor.Parameter];

    private const string Order = "sku";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/suppliers/{id}/items", async ([Description("Id of the supplier.")] string id, HttpContext context, SupplierItems use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var (wanted, cursor) = (reader.Problems.Take(TypedId.Parse<SupplierId>(id, "id")), _list.ReadCursor(reader.Get(Cursor.Parameter), Order, reader.Problems));
                var (words, limit) = (reader.Get(_words), reader.Get(_limit));
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : await use.ListAsync(wanted, words, cursor, limit, cancellationToken) is { } found ? TaggedAnswer.Of(found) : new[] { PurchasingErrors.SupplierUnknown }.ToProblem();
            })
            .WithName("ListSupplierItems").WithTags("Suppliers").WithSummary("List what a supplier sells").WithDescription("By our code, with the price of today and all prices by day.")
            .WithQuery(_query).Produces<Page<SupplierItemRecord>>().WithProblems(404).WithExample(new Page<SupplierItemRecord>([PurchasingExamples.Item], NextCursor: null)).Requires(Permissions.SupplierRead);
        api.MapPost<SupplierItems, SupplierItemBody, SupplierItemRecord>("/suppliers/{id}/items", (use, body, request) => use.SetAsync(body, request))
            .WithName("SetSupplierItem").WithTags("Suppliers").WithSummary("Set what a supplier sells").WithDescription("Adds a product to what they sell or changes it, and says what it costs from a day on. The same again changes nothing.")
            .WithExample(PurchasingExamples.Item).WithProblems(404).Requires(Permissions.SupplierEdit);
        api.MapDelete<SupplierItems, Nothing>("/suppliers/{id}/items/{variant}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveSupplierItem").WithTags("Suppliers").WithSummary("Remove what a supplier sells").WithDescription("With its prices; orders keep what they say.").WithProblems(404).Requires(Permissions.SupplierEdit);
    }

    /// <summary>Where a list goes on; what does not belong to it is its beginning.</summary>
    public static Cursor? ReadCursor(string? text) => _list.ReadCursor(text, Order, new Problems());

    /// <summary>What a supplier sells, a page of it; null where there is no such supplier.</summary>
    public async Task<Page<SupplierItemRecord>?> ListAsync(SupplierId supplier, string? words, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<SupplierRow>(supplier.Value, cancellationToken) is not { } found)
        {
            return null;
        }

        var page = await query.ListAsync<ItemRow>(_list, new RowFilter().And("r.supplier_id = {0}", supplier.Value).Words(words, WordsOf), Order, cursor, limit, cancellationToken);
        return new Page<SupplierItemRecord>(await PricedAsync(found, page.Items, cancellationToken), page.NextCursor);
    }

    /// <summary>Some of what a supplier sells; what they do not sell is left out.</summary>
    public async Task<IReadOnlyList<SupplierItemRecord>> FindAsync(SupplierId supplier, IReadOnlyCollection<VariantId> wanted, CancellationToken cancellationToken) =>
        await rows.FindAsync<SupplierRow>(supplier.Value, cancellationToken) is not { } found ? []
        : await PricedAsync(found, await rows.ListAsync<ItemRow>("supplier_id = $1 and variant_id = any ($2)", cancellationToken, supplier.Value, wanted.Select(one => one.Value).ToArray()), cancellationToken);

    public async Task<Result<SupplierItemRecord>> SetAsync(SupplierItemBody body, WriteRequest request)
    {
        var id = request.Caller.MayForCompany(Permissions.SupplierEdit) ? request.Id<SupplierId>() : Access.Forbidden;
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<SupplierItemRecord>(async stop =>
        {
            var done = await SetAsync(id.Value, [body], stop);
            return done.IsSuccess ? done.Value[0] : done.Errors.Select(error => error with { Field = error.Field?.Replace("items[0].", "", StringComparison.Ordinal) }).ToArray();
        }, request.Stop);
    }

    /// <summary>Several of one supplier, all or none, in a unit of work that is under way. Faults name <c>items[n]</c>.</summary>
    public async Task<Result<IReadOnlyList<SupplierItemRecord>>> SetAsync(SupplierId supplier, IReadOnlyList<SupplierItemBody> bodies, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<SupplierRow>(supplier.Value, cancellationToken, isLocked: true) is not { } owner)
        {
            return PurchasingErrors.SupplierUnknown;
        }

        var (problems, currency, today) = (new Problems(), Currency.Get(owner.Currency), await clock.EarliestDayAsync(cancellationToken));
        var known = (await catalog.ItemsAsync([.. bodies.Select(body => body.VariantId).Distinct()], cancellationToken)).ToDictionary(item => item.Id);
        var before = (await rows.ListAsync<ItemRow>("supplier_id = $1 and variant_id = any ($2)", cancellationToken, supplier.Value, known.Keys.Select(id => id.Value).ToArray())).Select(row => row.VariantId).ToHashSet();
        List<ItemRow> items = [];
        List<PriceRow> prices = [];
        for (var index = 0; index < bodies.Count; index++)
        {
            var (body, at) = (bodies[index], FormattableString.Invariant($"items[{index}]."));
            if (!known.TryGetValue(body.VariantId, out var item))
            {
                problems.Require(ok: false, "purchase.item_unknown", "There is no such product.", at + "variantId");
                continue;
            }

            if (item.Status == ArchivedItems.Status && !before.Contains(item.Id.Value))
            {
                problems.Add(PurchasingErrors.ItemArchived(index, item.Sku) with { Field = at + "variantId" });
            }

            var units = body.PackUnits ?? 1;
            if (body.PackId is { } pack)
            {
                var found = (await catalog.ByIdAsync(item.Product, store: null, PriceChannelName.Till, cancellationToken))?.Variants.SelectMany(variant => variant.Packs.Where(_ => variant.Id == item.Id)).FirstOrDefault(one => one.Id == pack);
                problems.Require(found is not null, "supplier.pack_unknown", "The product has no such pack.", at + "packId");
                units = found?.Units ?? units;
            }

            Body.Day(problems, body.From, at + "from");
            items.Add(new ItemRow(
                supplier.Value, item.Id.Value, problems.Line(body.SupplierCode, at + "supplierCode", 50), body.PackId?.Value, Body.Quantity(problems, units, at + "packUnits", unit: item.Unit), Body.Quantity(problems, body.Minimum, at + "minimum", mayBeZero: true),
                item.Sku, item.Name, item.Unit.Code, clock.Now));
            if (body.Price is { } price)
            {
                prices.Add(new PriceRow(supplier.Value, item.Id.Value, body.From ?? today, Body.Amount(problems, price, currency, at + "price")));
            }
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        // One that stands twice is as its last line says.
        items = [.. items.GroupBy(item => item.VariantId).Select(same => same.Last())];
        prices = [.. prices.GroupBy(price => (price.VariantId, price.ValidFrom)).Select(same => same.Last())];
        await rows.InsertAsync(items, cancellationToken, """
            on conflict (supplier_id, variant_id) do update set supplier_code = excluded.supplier_code, pack_id = excluded.pack_id, pack_units = excluded.pack_units, minimum = excluded.minimum, sku = excluded.sku, name = excluded.name,
                unit = excluded.unit, updated_at = excluded.updated_at
            """);
        await rows.InsertAsync(prices, cancellationToken, "on conflict (supplier_id, variant_id, valid_from) do update set price = excluded.price");
        var all = (await rows.ListAsync<PriceRow>("supplier_id = $1 and variant_id = any ($2) order by valid_from desc", cancellationToken, supplier.Value, items.Select(item => item.VariantId).ToArray())).ToLookup(price => price.VariantId);
        List<SupplierItemRecord> records = [.. items.Select(item => Record(item, all[item.VariantId], currency, today))];
        work.Audit(new AuditEntry("purchasing.supplier.items", "purchasing.supplier", supplier.ToString(), owner.Name, After: new { items = records.Take(100).Select(record => new { record.Sku, record.PackUnits, record.Price }), count = records.Count }));
        return records;
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        var id = request.Caller.MayForCompany(Permissions.SupplierEdit) ? request.Id<SupplierId>() : Access.Forbidden;
        var variant = request.Id<VariantId>("variant");
        if (id.IsFailure || variant.IsFailure)
        {
            return id.IsFailure ? id.Errors.ToArray() : variant.Errors.ToArray();
        }

        return await work.RunAsync<Nothing>(async stop =>
        {
            if (await rows.ExecuteAsync("delete from purchasing.supplier_item where supplier_id = $1 and variant_id = $2", stop, id.Value.Value, variant.Value.Value) == 0)
            {
                return PurchasingErrors.DocumentUnknown;
            }

            work.Audit(new AuditEntry("purchasing.supplier.item_remove", "purchasing.supplier", id.Value.ToString(), id.Value.ToString(), Before: new { variant = variant.Value }));
            return Nothing.Value;
        }, request.Stop);
    }

    private static SupplierItemRecord Record(ItemRow item, IEnumerable<PriceRow> prices, Currency currency, DateOnly today)
    {
        List<DatedPrice> dated = [.. prices.Select(price => new DatedPrice(price.ValidFrom, new Money(price.Price, currency)))];
        return new SupplierItemRecord(
            VariantId.From(item.VariantId), item.Sku, item.Name, item.SupplierCode, item.PackId is { } pack ? PackId.From(pack) : null, Body.Units(item.PackUnits), item.Unit, Body.Units(item.Minimum),
            dated.FirstOrDefault(price => price.From <= today)?.Price, dated);
    }

    private async Task<IReadOnlyList<SupplierItemRecord>> PricedAsync(SupplierRow owner, IReadOnlyList<ItemRow> items, CancellationToken cancellationToken)
    {
        var prices = (await rows.ListAsync<PriceRow>(
            "supplier_id = $1 and variant_id = any ($2) order by valid_from desc", cancellationToken, owner.Id, items.Select(item => item.VariantId).ToArray())).ToLookup(price => price.VariantId);
        var today = await clock.EarliestDayAsync(cancellationToken);
        return [.. items.Select(item => Record(item, prices[item.VariantId], Currency.Get(owner.Currency), today))];
    }
}
