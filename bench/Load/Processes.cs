using System.Globalization;

namespace Aisle.Bench.Load;

/// <summary>What Linux says about processes (proc_pid_stat(5), proc_pid_status(5)). Zero on other systems.</summary>
internal static class Processes
{
    // USER_HZ: 100 on every architecture .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of processor time of a process.</summary>
    public static double Cpu(int process) => Stat(process) is { } stat ? (Field(stat, 14) + Field(stat, 15)) / TicksPerSecond : 0;

    /// <summary>
    /// Seconds of processor time of all processes below one (the shop's PostgreSQL), also of those that ended: their
    /// parent keeps the sum.
    /// </summary>
    public static double CpuBelow(int process) => Below(process).Sum(stat => Field(stat, 14) + Field(stat, 15) + Field(stat, 16) + Field(stat, 17)) / TicksPerSecond;

    /// <summary>Seconds for which any core of the machine was at work.</summary>
    public static double CpuOfMachine()
    {
        if (!File.Exists("/proc/stat"))
        {
            return 0;
        }

        // user nice system idle iowait irq softirq steal
        var numbers = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToList();
        return (numbers.Take(8).Sum() - numbers[3] - numbers[4]) / TicksPerSecond;
    }

    /// <summary>Resident memory of a process in megabytes: now, and at its highest.</summary>
    public static (double Now, double Peak) Memory(int process) => (Status(process, "VmRSS:"), Status(process, "VmHWM:"));

    /// <summary>Memory of all processes below one, each shared page counted once (PSS).</summary>
    public static double MemoryBelow(int process) => Below(process).Sum(stat => Pss((int)Field(stat, 1)));

    private static double Pss(int process) => KiloBytes($"/proc/{process}/smaps_rollup", "Pss:");

    private static double Status(int process, string name) => KiloBytes($"/proc/{process}/status", name);

    private static double KiloBytes(string file, string name)
    {
        try
        {
            var line = File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static List<string[]> Below(int process)
    {
        if (!Directory.Exists("/proc/self"))
        {
            return [];
        }

        var children = Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Select(name => int.TryParse(name, CultureInfo.InvariantCulture, out var id) ? Stat(id) : null).OfType<string[]>()
            .ToLookup(stat => (int)Field(stat, 4));
        var found = new List<string[]>();
        void Add(int parent)
        {
            foreach (var child in children[parent])
            {
                found.Add(child);
                Add((int)Field(child, 1));
            }
        }

        Add(process);
        return found;
    }

    /// <summary>The fields of a stat file; the name of the program, which may hold spaces, is taken out.</summary>
    private static string[]? Stat(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return [process.ToString(CultureInfo.InvariantCulture), "", .. text[(text.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>A field by its number in the manual, which counts from one.</summary>
    private static double Field(string[] stat, int number) => double.Parse(stat[number - 1], CultureInfo.InvariantCulture);
}
