using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Aisle.Platform.Database;

/// <summary>One SQL file of a module, embedded as <c>Migrations/NNNN_name.sql</c>.</summary>
/// <param name="Module">The module, which is also the schema its statements name.</param>
/// <param name="Number">Position in the module, from 1 without a gap.</param>
/// <param name="Name">File name without the ending.</param>
/// <param name="Sql">The statements.</param>
public sealed partial record Migration(string Module, int Number, string Name, string Sql)
{
    /// <summary>SHA-256 of the text with LF line ends, so that a checkout on another system gives the same.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The file as people know it, e.g. <c>catalog/0002_search.sql</c>.</summary>
    public string File => $"{Module}/{Name}.sql";

    /// <summary>Reads what <paramref name="assembly"/> embeds, in order.</summary>
    /// <exception cref="InvalidOperationException">A name that does not fit, a number twice, or a gap.</exception>
    public static IReadOnlyList<Migration> In(Assembly assembly, string module)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var found = new List<Migration>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith("Migrations/", StringComparison.Ordinal))
            {
                continue;
            }

            var match = FileName().Match(resource["Migrations/".Length..]);
            if (!match.Success)
            {
                throw new InvalidOperationException($"{module}: {resource} is not named NNNN_name.sql.");
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            found.Add(new Migration(module, int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                match.Groups["name"].Value, reader.ReadToEnd()));
        }

        found.Sort((left, right) => left.Number.CompareTo(right.Number));
        for (var i = 0; i < found.Count; i++)
        {
            if (found[i].Number != i + 1)
            {
                throw new InvalidOperationException($"{module}: migration {i + 1:0000} is missing or there twice.");
            }
        }

        return found;
    }

    [GeneratedRegex(@"^(?<name>(?<number>\d{4})_[a-z0-9_]+)\.sql$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
