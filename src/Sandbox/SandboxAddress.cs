using Aisle.Platform.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Aisle.Sandbox;

/// <summary>Where the sandbox is: for this host's own calls the address it listens at, for people's browsers the shop's.</summary>
internal sealed class SandboxAddress(IServer server, PublicAddress outside)
{
    /// <summary>For calls of this host to itself, without a slash at the end.</summary>
    public string Own => OwnHost() + Sandbox.Root;

    /// <summary>For links that people follow, without a slash at the end.</summary>
    public string Public => outside.Issuer + Sandbox.Root;

    /// <summary>This host as it reaches itself.</summary>
    public string OwnHost()
    {
        var address = new Uri(server.Features.Get<IServerAddressesFeature>()!.Addresses.First().Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal));
        return address.Host is "0.0.0.0" or "[::]" ? $"{address.Scheme}://localhost:{address.Port}" : address.GetLeftPart(UriPartial.Authority);
    }
}
