using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aisle.Platform.Commands;
using Aisle.Platform.Storage;

namespace Aisle.Platform.Database;

/// <summary>
/// Where the embedded cluster lies and who runs it. PostgreSQL refuses to run as root, so root hands the cluster to
/// <c>postgres</c> or <c>nobody</c>; where that user cannot reach the data folder, the cluster goes below
/// <c>/var/lib/aisle</c>.
/// </summary>
internal sealed class ClusterPlace
{
    /// <summary>A Unix socket's path has at most 107 bytes; the file name takes up to 20 of them.</summary>
    private const int LongestSocketFolder = 85;

    private readonly string _base;
    private readonly string? _user;

    private ClusterPlace(string folder, string? user)
    {
        _base = folder;
        _user = user;
        Data = Path.Combine(folder, "data");
        var socket = Path.Combine(folder, "run");
        SocketFolder = Encoding.UTF8.GetByteCount(socket) <= LongestSocketFolder
            ? socket
            : Path.Combine("/tmp", "aisle-" + ShortHash(folder));
    }

    /// <summary>PGDATA.</summary>
    public string Data { get; }

    /// <summary>Folder of the Unix socket.</summary>
    public string SocketFolder { get; }

    public static ClusterPlace For(DataFolder folder, string home)
    {
        if (!string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            return new ClusterPlace(folder.At("postgres"), user: null);
        }

        var user = HasUser("postgres") ? "postgres" : "nobody";
        return EveryoneCanReach(folder.Path)
            ? new ClusterPlace(folder.At("postgres"), user)
            : new ClusterPlace(Path.Combine("/var/lib/aisle", Path.GetFileName(home) + "-" + ShortHash(folder.Path)), user);
    }

    /// <summary>Settings of the server. Memory stays small: the shop's hot set is tens of megabytes.</summary>
    public IEnumerable<(string Key, string Value)> Settings() =>
    [
        ("listen_addresses", ""),
        ("unix_socket_directories", SocketFolder),
        ("unix_socket_permissions", "0700"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("max_connections", "200"),
        ("shared_buffers", "128MB"),
        ("random_page_cost", "1.1"),
        ("jit", "off"),
        ("max_wal_size", "512MB"),
        ("logging_collector", "on"),
        ("log_directory", "log"),
        ("log_filename", "postgresql-%a.log"),
        ("log_truncate_on_rotation", "on"),
        ("log_rotation_age", "1d"),
    ];

    /// <summary>Major version of the cluster, or null where there is none yet.</summary>
    public int? ClusterMajor()
    {
        var file = Path.Combine(Data, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out var major) ? major : null;
    }

    /// <summary>The binaries, copied beside the cluster where its user cannot reach them.</summary>
    public PostgresBinaries Reachable(PostgresBinaries binaries)
    {
        if (_user is null || EveryoneCanReach(binaries.Folder))
        {
            return binaries;
        }

        var copy = Path.Combine(_base, "server");
        if (!File.Exists(Path.Combine(copy, "complete")))
        {
            MakeFolder(_base);
            Run("rm", "-rf", copy);
            Run("cp", "-R", Path.GetDirectoryName(binaries.Folder)!, copy);
            Run("chown", "-R", _user, copy);
            File.WriteAllText(Path.Combine(copy, "complete"), "");
        }

        return binaries with { Folder = Path.Combine(copy, "bin") };
    }

    /// <summary>Makes the cluster; a half-made one (killed in the middle) is thrown away first.</summary>
    public void Initialise(PostgresBinaries binaries, string owner, string password)
    {
        MakeFolder(_base);
        var making = Data + ".new";
        Run("rm", "-rf", making);
        var passwordFile = Path.Combine(_base, "initdb.password");
        try
        {
            using (var stream = new FileStream(passwordFile, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                stream.Write(Encoding.ASCII.GetBytes(password));
            }

            if (_user is not null)
            {
                Run("chown", _user, passwordFile);
            }

            var start = AsServerUser(Path.Combine(binaries.Folder, "initdb"));
            string[] locale = binaries.Major >= 17
                ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
                : ["--locale=C"];
            foreach (var argument in (string[])["-D", making, "-U", owner, "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--encoding=UTF8", "--data-checksums", .. locale])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new FaultException($"PostgreSQL could not make its cluster in {Data}: {Last(errors.GetAwaiter().GetResult() + output.GetAwaiter().GetResult())}");
            }

            Directory.Move(making, Data);
        }
        catch (IOException fault)
        {
            throw new FaultException($"PostgreSQL could not make its cluster in {Data}: {fault.Message}", fault);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    public void PrepareSocketFolder() => MakeFolder(SocketFolder);

    /// <summary>The server that still works on this cluster, or null.</summary>
    public Process? RunningServer()
    {
        var file = Path.Combine(Data, "postmaster.pid");
        if (!File.Exists(file) ||
            !int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var id))
        {
            return null;
        }

        try
        {
            // Ids are reused: only a process that works in this very folder is ours.
            return string.Equals(new FileInfo($"/proc/{id}/cwd").LinkTarget, Data, StringComparison.Ordinal)
                ? Process.GetProcessById(id)
                : null;
        }
        catch (Exception fault) when (fault is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public ProcessStartInfo AsServerUser(string program)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            WorkingDirectory = _base,
        };
        if (_user is not null)
        {
            start.UserName = _user;
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }

    private void MakeFolder(string path)
    {
        try
        {
            if (path.StartsWith("/var/lib/aisle", StringComparison.Ordinal))
            {
                Directory.CreateDirectory("/var/lib/aisle");
            }

            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            if (_user is not null)
            {
                Run("chown", _user, path);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new FaultException($"The folder {path} for the database cannot be made: {fault.Message}", fault);
        }
    }

    private static bool HasUser(string name) =>
        File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));

    private static bool EveryoneCanReach(string path)
    {
        for (var folder = new DirectoryInfo(path); folder is not null; folder = folder.Parent)
        {
            if (folder.Exists && (folder.UnixFileMode & UnixFileMode.OtherExecute) == UnixFileMode.None)
            {
                return false;
            }
        }

        return true;
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new FaultException($"'{program}' failed while preparing the database: {Last(errors)}");
        }
    }

    private static string Last(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no reason given";

    private static string ShortHash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];
}
