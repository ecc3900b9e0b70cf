using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Aisle.Sandbox.Pages;

/// <summary>A piece of a page. What is put into one is encoded unless it is one itself.</summary>
internal readonly record struct Markup(string Text)
{
    public static readonly Markup None = new("");

    public static Markup Of(ref MarkupBuilder builder) => new(builder.ToString());

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Text)));
}

/// <summary>Puts a page together from an interpolated string.</summary>
[InterpolatedStringHandler]
internal readonly ref struct MarkupBuilder(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (formattedCount * 16));

    public void AppendLiteral(string value) => _text.Append(value);

    public void AppendFormatted(Markup value) => _text.Append(value.Text);

    public void AppendFormatted(IEnumerable<Markup> values) => _text.Append(Markup.Join(values).Text);

    public void AppendFormatted(string? value) => _text.Append(WebUtility.HtmlEncode(value));

    public void AppendFormatted(int value) => _text.Append(value);

    public override string ToString() => _text.ToString();
}
