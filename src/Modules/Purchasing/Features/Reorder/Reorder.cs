using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What the stock asks when more is to be ordered: who sells it, what stands in drafts, and drafts of orders.</summary>
internal sealed class Reorder(UnitOfWork work, RowStore rows, WriteOrder write, PurchasingClock clock, IHttpContextAccessor http)
{
    // Offers are held against each other in the company's currency, at the last rate of theirs; those of which none is known come last.
    private const string OffersSql = """
        with worth as materialized (
            select known.code, case when known.code = $4 then 1 else purchasing.last_rate(known.code) * 10::numeric ^ ($5 - known.exponent) end as factor
            from unnest($6::text[], $7::integer[]) known (code, exponent) where known.code in (select currency from purchasing.supplier where status = 'active'))
        select distinct on (item.variant_id) item.variant_id, supplier.id as supplier_id, supplier.code, supplier.name, supplier.lead_days, supplier.currency, supplier.minimum_order, item.pack_units, item.minimum, price.price
        from purchasing.supplier_item item join purchasing.supplier on supplier.id = item.supplier_id and supplier.status = 'active'
        left join lateral (
            select price from purchasing.supplier_price listed where listed.supplier_id = item.supplier_id and listed.variant_id = item.variant_id and listed.valid_from <= $3 order by listed.valid_from desc limit 1) price on true
        left join worth on worth.code = supplier.currency
        where item.variant_id = any ($1) and ($2::uuid is null or item.supplier_id = $2)
        order by item.variant_id, price.price * worth.factor / item.pack_units nulls last, price.price is null, supplier.lead_days, supplier.code
        """;

    private const string InDraftsSql = """
        select orders.store_id, line.variant_id, sum(line.quantity)::bigint as quantity from purchasing.order_line line join purchasing.purchase_order orders on orders.id = line.order_id and orders.state = 'draft'
        where line.variant_id = any ($1) and ($2::uuid is null or orders.store_id = $2) group by 1, 2 order by 1, 2
        """;

    public async Task<IReadOnlyList<SupplierOffer>> OffersAsync(IReadOnlyCollection<VariantId> variants, SupplierId? supplier, CancellationToken cancellationToken)
    {
        var (today, books) = (await clock.TodayAsync(cancellationToken), await clock.CurrencyAsync(cancellationToken) ?? default);
        return [.. (await rows.SelectAsync<OfferRow>(
            OffersSql, cancellationToken, variants.Select(variant => variant.Value).ToArray(), supplier?.Value, today, books.Code, books.Exponent, Currency.All.Select(one => one.Code).ToArray(), Currency.All.Select(one => one.Exponent).ToArray()))
            .Select(row => row.Offer())];
    }

    public async Task<IReadOnlyList<OnOrder>> InDraftsAsync(IReadOnlyCollection<VariantId> variants, StoreId? store, CancellationToken cancellationToken) =>
        [.. (await rows.SelectAsync<DraftedRow>(InDraftsSql, cancellationToken, variants.Select(variant => variant.Value).ToArray(), store?.Value))
            .Select(row => new OnOrder(StoreId.From(row.StoreId), VariantId.From(row.VariantId), row.Quantity, ExpectedOn: null))];

    public Task<Result<IReadOnlyList<DraftedOrder>>> DraftAsync(IReadOnlyList<NewPurchaseDraft> drafts, CancellationToken cancellationToken) => work.RunAsync<IReadOnlyList<DraftedOrder>>(async stop =>
    {
        var names = (await rows.ListAsync<SupplierRow>("id = any ($1)", stop, drafts.Select(draft => draft.Supplier.Value).Distinct().ToArray())).ToDictionary(row => row.Id);
        List<DraftedOrder> made = [];
        for (var index = 0; index < drafts.Count; index++)
        {
            var draft = drafts[index];
            var done = await write.AddAsync(
                new OrderBody(draft.Supplier, draft.Store, [.. draft.Lines.Select(line => new OrderLineBody(line.Variant, line.Packs))], Id: draft.Id), WriteRequest.ForPage(http.HttpContext!));
            if (done.IsFailure)
            {
                return done.Errors.Select(error => error with { Field = FormattableString.Invariant($"drafts[{index}].{error.Field}") }).ToArray();
            }

            var order = done.Value.Order;
            made.Add(new DraftedOrder(order.Id, order.Number, new SupplierName(order.SupplierId, names[order.SupplierId.Value].Code, order.Supplier), done.Value.Lines.Count, order.Total));
        }

        return made;
    }, cancellationToken);

    private sealed record OfferRow(Guid VariantId, Guid SupplierId, string Code, string Name, int LeadDays, string Currency, long MinimumOrder, long PackUnits, long Minimum, long? Price)
    {
        public SupplierOffer Offer()
        {
            var unit = Kernel.Currency.Get(Currency);
            return new SupplierOffer(
                Contracts.Catalog.VariantId.From(VariantId), new SupplierName(Contracts.Purchasing.SupplierId.From(SupplierId), Code, Name), LeadDays, new Money(MinimumOrder, unit), PackUnits, Minimum, Price is { } price ? new Money(price, unit) : null);
        }
    }

    private sealed record DraftedRow(Guid StoreId, Guid VariantId, long Quantity);
}
