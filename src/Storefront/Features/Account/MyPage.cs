using Aisle.Contracts.Identity;

namespace Aisle.Storefront.Features;

/// <summary>A page of the account of whoever has logged in, with the ways to the others beside it.</summary>
internal abstract class MyPage : AccountPage
{
    /// <summary>How many of a list are shown at once.</summary>
    protected const int PageSize = 20;

    /// <summary>Whose account it is.</summary>
    protected UserId Me => HttpContext.Customer()!.Value;

    /// <summary>An instant in the time of the shop.</summary>
    public string When(DateTimeOffset at) => SlotText.Date(at, Frame.Zone(), T);
}
