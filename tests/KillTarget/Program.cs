using Aisle.KillTarget;
using Aisle.Platform.Database;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

// A process to be killed: the real outbox, inbox and pump, with some who write events without a pause and some who
// handle them; it says so when it is warm. Arguments: connection string, and how many write; with none it ends once
// nothing waits any more; or "job", to run a job without an end; or "ledger" and a data folder, to post sales and to sell out of the stock; "pay", to speak with payment providers; or "shop", to be all of it.
if (args[1] == "job")
{
    await SleepingJob.RunUntilKilledAsync(args[0]);
    return;
}

if (args[1] == "ledger")
{
    await LedgerWriter.RunUntilKilledAsync(args[0], args[2]);
    return;
}

if (args[1] == "shop")
{
    await ShopTarget.RunUntilKilledAsync(args);
    return;
}

if (args[1] == "pay")
{
    await PayTarget.RunUntilKilledAsync(args);
    return;
}

var (connectionString, writers) = (args[0], int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Logging.SetMinimumLevel(LogLevel.None);
builder.Services
    .AddSingleton(TimeProvider.System)
    .AddSingleton(DatabaseOptions.CreateDataSource(connectionString))
    .AddUnitOfWork()
    .AddMessaging(new MessagingOptions { FirstDelay = TimeSpan.FromMilliseconds(5), LongestDelay = TimeSpan.FromMilliseconds(50), MostAttempts = 100, Lease = TimeSpan.FromSeconds(1), Poll = TimeSpan.FromMilliseconds(100) })
    .AddMessagePump(isWorker: true)
    .AddSubscriber<Counted, Counter>("kill.counter")
    .AddSubscriber<Counted, FlakyCounter>("kill.flaky")
    .AddOutsideSubscriber<Rounded, Sender>("kill.sender");
using var host = builder.Build();
await host.StartAsync();
if (writers > 0)
{
    await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Writer.RunAsync(host.Services)));
}

var database = host.Services.GetRequiredService<NpgsqlDataSource>();
while (true)
{
    await using var command = database.CreateCommand("select exists (select from platform.outbox) or exists (select from platform.inbox where handled_at is null and dead_at is null)");
    if (await command.ExecuteScalarAsync() is false)
    {
        break;
    }

    await Task.Delay(20);
}

await host.StopAsync();
