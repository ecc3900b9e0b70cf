using System.Text.Json.Nodes;

namespace Aisle.Storefront.Features;

/// <summary>What a page tells browsers, search engines and those who share it.</summary>
internal sealed class PageHead
{
    /// <summary>Title without the shop's name; empty for the home page.</summary>
    public string Title { get; set; } = "";

    /// <summary>One or two sentences.</summary>
    public string Description { get; set; } = "";

    /// <summary>The one path of this content, without a language; null where there is none (an error).</summary>
    public string? Path { get; set; }

    /// <summary>The path with its filters, without a language: where the language switch leads. <see cref="Path"/> by default.</summary>
    public string? SwitchPath { get; set; }

    /// <summary>Path of a picture, or null.</summary>
    public string? Image { get; set; }

    /// <summary>Open Graph type.</summary>
    public string Type { get; set; } = "website";

    /// <summary>Whether search engines shall not list it: filtered lists, searches, errors.</summary>
    public bool NoIndex { get; set; }

    /// <summary>What stands in the search field.</summary>
    public string SearchText { get; set; } = "";

    /// <summary>Slug of the department the page belongs to.</summary>
    public string Department { get; set; } = "";

    /// <summary>Structured data (schema.org).</summary>
    public IList<JsonObject> Data { get; } = [];
}
