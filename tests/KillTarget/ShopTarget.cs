using Aisle.FeatureTests.Simulation;
using Aisle.Host;
using Aisle.Platform.Jobs;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.KillTarget;

/// <summary>The whole shop on a clock that the test shares with it. It says where it listens and serves until it is killed.</summary>
internal static class ShopTarget
{
    /// <summary>Arguments: connection string, "shop", data folder, file of the clock, settings as <c>name=value</c>.</summary>
    public static async Task RunUntilKilledAsync(string[] arguments)
    {
        using var clock = SharedClock.Open(arguments[3]);
        var given = arguments[4..].Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], string? (pair) => pair[1], StringComparer.OrdinalIgnoreCase);
        var settings = HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(given).Build());
        await using var app = AisleApp.Build(settings, arguments[0], Path.Combine(arguments[2], "files"), builder =>
        {
            // Faults of the program itself are told to the test, which looks for them.
            builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Error);
            builder.Services.AddSingleton<TimeProvider>(clock);
            // The clock runs ahead in leaps, so who was killed is missed only after minutes of it.
            builder.Services.AddSingleton(new JobsOptions { CheckIn = TimeSpan.FromSeconds(1), Patience = TimeSpan.FromMinutes(2) });
        });
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await Task.Delay(Timeout.Infinite);
    }
}
