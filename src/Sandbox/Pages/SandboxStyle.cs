using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox;

/// <summary>The one style sheet of the sandbox's pages, out of the program itself: the shop's own styles do not know them.</summary>
internal static class SandboxStyle
{
    private static readonly Lazy<string> _style = new(() =>
    {
        using var reader = new StreamReader(Sandbox.Assembly.GetManifestResourceStream("sandbox.css")!);
        return reader.ReadToEnd();
    });

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/style.css", () => Results.Text(_style.Value, "text/css; charset=utf-8"));
}
