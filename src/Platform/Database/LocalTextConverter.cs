using System.Text.Json;
using Aisle.Kernel;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Aisle.Platform.Database;

/// <summary>Stores a text in several languages as <c>jsonb</c>: <c>{"en":"Rice","bn":"চাল"}</c>.</summary>
internal sealed class LocalTextConverter() : ValueConverter<LocalText, string>(
    text => JsonSerializer.Serialize(text, StoredText.Json),
    json => JsonSerializer.Deserialize<LocalText>(json, StoredText.Json) ?? LocalText.Empty);

/// <summary>Reads texts as they are stored: those of several lines too, because whoever stored them looked at that.</summary>
public static class StoredText
{
    internal static JsonSerializerOptions Json { get; } = new() { Converters = { new LocalTextLinesJsonConverter() } };

    /// <summary>The text of a <c>jsonb</c> value.</summary>
    public static LocalText Read(string json) => JsonSerializer.Deserialize<LocalText>(json, Json)!;
}

/// <summary>Two texts are equal when they say the same in every language.</summary>
internal sealed class LocalTextComparer() : ValueComparer<LocalText>(
    (left, right) => object.Equals(left, right), text => text.GetHashCode(), text => text);
