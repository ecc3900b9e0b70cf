using System.Collections.Concurrent;
using Aisle.Contracts.Customers;
using Aisle.Kernel;

namespace Aisle.Modules.Customers.Domain;

/// <summary>The areas of the countries of which there is a file beside this module: code, English and Bangla name a line, what lies above first.</summary>
internal static class AreaBook
{
    private static readonly ConcurrentDictionary<string, AreaTree> _trees = new(StringComparer.Ordinal);

    /// <summary>The countries there are areas of.</summary>
    public static IReadOnlyList<string> Countries { get; } =
        [.. typeof(AreaBook).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Areas/", StringComparison.Ordinal)).Select(name => name[6..^4]).Order(StringComparer.Ordinal)];

    public static AreaTree Of(string country) => Countries.Contains(country, StringComparer.Ordinal) ? _trees.GetOrAdd(country, Read) : AreaTree.Empty;

    private static AreaTree Read(string country)
    {
        using var reader = new StreamReader(typeof(AreaBook).Assembly.GetManifestResourceStream($"Areas/{country}.tsv")!);
        var areas = new List<Area>();
        while (reader.ReadLine() is { } line)
        {
            var (code, names) = (line.Split('\t')[0], line.Split('\t')[1..]);
            var parent = code[..code.LastIndexOf('-')];
            areas.Add(new Area(code, parent == country ? null : parent, LocalText.Of(("en", names[0]), ("bn", names[1]))));
        }

        return new AreaTree(areas);
    }
}
