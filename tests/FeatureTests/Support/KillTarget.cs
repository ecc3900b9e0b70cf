using System.Diagnostics;

namespace Aisle.FeatureTests.Support;

/// <summary>The program that is there to be killed.</summary>
public static class KillTarget
{
    /// <summary>Starts it; what it prints is read by the test.</summary>
    public static Process Start(params string[] arguments)
    {
        // bin/Aisle.FeatureTests/release/ → bin/Aisle.KillTarget/release/
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var program = Path.Combine(folder.Parent!.Parent!.FullName, "Aisle.KillTarget", folder.Name, "Aisle.KillTarget.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, UseShellExecute = false })!;
    }
}
