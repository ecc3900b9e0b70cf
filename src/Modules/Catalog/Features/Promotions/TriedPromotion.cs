using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Security;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A promotion that is tried on baskets: one that is kept, or a draft of it, checked as if it were saved.</summary>
internal sealed class TriedPromotion(PromotionQuery promotions, SavePromotion save, TimeProvider time)
{
    /// <summary>The promotion that is tried; null where there is none, or something is wrong with it.</summary>
    public async Task<LivePromotion?> ReadAsync(PromotionId? wanted, PromotionBody? draft, Shop? shop, Caller caller, Problems problems, CancellationToken cancellationToken)
    {
        var id = wanted ?? TypedId.New<PromotionId>(time);
        if (draft is null && wanted is { } kept)
        {
            var found = await promotions.FindAsync(kept, caller, cancellationToken);
            if (found is null || found.Rule.IsFailure)
            {
                problems.Add(found is null ? PromotionQuery.Unknown with { Kind = ErrorKind.Validation, Field = "promotionId" } : found.Rule.FirstError with { Field = "promotionId" });
                return null;
            }

            draft = PromotionBody.Of(found.Name, found.Rule.Value);
        }

        if (draft is null || shop is null)
        {
            return null;
        }

        if (!IsWhole(draft, problems))
        {
            return null;
        }

        foreach (var fault in (await save.CheckAsync(id, draft, cancellationToken)).Errors)
        {
            problems.Add(fault with { Field = "draft." + fault.Field });
        }

        return problems.Any ? null : LivePromotions.Read(id.Value, draft.Name, draft.ToRule(), Currency.Get(shop.Currency)).Value;
    }

    /// <summary>Reading a body asks for what is needed of the body itself, not of what lies in it.</summary>
    private static bool IsWhole(PromotionBody draft, Problems problems) =>
        problems.Require((object?)draft.Name is not null, "body.required", "This is needed.", "draft.name")
        & problems.Require((object?)draft.Benefit is not null, "body.required", "This is needed.", "draft.benefit");
}
