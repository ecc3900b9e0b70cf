using System.Text.Json;
using Aisle.Kernel;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Aisle.Platform.Database;

/// <summary>Stores a text in several languages as <c>jsonb</c>: <c>{"en":"Rice","bn":"চাল"}</c>.</summary>
internal sealed class LocalTextConverter() : ValueConverter<LocalText, string>(
    text => JsonSerializer.Serialize(text, JsonSerializerOptions.Default),
    json => JsonSerializer.Deserialize<LocalText>(json, JsonSerializerOptions.Default) ?? LocalText.Empty);

/// <summary>Two texts are equal when they say the same in every language.</summary>
internal sealed class LocalTextComparer() : ValueComparer<LocalText>(
    (left, right) => object.Equals(left, right), text => text.GetHashCode(), text => text);
