using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/confirm</c>: the link of a mail. It is used up by a button: programs that look at mails follow links.</summary>
internal sealed class ConfirmModel : AccountPage
{
    public string Token { get; private set; } = "";

    protected override string TitleKey => "confirm";

    public void OnGet(string? token) => Token = token ?? "";

    public async Task<IActionResult> OnPostAsync(string? token, CancellationToken cancellationToken)
    {
        var done = await Accounts.ConfirmEmailAsync(token ?? "", cancellationToken);
        return done.IsSuccess ? Done("confirmed", "/login") : Fail(done.Errors);
    }
}
