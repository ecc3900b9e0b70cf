using System.Text;
using System.Text.Json;

namespace Aisle.Platform.Ui.Admin;

/// <summary>What an audit line says was changed, member by member, for people.</summary>
public static class AuditDifference
{
    /// <summary>A row for each member, with what it was (<see cref="ConflictRow.Theirs"/>) and what it is (<see cref="ConflictRow.Mine"/>).</summary>
    public static IReadOnlyList<ConflictRow> Rows(JsonElement? before, JsonElement? after, AdminText text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (old, now) = (new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        Flatten(before, "", old);
        Flatten(after, "", now);
        // Every change has another version, which says nothing to people.
        return [.. old.Keys.Union(now.Keys, StringComparer.Ordinal).Where(path => path is not "version").Select(path => new ConflictRow(NameOf(path, text), old.GetValueOrDefault(path, ""), now.GetValueOrDefault(path, "")))];
    }

    private static void Flatten(JsonElement? value, string path, Dictionary<string, string> rows)
    {
        if (value is not { } element)
        {
            return;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            rows[path] = Words(element, "\n");
            return;
        }

        foreach (var member in element.EnumerateObject())
        {
            Flatten(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", rows);
        }
    }

    /// <summary>A value in one text: what a list holds stands one below the other, what is in there side by side.</summary>
    private static string Words(JsonElement value, string between) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => "",
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Join(between, value.EnumerateArray().Select(item => Words(item, ", "))),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(member => $"{member.Name} {Words(member.Value, " ")}")),
        _ => value.GetRawText(),
    };

    /// <summary>The name of a member: in words where there are some, else as a program calls it, with blanks.</summary>
    private static string NameOf(string path, AdminText text) => string.Join(" · ", path.Split('.').Select(name =>
    {
        var key = "platform.member." + name;
        return text[key] is { } words && !string.Equals(words, key, StringComparison.Ordinal) ? words : Spaced(name);
    }));

    private static string Spaced(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            words.Append(char.IsAsciiLetterUpper(letter) ? $" {char.ToLowerInvariant(letter)}" : letter == '_' ? " " : letter.ToString());
        }

        var spaced = words.ToString().Trim();
        return spaced.Length == 0 ? "–" : char.ToUpperInvariant(spaced[0]) + spaced[1..];
    }
}
