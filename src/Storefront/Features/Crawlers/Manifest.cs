using System.Text.Json.Nodes;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Storefront.Features;

/// <summary><c>/site.webmanifest</c>: how the shop looks when it is put on a phone's home screen.</summary>
internal static class Manifest
{
    public static void Map(WebApplication app) => app.MapGet("/site.webmanifest", WriteAsync)
        .OpenToEveryone().CachedUntilChanged(["stores"]).ExcludeFromDescription();

    private static async Task<IResult> WriteAsync(Speech speech, Links links, Art art, IStores stores, ICatalog catalog, CancellationToken cancellationToken)
    {
        var frame = await ShopFrame.LoadAsync(stores, catalog, cancellationToken);
        var manifest = new JsonObject
        {
            ["name"] = speech.Text(frame.Name),
            ["short_name"] = speech.Text(frame.Name),
            ["description"] = speech["home.description", speech.Text(frame.Name)],
            ["lang"] = speech.Language,
            ["dir"] = "ltr",
            ["id"] = links.Home,
            ["start_url"] = links.Home,
            ["scope"] = "/",
            ["display"] = "minimal-ui",
            ["background_color"] = "#f5f6f1",
            ["theme_color"] = "#0b4f3a",
            ["icons"] = new JsonArray(
                new JsonObject { ["src"] = art.Asset("favicon.svg"), ["type"] = "image/svg+xml", ["sizes"] = "any", ["purpose"] = "any" },
                new JsonObject { ["src"] = art.Asset("icon.svg"), ["type"] = "image/svg+xml", ["sizes"] = "any", ["purpose"] = "maskable" },
                new JsonObject { ["src"] = art.Asset("icon-192.png"), ["type"] = "image/png", ["sizes"] = "192x192", ["purpose"] = "any" },
                new JsonObject { ["src"] = art.Asset("icon-512.png"), ["type"] = "image/png", ["sizes"] = "512x512", ["purpose"] = "any" }),
        };
        return Results.Text(manifest.ToJsonString(), "application/manifest+json", System.Text.Encoding.UTF8);
    }
}
