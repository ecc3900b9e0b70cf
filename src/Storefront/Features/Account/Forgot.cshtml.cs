using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/forgot</c>: asks for a link to set a new password.</summary>
internal sealed class ForgotModel : AccountPage
{
    public string Email { get; private set; } = "";

    public bool IsSent { get; private set; }

    protected override string TitleKey => "forgot";

    public async Task<IActionResult> OnPostAsync(string? email, CancellationToken cancellationToken)
    {
        Email = (email ?? "").Trim();
        var done = await Accounts.ForgotPasswordAsync(Email, cancellationToken);
        IsSent = done.IsSuccess;
        return done.IsSuccess ? Page() : Fail(done.Errors);
    }
}
