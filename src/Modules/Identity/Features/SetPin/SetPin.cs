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

namespace Aisle.Modules.Identity.Features;

/// <summary>What is asked of <see cref="SetPin"/>.</summary>
/// <param name="Pin">4 to 8 digits.</param>
internal sealed record PinBody(string Pin);

/// <summary>Sets one's own PIN, which a cashier types at a till that already knows who works there. It opens nothing else.</summary>
internal sealed class SetPin(UnitOfWork work, IdentityDb db, Passwords passwords, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SetPin, PinBody, Nothing>("/me/pin", (use, body, request) => use.RunAsync(request.Caller, body.Pin, request.Stop))
            .WithName(nameof(SetPin)).WithTags("Account").WithSummary("Set one's PIN").WithDescription("4 to 8 digits for the till; not a row or the same digit. Asks for a login of the last quarter of an hour.")
            .ForSignedIn();
        api.MapDelete<SetPin, Nothing>("/me/pin", (use, request) => use.RunAsync(request.Caller, pin: null, request.Stop))
            .WithName("RemovePin").WithTags("Account").WithSummary("Remove one's PIN").WithDescription("Asks for a login of the last quarter of an hour.").ForSignedIn();
    }

    public async Task<Result<Nothing>> RunAsync(Caller caller, string? pin, CancellationToken cancellationToken)
    {
        if (!FreshLogin.IsFresh(caller, time))
        {
            return FreshLogin.Needed;
        }

        if (pin is not null && !IsGood(pin))
        {
            return Error.Validation("pin.weak", "A PIN has 4 to 8 digits, not all the same and not a row such as 1234.", "pin");
        }

        var hash = pin is null ? null : await passwords.HashAsync(pin, cancellationToken);
        return await work.RunAsync<Nothing>(async stop =>
        {
            var id = UserId.From(caller.Id!.Value);
            var user = await db.Users.AsTracking().SingleAsync(row => row.Id == id, stop);
            user.SetPin(hash, time.GetUtcNow());
            work.Audit(new AuditEntry(pin is null ? "identity.pin.remove" : "identity.pin.set", "identity.user", id.ToString(), user.Name));
            return Nothing.Value;
        }, cancellationToken);
    }

    private static bool IsGood(string pin) => pin is { Length: >= 4 and <= 8 } && pin.All(char.IsAsciiDigit) && pin.Distinct().Count() > 1 &&
        !pin.Zip(pin.Skip(1)).All(pair => pair.Second - pair.First == 1) && !pin.Zip(pin.Skip(1)).All(pair => pair.Second - pair.First == -1);
}
