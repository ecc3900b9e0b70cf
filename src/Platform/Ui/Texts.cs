using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace Aisle.Platform.Ui;

/// <summary>
/// What the screens say, in every language: the embedded <c>Texts/*.json</c> of each part. A key names its module,
/// its feature and its place: <c>storefront.search.placeholder</c>.
/// </summary>
public sealed class Texts
{
    private readonly Dictionary<string, Dictionary<string, string>> _byLanguage = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _parts;

    /// <summary>Reads the texts that <paramref name="assemblies"/> embed.</summary>
    /// <exception cref="InvalidOperationException">When two parts use one key.</exception>
    public Texts(IEnumerable<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        foreach (var assembly in assemblies)
        {
            foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("Texts/", StringComparison.Ordinal)))
            {
                using var stream = assembly.GetManifestResourceStream(resource)!;
                Add(Path.GetFileNameWithoutExtension(resource), JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!);
            }
        }
    }

    /// <summary>The languages there are, English first.</summary>
    public IReadOnlyList<string> Languages => [.. _byLanguage.Keys.OrderBy(language => !string.Equals(language, "en", StringComparison.Ordinal)).ThenBy(language => language, StringComparer.Ordinal)];

    /// <summary>The parts whose texts these are: what stands before the first dot of a key.</summary>
    public IReadOnlyList<string> Parts => _parts ??= [.. _byLanguage.Values.SelectMany(texts => texts.Keys).Select(key => key.Split('.')[0]).Distinct(StringComparer.Ordinal)];

    /// <summary>All keys of a language.</summary>
    public IReadOnlyCollection<string> Keys(string language) => _byLanguage[language].Keys;

    /// <summary>The text of <paramref name="key"/>, with <c>{0}</c> and so on replaced; the key itself where there is none.</summary>
    public string In(string language, string key, params object[] arguments)
    {
        if (!_byLanguage.TryGetValue(language, out var texts) || !texts.TryGetValue(key, out var text))
        {
            return key;
        }

        return arguments.Length == 0 ? text : string.Format(CultureOf(language), text, arguments);
    }

    /// <summary>The key of a text that counts something: it is written for one thing, and for any other number of them.</summary>
    public static string Counted(string key, long number) => key + (number == 1 ? ".one" : ".other");

    /// <summary>The culture in which a language is written, with the country of the shop's first market.</summary>
    public static CultureInfo CultureOf(string language) => CultureInfo.GetCultureInfo(language switch
    {
        "bn" => "bn-BD",
        "en" => "en-BD",
        _ => language,
    });

    private void Add(string language, Dictionary<string, string> texts)
    {
        if (!_byLanguage.TryGetValue(language, out var all))
        {
            _byLanguage[language] = all = new Dictionary<string, string>(StringComparer.Ordinal);
        }

        foreach (var (key, text) in texts)
        {
            if (!all.TryAdd(key, text))
            {
                throw new InvalidOperationException($"The text '{key}' ({language}) is defined twice.");
            }
        }
    }
}
