using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox;

/// <summary>The one style sheet of the sandbox's pages, out of the program itself: the shop's own styles do not know them. Only the typeface is the shop's.</summary>
internal static class SandboxStyle
{
    private static readonly Lazy<string> _style = new(() =>
    {
        using var reader = new StreamReader(Sandbox.Assembly.GetManifestResourceStream("sandbox.css")!);
        return reader.ReadToEnd();
    });

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/style.css", (Assets assets) => Results.Text(Font(assets, "latin", "U+0000-00FF, U+2000-206F") + Font(assets, "bengali", "U+0951-0952, U+0964-0965, U+0980-09FE, U+200C-200D, U+25CC") + _style.Value, "text/css; charset=utf-8"));

    private static string Font(Assets assets, string letters, string range) =>
        $"@font-face {{ font-family: \"Anek Bangla\"; font-weight: 100 800; font-display: swap; src: url(\"{assets.PathOf($"anek-{letters}.woff2")}\") format(\"woff2\"); unicode-range: {range}; }}\n";
}
