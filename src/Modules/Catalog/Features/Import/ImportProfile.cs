using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aisle.Kernel;
using Aisle.Platform.Commands;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// How the columns of somebody's file become ours: a JSON file that names, for each of our columns, a template over
/// theirs, e.g. <c>"sku": "BB-{index}"</c>. A placeholder may be followed by steps: <c>{product|net}</c>.
/// </summary>
internal sealed partial class ImportProfile
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    private readonly Dictionary<string, Template>? _columns;

    private ImportProfile(string name, Dictionary<string, Template>? columns)
    {
        Name = name;
        _columns = columns;
    }

    /// <summary>The profile of Aisle's own files: columns are taken by their own names.</summary>
    public const string Own = "aisle";

    /// <summary>Name, as given on the command line.</summary>
    public string Name { get; }

    /// <summary>The profiles that come with Aisle.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
        [Own, .. Resources().Select(name => Path.GetFileNameWithoutExtension(name)).Order(StringComparer.Ordinal)];

    /// <summary>A profile by name, or by the path of a JSON file.</summary>
    /// <exception cref="FaultException">When there is none, or it is wrong.</exception>
    public static ImportProfile Load(string name)
    {
        if (string.Equals(name, Own, StringComparison.Ordinal))
        {
            return new ImportProfile(Own, columns: null);
        }

        var text = name.EndsWith(".json", StringComparison.Ordinal) ? ReadFile(name) : ReadResource(name);
        try
        {
            var file = JsonSerializer.Deserialize<ProfileFile>(text, _json)!;
            return new ImportProfile(name, file.Columns.ToDictionary(column => column.Key, column => Template.Parse(column.Value, column.Key), StringComparer.Ordinal));
        }
        catch (JsonException fault)
        {
            throw new FaultException($"The profile {name} is not right: {fault.Message}", fault);
        }
    }

    /// <summary>The columns of theirs that the templates need and <paramref name="header"/> does not have.</summary>
    public IReadOnlyList<string> MissingFrom(IReadOnlyList<string> header) =>
        _columns is null ? [] : [.. _columns.Values.SelectMany(template => template.Columns).Distinct(StringComparer.Ordinal).Where(column => !header.Contains(column, StringComparer.Ordinal))];

    /// <summary>The columns of ours that this profile fills.</summary>
    public IReadOnlySet<string> Columns(IReadOnlyList<string> header) => (_columns is null ? header : _columns.Keys.ToList()).ToHashSet(StringComparer.Ordinal);

    /// <summary>A row in our columns.</summary>
    public Dictionary<string, string> Map(IReadOnlyList<string> header, IReadOnlyList<string> fields)
    {
        var theirs = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < header.Count && i < fields.Count; i++)
        {
            theirs.TryAdd(header[i], fields[i].Trim());
        }

        return _columns is null ? theirs : _columns.ToDictionary(column => column.Key, column => column.Value.Fill(theirs), StringComparer.Ordinal);
    }

    private static string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"The profile {path} cannot be read: {fault.Message}", fault);
        }
    }

    private static string ReadResource(string name)
    {
        var resource = Resources().FirstOrDefault(candidate => string.Equals(Path.GetFileNameWithoutExtension(candidate), name, StringComparison.Ordinal))
            ?? throw new FaultException($"There is no profile '{name}'; there are {string.Join(", ", BuiltIn)}, or name a JSON file.");
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    private static IEnumerable<string> Resources() =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith("Profiles/", StringComparison.Ordinal));

    private sealed record ProfileFile(string Description, Dictionary<string, string> Columns);

    /// <summary>Text with placeholders.</summary>
    private sealed partial class Template(IReadOnlyList<(string Text, string? Column, string[] Steps)> parts)
    {
        private static readonly string[] _known = ["slug", "net", "unit", "times20", "lower"];

        public IEnumerable<string> Columns => parts.Select(part => part.Column).OfType<string>();

        public static Template Parse(string text, string column)
        {
            var parts = new List<(string, string?, string[])>();
            var from = 0;
            foreach (Match match in Placeholder().Matches(text))
            {
                var words = match.Groups["inside"].Value.Split('|');
                if (words.Skip(1).FirstOrDefault(step => !_known.Contains(step, StringComparer.Ordinal)) is { } unknown)
                {
                    throw new JsonException($"'{column}' uses the step '{unknown}'; the steps are {string.Join(", ", _known)}.");
                }

                parts.Add((text[from..match.Index], words[0], words[1..]));
                from = match.Index + match.Length;
            }

            parts.Add((text[from..], null, []));
            return new Template(parts);
        }

        public string Fill(Dictionary<string, string> theirs)
        {
            var result = new StringBuilder();
            foreach (var (text, column, steps) in parts)
            {
                result.Append(text);
                if (column is not null)
                {
                    result.Append(steps.Aggregate(theirs.GetValueOrDefault(column, ""), Step));
                }
            }

            return result.ToString();
        }

        private static string Step(string value, string step) => step switch
        {
            "slug" => Shortened(value),
            "net" => NetContent.FindIn(value)?.ToString() ?? "",
            "unit" => NetContent.UnitOf(value),
            "times20" => decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                ? ((int)(number * 20)).ToString(CultureInfo.InvariantCulture)
                : "",
            "lower" => value.ToLowerInvariant(),
            _ => value,
        };

        /// <summary>Short enough that a number behind it still fits into a slug.</summary>
        private static string Shortened(string value)
        {
            var slug = value.Length == 0 ? "" : Slug.From(value);
            return slug.Length <= 60 ? slug : slug[..60].TrimEnd('-');
        }

        [GeneratedRegex(@"\{(?<inside>[^{}]+)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Placeholder();
    }
}
