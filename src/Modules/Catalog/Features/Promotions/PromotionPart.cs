using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A page about one promotion; <c>_PromotionTabs</c> leads from one to the other.</summary>
internal abstract class PromotionPart(PromotionQuery query, IStores stores, TimeProvider time) : CatalogPage(stores)
{
    /// <summary>The promotion; null where a new one is made.</summary>
    public StoredPromotion? Promotion { get; private set; }

    /// <summary>The day in the shop.</summary>
    public DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), Zone).DateTime);

    /// <summary>Reads the promotion; false where there is none and none is made.</summary>
    protected async Task<bool> FindAsync(string id, CancellationToken cancellationToken)
    {
        Promotion = TypedId.TryParse<PromotionId>(id, out var wanted) ? await query.FindAsync(wanted, Caller, cancellationToken) : null;
        Title = Promotion is null ? T["catalog.promo_page.new"] : T.Of(Promotion.Name);
        Crumbs = [new AdminCrumb(T["catalog.promo_page.title"], "/admin/promotions")];
        return Promotion is not null || (string.Equals(id, "new", StringComparison.Ordinal) && May(Permissions.PromotionEdit.Name));
    }
}
