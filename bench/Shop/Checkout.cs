using Aisle.Platform.Commands;

namespace Aisle.Bench.Shop;

/// <summary>Where the source lies, with the PostgreSQL that came with it.</summary>
internal static class Checkout
{
    public static string Home => Environment.GetEnvironmentVariable("AISLE_HOME") ?? FindHome();

    private static string FindHome()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "package-lock.json")))
            {
                return folder.FullName;
            }
        }

        throw new FaultException("The checkout was not found: run './aisle bench', or name it with AISLE_HOME.");
    }
}
