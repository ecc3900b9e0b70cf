using System.Globalization;
using System.Text;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>Files, and the real program that imports them into a class's own database.</summary>
public abstract class ImportLab(ShopHost shop) : IDisposable
{
    protected ShopHost Shop { get; } = shop;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("aisle-import-").FullName;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(Folder, recursive: true);
    }

    private protected static string Rows(string prefix, int count)
    {
        var text = new StringBuilder("sku,product,name.en,category.path,price,barcodes\n");
        for (var i = 0; i < count; i++)
        {
            var body = string.Create(CultureInfo.InvariantCulture, $"2{prefix[0] % 10}{i:0000000000}");
            text.Append(CultureInfo.InvariantCulture, $"{prefix}-{i},thing-{i}-{prefix.ToLowerInvariant()}-x,Thing {prefix} {i},Imported > {prefix},{i % 500 + 1}.00,{body}{Aisle.Kernel.Gtin.CheckDigit(body)}\n");
        }

        return text.ToString();
    }

    private protected string Write(string name, string content, bool mark = false)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, content, new UTF8Encoding(mark));
        return path;
    }

    private protected Task<AisleProcess> ImportAsync(string path, params string[] more) =>
        RunAsync(Shop.ConnectionString, ["import", "products", path, "--report", ReportOf(path), .. more]);

    private protected string ReportOf(string path) => Path.Combine(Folder, Path.GetFileName(path) + ".report");

    private protected Task<string> ReportAsync(string path) => File.ReadAllTextAsync(ReportOf(path), TestContext.Current.CancellationToken);

    private protected async Task<AisleProcess> RunAsync(string connection, params string[] arguments)
    {
        var run = AisleProcess.Start(Folder, arguments, ("Aisle__Database", connection));
        await run.EndAsync(TimeSpan.FromMinutes(3));
        return run;
    }
}
