using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.FeatureTests.Payments;
using Aisle.Host;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.KillTarget;

/// <summary>A host of a shop that pays at the simulators of another one. It says where it listens, begins the payment it is told of, and is killed.</summary>
internal static class PayTarget
{
    /// <summary>Arguments: connection string, "pay", folder, settings as <c>name=value</c>; and with <c>intent=</c> and <c>attempt=</c> what it begins.</summary>
    public static async Task RunUntilKilledAsync(string[] arguments)
    {
        var given = arguments[3..].Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], string? (pair) => pair[1], StringComparer.Ordinal);
        var settings = HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AISLE_URL"] = "http://127.0.0.1:0", ["Aisle:PublicUrl"] = "http://shop.example", ["Aisle:Roles"] = "payments",
        }).Build());
        await using var app = AisleApp.Build(settings, arguments[0], Path.Combine(arguments[2], "files"), builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddScoped<IPaymentSubject, TestPaper>();
            builder.Services.AddSingleton<ILedgerDocuments, TestPaperDocuments>();
        });
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        if (given.TryGetValue("intent", out var intent))
        {
            await using var scope = app.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IPayments>().StartAsync(
                new NewPaymentAttempt(PaymentAttemptId.From(Guid.Parse(given["attempt"]!)), PaymentIntentId.From(Guid.Parse(intent!)), "bkash", new Uri("http://shop.example"), new PayerFacts("", "", "01711000000", "", "", "", "BD", "")), CancellationToken.None);
        }

        await Task.Delay(Timeout.Infinite);
    }
}
