using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/promotions/{id}/coupons</c>: the coupons of a promotion; one or many are made, and taken out of use.</summary>
internal sealed class CouponsPageModel(PromotionQuery query, CouponUse coupons, IStores stores, TimeProvider time) : PromotionPart(query, stores, time)
{
    private const int PageSize = 50;
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    /// <summary>Whether the form for one code was sent.</summary>
    public bool IsOwn { get; private set; } = true;

    public string Code { get; private set; } = "";

    public string Count { get; private set; } = "";

    public string Prefix { get; private set; } = "";

    public string MaxUses { get; private set; } = "";

    public bool MayEdit => Promotion is { } there && SavePromotion.MayEdit(Caller, there.Stores);

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostOwnAsync([FromRoute] string id, string? code, string? maxUses, CancellationToken cancellationToken)
    {
        (Code, MaxUses) = (code ?? "", maxUses ?? "");
        var problems = new Problems();
        return await MakeAsync(id, new CouponsBody(Code, MaxUses: Typed.Whole(MaxUses, "maxUses", problems)), problems, cancellationToken);
    }

    public async Task<IActionResult> OnPostManyAsync([FromRoute] string id, string? count, string? prefix, string? maxUses, CancellationToken cancellationToken)
    {
        (IsOwn, Count, Prefix, MaxUses) = (false, count ?? "", prefix ?? "", maxUses ?? "");
        var problems = new Problems();
        return await MakeAsync(id, new CouponsBody(Code: null, Typed.Whole(Count, "count", problems), Prefix.Trim(), Typed.Whole(MaxUses, "maxUses", problems)), problems, cancellationToken);
    }

    /// <summary>Takes what is ticked out of use.</summary>
    public async Task<IActionResult> OnPostDisableAsync([FromRoute] string id, string[] ids, CancellationToken cancellationToken)
    {
        var (done, faults) = (0, new List<Error>());
        foreach (var coupon in ids.Take(PageSize))
        {
            RouteData.Values["id"] = coupon;
            var one = await coupons.DisableAsync(WriteRequest.ForPage(HttpContext));
            done += one.IsSuccess ? 1 : 0;
            faults.AddRange(one.Errors);
        }

        RouteData.Values["id"] = id;
        return DoneWithAll(done, faults, T["catalog.promo_coupons.disabled", T.Number(done)], $"/admin/promotions/{id}/coupons") is { } all ? all
            : await LoadAsync(id, cancellationToken) ? Refuse(faults) : Missing();
    }

    /// <summary>All of them as a file.</summary>
    public async Task<IActionResult> OnGetExportAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        return await FindAsync(id, cancellationToken) && Promotion is not null ? coupons.Csv(Promotion.Id, reader.Get(CouponUse.Words) ?? "", reader.Get(CouponUse.State), cancellationToken) : Missing();
    }

    private async Task<IActionResult> MakeAsync(string id, CouponsBody body, Problems problems, CancellationToken cancellationToken)
    {
        var made = problems.Any ? problems.Errors.ToArray() : await coupons.AddAsync(body, WriteRequest.ForPage(HttpContext));
        return made.IsSuccess ? Done(T["catalog.promo_coupons.made", T.Number(made.Value.Made)], $"/admin/promotions/{id}/coupons")
            : await LoadAsync(id, cancellationToken) ? Refuse(made.Errors) : Missing();
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken) || Promotion is null)
        {
            return false;
        }

        var reader = QueryReader.Lenient(Request);
        var (words, state) = (reader.Get(CouponUse.Words) ?? "", reader.Get(CouponUse.State));
        var cursor = CouponUse.ReadCursor(reader.Get(Cursor.Parameter), new Problems());
        var found = await coupons.ListAsync(Promotion.Id, words, state, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "coupons",
            Path = To($"/admin/promotions/{Promotion.Id}/coupons"),
            Words = words,
            Chosen = reader.GetAll(_columns),
            HasExport = true,
            Acts = MayEdit ? [new ListAct("Disable", T["catalog.promo_coupons.disable"], T["catalog.promo_coupons.disable_ask"])] : [],
            Filters = [new ListFilter("state", T["catalog.promo_page.state"], [.. ((string[])["all", "usable", "used", "disabled"]).Select(one => new ListChoice(one, T["catalog.promo_coupon_state." + one]))], state)],
            Columns =
            [
                new ListColumn("code", T["catalog.promo_coupons.code"]), new ListColumn("used", T["catalog.promo_coupons.used"], IsNumber: true), new ListColumn("most", T["catalog.promo_coupons.max_uses"], IsNumber: true),
                new ListColumn("state", T["catalog.promo_page.state"]), new ListColumn("made", T["catalog.promo_coupons.made_on"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(coupon => new ListRow(coupon.Id.ToString(), Path: null, new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["code"] = coupon.Code,
                ["used"] = T.Number(coupon.Used),
                ["most"] = coupon.MaxUses is { } most ? T.Number(most) : T["catalog.promo_coupons.any_number"],
                ["state"] = coupon.DisabledAt is not null ? ListView.Badge(T["catalog.promo_coupon_state.disabled"], "secondary")
                    : coupon.Used >= coupon.MaxUses ? ListView.Badge(T["catalog.promo_coupon_state.used"], "yellow") : ListView.Badge(T["catalog.promo_coupon_state.usable"], "green"),
                ["made"] = Moment(coupon.CreatedAt),
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T[Promotion.Rule is { IsSuccess: true, Value.NeedsCoupon: false } ? "catalog.promo_coupons.not_needed" : "catalog.promo_coupons.none"],
        };
        return true;
    }
}
