using System.Buffers.Text;
using Aisle.Modules.Identity.Data;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary>A public key (RFC 7517).</summary>
internal sealed record JwkRow(string Kty, string Crv, string X, string Y, string Kid, string Use, string Alg);

/// <summary>The keys.</summary>
internal sealed record JwksAnswer(IReadOnlyList<JwkRow> Keys);

/// <summary><c>GET /.well-known/jwks.json</c>: the public keys of access tokens, for who wants to check one.</summary>
internal static class Jwks
{
    public static void Map(IEndpointRouteBuilder root) => root.MapGet("/.well-known/jwks.json", async (SigningKeys keys, HttpContext context) =>
    {
        context.Response.Headers.CacheControl = "public, max-age=3600";
        return TypedResults.Ok(new JwksAnswer([.. (await keys.AllAsync(context.RequestAborted)).Select(Row)]));
    }).ExcludeFromDescription().OpenToEveryone();

    private static JwkRow Row(SigningKey key)
    {
        var (x, y) = key.Key.PublicNumbers();
        return new JwkRow("EC", "P-256", Base64Url.EncodeToString(x), Base64Url.EncodeToString(y), key.Key.Id, "sig", "ES256");
    }
}
