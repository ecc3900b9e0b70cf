using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/logout</c>: asked by a form, so that no picture on a foreign page logs anybody out.</summary>
internal sealed class LogoutModel : AccountPage
{
    protected override string TitleKey => "logout";

    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        await Accounts.LogoutAsync(cancellationToken);
        return Done("logged_out", "/login");
    }
}
