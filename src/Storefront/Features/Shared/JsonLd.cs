using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Html;

namespace Aisle.Storefront.Features;

/// <summary>Structured data in a page (schema.org as JSON-LD).</summary>
internal static class JsonLd
{
    // The default encoder escapes <, > and &, so that no text can end the script element.
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.Default };

    public static JsonObject Thing(string type) => new() { ["@context"] = "https://schema.org", ["@type"] = type };

    public static JsonObject Part(string type) => new() { ["@type"] = type };

    public static JsonObject Crumbs(IEnumerable<Crumb> crumbs, Links links)
    {
        var list = Thing("BreadcrumbList");
        list["itemListElement"] = new JsonArray([.. crumbs.Select((crumb, index) => new JsonObject
        {
            ["@type"] = "ListItem",
            ["position"] = index + 1,
            ["name"] = crumb.Text,
            ["item"] = links.Absolute(crumb.Address),
        })]);
        return list;
    }

    public static IHtmlContent Write(JsonObject data) => new HtmlString(data.ToJsonString(_json));
}

/// <summary>A step of the way to a page.</summary>
internal sealed record Crumb(string Text, string Address);
