using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Pricing;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/promotions</c>: promotions of the company and of the caller's stores.</summary>
internal sealed class PromotionsPageModel(PromotionQuery promotions, IStores stores, TimeProvider time) : CatalogPage(stores)
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayEdit => May(Permissions.PromotionEdit.Name);

    private StoreScope Scope => Caller.Rights.ScopeOf(Permissions.PromotionRead.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["catalog.promo_page.title"];
        var reader = QueryReader.Lenient(Request);
        var (filter, sort) = (PromotionQuery.FilterOf(reader), reader.Get(PromotionQuery.Sort));
        var cursor = PromotionQuery.ReadCursor(reader.Get(Cursor.Parameter), sort, new Problems());
        var found = await promotions.ListAsync(filter, sort, Scope, cursor, PageSize, cancellationToken);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Zone).DateTime);
        List = new ListView
        {
            Key = "promotions",
            Path = To("/admin/promotions"),
            Words = filter.Words,
            Sort = sort,
            Sorts =
            [
                new ListChoice("-updated", T["catalog.promo_page.by_newest"]), new ListChoice("updated", T["catalog.promo_page.by_oldest"]), new ListChoice("name", T["catalog.brands.by_name"]), new ListChoice("-name", T["catalog.brands.by_back_name"]),
            ],
            Chosen = reader.GetAll(_columns),
            HasExport = true,
            Filters =
            [
                new ListFilter("state", T["catalog.promo_page.state"], [new ListChoice("all", T["catalog.promo_page.any_state"]), .. ((string[])["draft", "active", "ended"]).Select(state => new ListChoice(state, T["catalog.promo_state." + state]))], reader.Get(PromotionQuery.State)),
                new ListFilter("kind", T["catalog.promo_page.kind"], [new ListChoice("all", T["catalog.promo_page.any_kind"]), .. Enum.GetValues<PromotionKind>().Select(kind => new ListChoice(char.ToLowerInvariant(kind.ToString()[0]) + kind.ToString()[1..], PromotionWords.Kind(kind, T)))], reader.Get(PromotionQuery.Kind)),
                new ListFilter("store", T["catalog.prices.where"], [new ListChoice("", T["catalog.prices.all_stores"]), .. (Shop?.Stores ?? []).Where(store => Scope.Covers(store.Id.Value)).Select(store => new ListChoice(store.Id.ToString(), store.Code))], filter.Store?.ToString() ?? ""),
            ],
            Columns =
            [
                new ListColumn("name", T["catalog.promo_page.name"], Sort: "name"), new ListColumn("gives", T["catalog.promo_page.gives"]), new ListColumn("state", T["catalog.promo_page.state"]), new ListColumn("when", T["catalog.promo_page.period"]),
                new ListColumn("where", T["catalog.prices.where"]), new ListColumn("channel", T["catalog.prices.channel"], IsShown: false), new ListColumn("coupon", T["catalog.promo_page.coupon"]), new ListColumn("updated", T["catalog.promo_page.updated"], Sort: "updated", IsShown: false),
            ],
            Rows = [.. found.Items.Select(one =>
            {
                var rule = one.Rule.IsSuccess ? one.Rule.Value : null;
                return new ListRow(one.Id.ToString(), To($"/admin/promotions/{one.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["name"] = T.Of(one.Name),
                    ["gives"] = rule is null ? "–" : PromotionWords.Says(rule.Benefit, T),
                    ["state"] = PromotionWords.Badge(one, today, T),
                    ["when"] = rule is null ? "–" : PromotionWords.Period(rule.Terms, T),
                    ["where"] = one.Stores.Count == 0 ? T["catalog.prices.all_stores"] : string.Join(", ", one.Stores.Select(store => Shop?.Stores.FirstOrDefault(known => known.Id == store)?.Code ?? "?")),
                    ["channel"] = rule?.Terms?.Channel switch { PriceChannel.Online => T["catalog.prices.online"], PriceChannel.Till => T["catalog.prices.till"], _ => T["catalog.prices.any_channel"] },
                    ["coupon"] = rule is { NeedsCoupon: true } ? ListView.Badge(T["catalog.promo_page.coupon"], "blue") : "–",
                    ["updated"] = Moment(one.UpdatedAt),
                });
            })],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["catalog.promo_page.none"],
        };
        return Page();
    }

    /// <summary>The list as a file, searched and filtered as it is on the screen.</summary>
    public IActionResult OnGetExport(CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        return promotions.Csv(PromotionQuery.FilterOf(reader), reader.Get(PromotionQuery.Sort), Scope, cancellationToken);
    }
}
