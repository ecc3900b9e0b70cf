using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using QRCoder;

namespace Aisle.Modules.Identity.Features;

/// <summary>A code of the authenticator app.</summary>
/// <param name="Code">Six digits.</param>
internal sealed record CodeBody(string Code);

/// <summary>Recovery codes, shown now and never again.</summary>
/// <param name="RecoveryCodes">Each is good once, in place of a code of the app.</param>
internal sealed record RecoveryCodesAnswer(IReadOnlyList<string> RecoveryCodes);

/// <summary>The second factor of one's own account: offer, confirm with a code, new recovery codes, remove.</summary>
internal sealed class SecondFactorUse(UnitOfWork work, IdentityDb db, SecondFactors factors, PublicAddress address, TimeProvider time)
{
    private static readonly SecondFactorOffer _offer = new("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "otpauth://totp/shop.example:rahima%40example.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=shop.example&algorithm=SHA1&digits=6&period=30", "<svg/>");
    private static readonly RecoveryCodesAnswer _codes = new(["h3k9-vm2p-qx7r", "b8nd-4wtz-e6ja"]);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SecondFactorUse, SecondFactorOffer>("/me/second-factor", (use, request) => use.OfferAsync(request.Caller, request.Stop))
            .WithName("OfferSecondFactor").WithTags("Account").WithSummary("Begin with a second factor")
            .WithDescription("A new secret for an authenticator app, also as QR code. It counts once a code of it was confirmed. Asks for a login of the last quarter of an hour.")
            .WithExample(_offer).ForSignedIn();
        api.MapPost<SecondFactorUse, CodeBody, RecoveryCodesAnswer>("/me/second-factor/confirm", (use, body, request) => use.ConfirmAsync(request.Caller, body.Code, request.Stop))
            .WithName("ConfirmSecondFactor").WithTags("Account").WithSummary("Confirm the second factor")
            .WithDescription("With a code of the app. From now on a code is asked for at each login. The recovery codes are shown now and never again.")
            .WithExample(_codes).ForSignedIn();
        api.MapPost<SecondFactorUse, RecoveryCodesAnswer>("/me/recovery-codes", (use, request) => use.RenewAsync(request.Caller, request.Stop))
            .WithName("RenewRecoveryCodes").WithTags("Account").WithSummary("Get new recovery codes").WithDescription("Those before are void. Asks for a login of the last quarter of an hour.")
            .WithExample(_codes).ForSignedIn();
        api.MapDelete<SecondFactorUse, Nothing>("/me/second-factor", (use, request) => use.RemoveAsync(request.Caller, request.Stop))
            .WithName("RemoveSecondFactor").WithTags("Account").WithSummary("Remove the second factor").WithDescription("Asks for a login of the last quarter of an hour.")
            .ForSignedIn();
    }

    public Task<Result<SecondFactorOffer>> OfferAsync(Caller caller, CancellationToken cancellationToken) => ChangeAsync<SecondFactorOffer>(caller, (user, _) =>
    {
        if (user.HasSecondFactor)
        {
            return Task.FromResult<Result<SecondFactorOffer>>(Error.Conflict("second_factor.there", "There is a second factor already; remove it first."));
        }

        var (secret, sealedSecret) = factors.NewSecret();
        user.OfferTotp(sealedSecret, time.GetUtcNow());
        var uri = Totp.Address(address.Host, user.Email, secret);
        return Task.FromResult<Result<SecondFactorOffer>>(new SecondFactorOffer(Totp.Base32(secret), uri, Draw(uri)));
    }, cancellationToken);

    public Task<Result<RecoveryCodesAnswer>> ConfirmAsync(Caller caller, string code, CancellationToken cancellationToken) => ChangeAsync<RecoveryCodesAnswer>(caller, async (user, stop) =>
    {
        if (user.TotpSecret is not { } secret || user.HasSecondFactor)
        {
            return Error.Conflict("second_factor.not_offered", "Ask for a new secret first.");
        }

        if (Totp.Match(factors.Open(secret), code.Replace(" ", "", StringComparison.Ordinal), time.GetUtcNow(), lastUsed: null) is null)
        {
            return Error.Validation("second_factor.code", "The code is not the one the app shows now. Is the phone's clock right?", "code");
        }

        user.ConfirmTotp(time.GetUtcNow());
        work.Audit(new AuditEntry("identity.second_factor.add", "identity.user", user.Id.ToString(), user.Name));
        return new RecoveryCodesAnswer(await factors.RenewRecoveryAsync(user.Id, stop));
    }, cancellationToken);

    public Task<Result<RecoveryCodesAnswer>> RenewAsync(Caller caller, CancellationToken cancellationToken) => ChangeAsync<RecoveryCodesAnswer>(caller, async (user, stop) =>
    {
        if (!user.HasSecondFactor)
        {
            return Error.Conflict("second_factor.missing", "There is no second factor.");
        }

        work.Audit(new AuditEntry("identity.recovery_codes.renew", "identity.user", user.Id.ToString(), user.Name));
        return new RecoveryCodesAnswer(await factors.RenewRecoveryAsync(user.Id, stop));
    }, cancellationToken);

    public Task<Result<Nothing>> RemoveAsync(Caller caller, CancellationToken cancellationToken) => ChangeAsync<Nothing>(caller, async (user, stop) =>
    {
        if (user.TotpSecret is not null)
        {
            user.RemoveTotp(time.GetUtcNow());
            await factors.ForgetRecoveryAsync(user.Id, stop);
            work.Audit(new AuditEntry("identity.second_factor.remove", "identity.user", user.Id.ToString(), user.Name));
        }

        return Nothing.Value;
    }, cancellationToken);

    private Task<Result<T>> ChangeAsync<T>(Caller caller, Func<User, CancellationToken, Task<Result<T>>> change, CancellationToken cancellationToken) => work.RunAsync(async stop =>
    {
        if (!FreshLogin.IsFresh(caller, time))
        {
            return FreshLogin.Needed;
        }

        var id = UserId.From(caller.Id!.Value);
        return await change(await db.Users.AsTracking().SingleAsync(row => row.Id == id, stop), stop);
    }, cancellationToken);

    private static string Draw(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        return new SvgQRCode(code).GetGraphic(new System.Drawing.Size(240, 240), "#000000", "#ffffff", drawQuietZones: true, SvgQRCode.SizingMode.ViewBoxAttribute);
    }
}
