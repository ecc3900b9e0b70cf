using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Aisle.Platform.Ui.Admin;

/// <summary>
/// A field of a form with label, hint and what is wrong with it: <c>&lt;field name="name" label="…" value="…" /&gt;</c>. The page's
/// faults are found by the field's name.
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper : TagHelper
{
    /// <summary>Name, by which the form sends it and a fault names it.</summary>
    public string Name { get; set; } = "";

    /// <summary>What stands above it.</summary>
    public string Label { get; set; } = "";

    /// <summary>What it holds.</summary>
    public string? Value { get; set; }

    /// <summary><c>text</c>, <c>email</c>, <c>password</c>, <c>number</c>, <c>date</c>, <c>datetime-local</c>, <c>color</c>, <c>file</c>, <c>textarea</c>, <c>select</c> or <c>switch</c>.</summary>
    public string Type { get; set; } = "text";

    /// <summary>A sentence below it.</summary>
    public string? Hint { get; set; }

    /// <summary>Whether it must be filled in.</summary>
    public bool Required { get; set; }

    /// <summary>Most characters.</summary>
    public int? MaxLength { get; set; }

    /// <summary>Whether it is shown and cannot be changed.</summary>
    public bool Readonly { get; set; }

    /// <summary>Language of what it holds.</summary>
    public string? Lang { get; set; }

    /// <summary>What the browser may fill in (<c>autocomplete</c>).</summary>
    public string? Autocomplete { get; set; }

    /// <summary>What one can choose.</summary>
    public IEnumerable<ListChoice> Choices { get; set; } = [];

    /// <summary>What is wrong with it, where it stands in a part whose model is not the page.</summary>
    public string? Fault { get; set; }

    /// <summary>Which of several forms on a page it stands in, where these have fields of the same name: its id begins with it.</summary>
    public string? Scope { get; set; }

    /// <summary>Whether the page's faults are of another form than the one it stands in.</summary>
    public bool Quiet { get; set; }

    /// <summary>The page.</summary>
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var id = (Scope is null ? "f-" : $"f-{Scope}-") + Name.Replace('.', '-').Replace('[', '-').Replace("]", "", StringComparison.Ordinal);
        var fault = Fault is { Length: > 0 } given ? given : Quiet ? null : (View.ViewData.Model as AdminPage)?.FaultOf(Name);
        var isSwitch = string.Equals(Type, "switch", StringComparison.Ordinal);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "mb-3");
        var label = new TagBuilder("label");
        label.Attributes["for"] = id;
        label.AddCssClass(isSwitch ? "form-check-label" : "form-label");
        if (Required)
        {
            label.AddCssClass("required");
        }

        label.InnerHtml.Append(Label);
        var input = Input(id, fault);
        if (isSwitch)
        {
            var row = new TagBuilder("div");
            row.AddCssClass("form-check form-switch");
            row.InnerHtml.AppendHtml(input).AppendHtml(label);
            output.Content.AppendHtml(row);
        }
        else
        {
            output.Content.AppendHtml(label).AppendHtml(input);
        }

        AppendNote(output, fault, "invalid-feedback d-block", id + "-fault");
        AppendNote(output, Hint, "form-hint", id + "-hint");
    }

    private static void AppendNote(TagHelperOutput output, string? text, string style, string id)
    {
        if (!string.IsNullOrEmpty(text))
        {
            var note = new TagBuilder("div");
            note.AddCssClass(style);
            note.Attributes["id"] = id;
            note.InnerHtml.Append(text);
            output.Content.AppendHtml(note);
        }
    }

    private TagBuilder Input(string id, string? fault)
    {
        var input = Type switch
        {
            "textarea" => TextArea(),
            "select" => Select(),
            // What has choices is one to choose from, also where nobody says so.
            "text" when Choices.Any() => Select(),
            _ => Box(),
        };
        input.Attributes["id"] = id;
        input.Attributes["name"] = Name;
        Set(input, "lang", Lang);
        Set(input, "autocomplete", Autocomplete);
        Set(input, "maxlength", MaxLength?.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Set(input, "aria-describedby", string.Join(' ', ((string?[])[fault is null ? null : id + "-fault", Hint is null ? null : id + "-hint"]).OfType<string>()));
        if (fault is not null)
        {
            input.AddCssClass("is-invalid");
            input.Attributes["aria-invalid"] = "true";
        }

        if (Required)
        {
            // For readers of the screen; the server says what is missing, all at once and in the page's language.
            input.Attributes["aria-required"] = "true";
        }

        if (Readonly)
        {
            input.Attributes["readonly"] = "readonly";
        }

        return input;
    }

    private TagBuilder Box()
    {
        var box = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        if (string.Equals(Type, "switch", StringComparison.Ordinal))
        {
            box.Attributes["type"] = "checkbox";
            box.Attributes["value"] = "true";
            box.AddCssClass("form-check-input");
            if (string.Equals(Value, "true", StringComparison.OrdinalIgnoreCase))
            {
                box.Attributes["checked"] = "checked";
            }

            return box;
        }

        box.Attributes["type"] = Type;
        box.AddCssClass(string.Equals(Type, "color", StringComparison.Ordinal) ? "form-control form-control-color" : "form-control");
        // A password is never sent back.
        if (Type is not ("password" or "file"))
        {
            box.Attributes["value"] = Value ?? "";
        }

        return box;
    }

    private TagBuilder TextArea()
    {
        var area = new TagBuilder("textarea");
        area.AddCssClass("form-control");
        area.Attributes["rows"] = "4";
        // A line break right after the tag is not part of the text.
        area.InnerHtml.AppendHtml("\n").Append(Value ?? "");
        return area;
    }

    private TagBuilder Select()
    {
        var select = new TagBuilder("select");
        select.AddCssClass("form-select");
        foreach (var choice in Choices)
        {
            var option = new TagBuilder("option");
            option.Attributes["value"] = choice.Value;
            if (string.Equals(choice.Value, Value, StringComparison.Ordinal))
            {
                option.Attributes["selected"] = "selected";
            }

            option.InnerHtml.Append(choice.Label);
            select.InnerHtml.AppendHtml(option);
        }

        return select;
    }

    private static void Set(TagBuilder tag, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            tag.Attributes[name] = value;
        }
    }
}
