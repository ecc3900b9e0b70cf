using System.Text.Json;

namespace Aisle.Kernel;

/// <summary>Reads a JSON object (RFC 8259) that must hold exactly two given string fields, each once.</summary>
internal static class JsonFields
{
    /// <summary>Gives the two strings.</summary>
    /// <exception cref="JsonException">Anything else stands there. Numbers are refused: readers may lose their
    /// digits.</exception>
    internal static (string First, string Second) ReadTwo(ref Utf8JsonReader reader, string firstName, string secondName)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException($"Expected an object with \"{firstName}\" and \"{secondName}\".");
        }

        string? first = null;
        string? second = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            if (string.Equals(name, firstName, StringComparison.Ordinal) && first is null)
            {
                first = Text(ref reader, firstName);
            }
            else if (string.Equals(name, secondName, StringComparison.Ordinal) && second is null)
            {
                second = Text(ref reader, secondName);
            }
            else
            {
                throw new JsonException($"Unexpected or repeated field \"{name}\".");
            }
        }

        return (
            first ?? throw new JsonException($"Field \"{firstName}\" is missing."),
            second ?? throw new JsonException($"Field \"{secondName}\" is missing."));
    }

    private static string Text(ref Utf8JsonReader reader, string name) =>
        reader.TokenType == JsonTokenType.String
            ? reader.GetString()!
            : throw new JsonException($"Field \"{name}\" must be a string.");
}
