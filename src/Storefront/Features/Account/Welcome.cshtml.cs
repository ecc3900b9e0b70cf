using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/welcome</c>: the first login of who was invited, and of the first owner.</summary>
internal sealed class WelcomeModel : AccountPage
{
    public string Token { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>Whom the link is for; null where it is no good.</summary>
    public Invitation? For { get; private set; }

    protected override string TitleKey => "welcome";

    public async Task<IActionResult> OnGetAsync(string? token, CancellationToken cancellationToken)
    {
        Token = token ?? "";
        For = await Accounts.InvitationAsync(token, cancellationToken);
        Name = For?.Name ?? "";
        return For is null ? Fail([Error.Validation("ticket.invalid", "The link is not valid any more; ask for a new one.")]) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? token, string? name, string? email, string? password, CancellationToken cancellationToken)
    {
        (Token, Name, Email) = (token ?? "", name ?? "", email ?? "");
        var done = await Accounts.AcceptInvitationAsync(Token, password ?? "", Name, Email, cancellationToken);
        if (done.IsSuccess)
        {
            return Done("welcome_done", "/login");
        }

        For = await Accounts.InvitationAsync(Token, cancellationToken);
        return Fail(done.Errors);
    }
}
