using Aisle.Modules.Identity.Data;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Aisle.Modules.Identity.Features;

/// <summary>The passkey handler of ASP.NET Core Identity, for our address and our store.</summary>
internal static class PasskeyHandlers
{
    public static PasskeyHandler<PasskeyUser> Create(PasskeyStore store, PublicAddress address)
    {
        var options = new IdentityPasskeyOptions
        {
            ServerDomain = address.Host,
            // A passkey is enough by itself, so it must be on the device and ask for a finger, a face or a PIN.
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            // Not the request's own Host, which whoever sends it chooses.
            ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && string.Equals(context.Origin, address.Issuer, StringComparison.Ordinal)),
        };
        // The handler only asks it for its store; nothing else of it is used.
        var manager = new UserManager<PasskeyUser>(
            store, Options.Create(new Microsoft.AspNetCore.Identity.IdentityOptions()), new PasswordHasher<PasskeyUser>(), [], [],
            new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), services: null!, NullLogger<UserManager<PasskeyUser>>.Instance);
        return new PasskeyHandler<PasskeyUser>(manager, Options.Create(options));
    }
}
