using Aisle.Contracts.Ledger;
using Aisle.Host;
using Aisle.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.KillTarget;

/// <summary>The whole shop, into whose books several post sales without a pause, and out of whose stock others sell. It says the id of each as soon as that is confirmed.</summary>
internal static class LedgerWriter
{
    private const int Writers = 3;
    private const int Sellers = 3;

    public static async Task RunUntilKilledAsync(string connectionString, string data)
    {
        var settings = HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["AISLE_URL"] = "http://127.0.0.1:0" }).Build());
        await using var app = AisleApp.Build(settings, connectionString, Path.Combine(data, "files"), builder => builder.Logging.ClearProviders());
        await app.StartAsync();
        await Task.WhenAll([.. Enumerable.Range(0, Writers).Select(_ => Task.Run(() => PostAsync(app))), .. Enumerable.Range(0, Sellers).Select(_ => Task.Run(() => StockSeller.SellAsync(app)))]);
    }

    private static async Task PostAsync(WebApplication app)
    {
        while (true)
        {
            await using var scope = app.Services.CreateAsyncScope();
            var posted = await scope.ServiceProvider.GetRequiredService<ILedger>().PostAsync(Sale(), CancellationToken.None);
            Console.WriteLine(posted.Value.Id);
        }
    }

    private static NewEntry Sale()
    {
        var (taka, day) = (Currency.Get("BDT"), BusinessDate.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue));
        return new NewEntry(TypedId.New<EntryId>(TimeProvider.System), "KL", day, new DocumentRef("external", "1"), "Killed perhaps",
        [
            new NewLine(AccountRef.For("receivable"), AccountRef.For("sales"), new Money(85_00, taka)),
            new NewLine(AccountRef.For("receivable"), AccountRef.For("vat_output"), new Money(15_00, taka)),
            new NewLine(AccountRef.For("tender", "cash"), AccountRef.For("receivable"), new Money(100_00, taka)),
        ]);
    }
}
