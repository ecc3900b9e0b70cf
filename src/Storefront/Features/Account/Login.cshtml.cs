using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/login</c>: by password and code, or by passkey.</summary>
internal sealed class LoginModel : AccountPage
{
    /// <summary>What was typed.</summary>
    public string Email { get; private set; } = "";

    /// <summary>Where to go afterwards.</summary>
    public string ReturnUrl { get; private set; } = "";

    /// <summary>The second step's ticket, once the first is done.</summary>
    public string? SecondStep { get; private set; }

    protected override string TitleKey => "login";

    public IActionResult OnGet(string? returnUrl)
    {
        ReturnUrl = Local(returnUrl, "");
        return HttpContext.Caller().Kind == CallerKind.User ? Redirect(Local(returnUrl, Links.To("/account"))) : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? email, string? password, string? returnUrl, CancellationToken cancellationToken)
    {
        (Email, ReturnUrl) = (email ?? "", Local(returnUrl, ""));
        return Next(await Accounts.LoginAsync(Email, password ?? "", cancellationToken));
    }

    public async Task<IActionResult> OnPostCodeAsync(string? challenge, string? code, string? returnUrl, CancellationToken cancellationToken)
    {
        ReturnUrl = Local(returnUrl, "");
        var step = await Accounts.FinishLoginAsync(challenge ?? "", code ?? "", cancellationToken);
        SecondStep = step.IsFailure ? challenge : null;
        return Next(step);
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken cancellationToken)
    {
        var asked = await Accounts.AskForPasskeyAsync(cancellationToken);
        return asked.IsSuccess ? Json(asked.Value) : JsonFault(asked.Errors);
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? returnUrl, CancellationToken cancellationToken)
    {
        if (await BodyAsync(cancellationToken) is not { } body || !body.TryGetProperty("credential", out var credential))
        {
            return BadRequest();
        }

        var step = await Accounts.LoginByPasskeyAsync(Text(body, "ticket"), credential, cancellationToken);
        return step.IsSuccess ? Json(new { next = After(step.Value, Local(returnUrl, "")) }) : JsonFault(step.Errors);
    }

    private IActionResult Next(Result<LoginStep> step)
    {
        if (step.IsFailure)
        {
            return Fail(step.Errors);
        }

        if (step.Value.Challenge is { } challenge)
        {
            SecondStep = challenge;
            return Page();
        }

        return Redirect(After(step.Value, ReturnUrl));
    }

    private string After(LoginStep step, string returnUrl) => returnUrl.Length > 0 ? returnUrl : Links.To(step.IsStaff ? "/admin" : "/account");
}
