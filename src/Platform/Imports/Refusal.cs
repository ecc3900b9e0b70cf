using System.Globalization;

namespace Aisle.Platform.Imports;

/// <summary>A row of a file that was not taken, and why.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Field">Column, or empty.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Message">Sentence for people.</param>
public sealed record Refusal(long Line, string Field, string Code, string Message)
{
    /// <summary>The first line of a report.</summary>
    public const string Header = "line,field,code,message";

    /// <summary>Its line of a report.</summary>
    public string ToCsv() => string.Create(CultureInfo.InvariantCulture, $"{Line},{Cell(Field)},{Code},\"{Quoted(Message)}\"");

    /// <summary>A name that has a comma or a quote comes from the file's own header.</summary>
    private static string Cell(string name) => name.AsSpan().ContainsAny(",\"\r\n") ? $"\"{Quoted(name)}\"" : name;

    private static string Quoted(string text) => text.Replace("\"", "\"\"", StringComparison.Ordinal);
}
