using Aisle.Contracts.Stores;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/promotions/{id}/coupons/print</c>: coupons that can be used, to be cut out; the browser prints them.</summary>
internal sealed class CouponSheetPageModel(PromotionQuery query, CouponUse coupons, IStores stores, TimeProvider time) : PromotionPart(query, stores, time)
{
    private const int Most = 500;

    public IReadOnlyList<CouponEdit> Coupons { get; private set; } = [];

    /// <summary>Whether there are more than are printed at once.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Until when they hold, in words.</summary>
    public string Until => Promotion is { Rule: { IsSuccess: true, Value.Terms: { } terms } } ? PromotionWords.Period(terms, T) : "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken) || Promotion is null)
        {
            return Missing();
        }

        Crumbs = [.. Crumbs, new AdminCrumb(T.Of(Promotion.Name), $"/admin/promotions/{Promotion.Id}"), new AdminCrumb(T["catalog.promo_coupons.title"], $"/admin/promotions/{Promotion.Id}/coupons")];
        var found = await coupons.ListAsync(Promotion.Id, "", "usable", cursor: null, Most, cancellationToken);
        (Coupons, IsCut) = (found.Items, found.NextCursor is not null);
        return Page();
    }
}
