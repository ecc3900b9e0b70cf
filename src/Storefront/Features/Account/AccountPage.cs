using Aisle.Contracts.Identity;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary>A page about somebody's account.</summary>
internal abstract class AccountPage : PrivatePage
{
    protected IAccounts Accounts => HttpContext.RequestServices.GetRequiredService<IAccounts>();

    /// <summary>Key of its title, below <c>storefront.account.</c>.</summary>
    protected abstract string TitleKey { get; }

    protected override string TitleText => T["account." + TitleKey];

    protected IActionResult Done(string noticeKey, string path) => DoneWith(T["account." + noticeKey], path);
}
