using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/register</c>.</summary>
internal sealed class RegisterModel : AccountPage
{
    public string Name { get; private set; } = "";

    public string Email { get; private set; } = "";

    /// <summary>Whether the mail is on its way.</summary>
    public bool IsSent { get; private set; }

    protected override string TitleKey => "register";

    public async Task<IActionResult> OnPostAsync(string? name, string? email, string? password, CancellationToken cancellationToken)
    {
        (Name, Email) = (name ?? "", (email ?? "").Trim());
        var done = await Accounts.RegisterAsync(Email, Name, password ?? "", T.Language, cancellationToken);
        IsSent = done.IsSuccess;
        return done.IsSuccess ? Page() : Fail(done.Errors);
    }
}
