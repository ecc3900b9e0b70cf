using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Aisle.Platform.Ui.Admin;

/// <summary>A picture of <c>admin-icons.svg</c>: <c>&lt;icon name="users" /&gt;</c>. It says nothing to readers of the screen.</summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class IconTagHelper(Assets assets) : TagHelper
{
    /// <summary>Its name among Tabler's icons.</summary>
    public string Name { get; set; } = "";

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "icon");
        output.Attributes.SetAttribute("aria-hidden", "true");
        output.Attributes.SetAttribute("focusable", "false");
        output.Content.SetHtmlContent($"<use href=\"{assets.PathOf("admin-icons.svg")}#{Name}\"></use>");
    }
}
