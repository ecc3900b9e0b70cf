using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/reset</c>: sets a new password with the link of a mail.</summary>
internal sealed class ResetModel : AccountPage
{
    public string Token { get; private set; } = "";

    protected override string TitleKey => "reset";

    public void OnGet(string? token) => Token = token ?? "";

    public async Task<IActionResult> OnPostAsync(string? token, string? password, CancellationToken cancellationToken)
    {
        Token = token ?? "";
        var done = await Accounts.ResetPasswordAsync(Token, password ?? "", cancellationToken);
        return done.IsSuccess ? Done("reset_done", "/login") : Fail(done.Errors);
    }
}
