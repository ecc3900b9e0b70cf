using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/account</c>: profile, password, second factor, passkeys and sessions of whoever has logged in.</summary>
internal sealed class AccountModel(TimeProvider time) : AccountPage
{
    public AccountView Me { get; private set; } = null!;

    /// <summary>What was typed into the profile and is not saved.</summary>
    public (string Name, string Email, string Language)? Typed { get; private set; }

    /// <summary>A secret to be scanned.</summary>
    public SecondFactorOffer? Offer { get; private set; }

    /// <summary>Recovery codes, shown now and never again.</summary>
    public IReadOnlyList<string>? Codes { get; private set; }

    protected override string TitleKey => "title";

    /// <summary>An instant in the time of the shop.</summary>
    public string When(DateTimeOffset moment)
    {
        var zone = Frame.Zone();
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        return T.Digits(local.ToString(local.Date == TimeZoneInfo.ConvertTime(time.GetUtcNow(), zone).Date ? "HH:mm" : "d MMM yyyy", Texts.CultureOf(T.Language)));
    }

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostProfileAsync(string? name, string? email, string? language, int version, CancellationToken cancellationToken)
    {
        Typed = (name ?? "", email ?? "", language ?? "");
        var before = await Accounts.ViewAsync(cancellationToken);
        var done = await Accounts.SaveAsync(Typed.Value.Name, Typed.Value.Language, Typed.Value.Email, version, cancellationToken);
        var isNewAddress = done.IsSuccess && !string.Equals(before.Email, Typed.Value.Email.Trim(), StringComparison.OrdinalIgnoreCase);
        return await AfterAsync(done, isNewAddress ? "saved_confirm" : "saved", cancellationToken);
    }

    public async Task<IActionResult> OnPostPasswordAsync(string? current, string? password, CancellationToken cancellationToken) =>
        await AfterAsync(await Accounts.ChangePasswordAsync(current, password ?? "", cancellationToken), "password_saved", cancellationToken);

    public async Task<IActionResult> OnPostOfferFactorAsync(CancellationToken cancellationToken)
    {
        var offer = await Accounts.OfferSecondFactorAsync(cancellationToken);
        return await ShowAsync(offer.WithoutValue(), () => Offer = offer.Value, cancellationToken);
    }

    public async Task<IActionResult> OnPostConfirmFactorAsync(string? code, CancellationToken cancellationToken)
    {
        var codes = await Accounts.ConfirmSecondFactorAsync(code ?? "", cancellationToken);
        return await ShowAsync(codes.WithoutValue(), () => Codes = codes.Value, cancellationToken);
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken cancellationToken)
    {
        var codes = await Accounts.RenewRecoveryCodesAsync(cancellationToken);
        return await ShowAsync(codes.WithoutValue(), () => Codes = codes.Value, cancellationToken);
    }

    public async Task<IActionResult> OnPostRemoveFactorAsync(CancellationToken cancellationToken) =>
        await AfterAsync(await Accounts.RemoveSecondFactorAsync(cancellationToken), "second_removed", cancellationToken);

    public async Task<IActionResult> OnPostRemovePasskeyAsync(string? id, CancellationToken cancellationToken) =>
        await AfterAsync(await Accounts.RemovePasskeyAsync(id ?? "", cancellationToken), "passkey_removed", cancellationToken);

    public async Task<IActionResult> OnPostEndSessionAsync(string? id, CancellationToken cancellationToken)
    {
        if (id is not null && !TypedId.TryParse<SessionId>(id, out _))
        {
            return NotFound();
        }

        return await AfterAsync(await Accounts.EndSessionAsync(id is null ? null : SessionId.From(Guid.Parse(id)), cancellationToken), "session_ended", cancellationToken);
    }

    public async Task<IActionResult> OnPostPasskeyOptionsAsync(CancellationToken cancellationToken)
    {
        var asked = await Accounts.OfferPasskeyAsync(cancellationToken);
        return asked.IsSuccess ? Json(asked.Value) : JsonFault(asked.Errors);
    }

    public async Task<IActionResult> OnPostPasskeyAsync(CancellationToken cancellationToken)
    {
        if (await BodyAsync(cancellationToken) is not { } body || !body.TryGetProperty("credential", out var credential))
        {
            return BadRequest();
        }

        var done = await Accounts.AddPasskeyAsync(Text(body, "ticket"), credential, Text(body, "name"), cancellationToken);
        if (done.IsFailure)
        {
            return JsonFault(done.Errors);
        }

        TempData["notice"] = T["account.passkey_added"];
        return Json(new { next = Links.To("/account") });
    }

    private async Task LoadAsync(CancellationToken cancellationToken) => Me = await Accounts.ViewAsync(cancellationToken);

    private async Task<IActionResult> AfterAsync(Result done, string noticeKey, CancellationToken cancellationToken)
    {
        if (done.IsSuccess)
        {
            return Done(noticeKey, "/account");
        }

        await LoadAsync(cancellationToken);
        return Fail(done.Errors);
    }

    private async Task<IActionResult> ShowAsync(Result done, Action show, CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        if (done.IsFailure)
        {
            return Fail(done.Errors);
        }

        show();
        return Page();
    }
}
