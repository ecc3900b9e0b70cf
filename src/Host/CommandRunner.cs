using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;

namespace Aisle.Host;

/// <summary>Runs commands with the shop's services; log lines go to standard error, so that output stays data.</summary>
internal sealed class CommandRunner : ICommandRunner
{
    public IReadOnlyList<IFileProof> FileProofs { get; } = [.. AisleApp.Modules.Select(module => module.FileProof).OfType<IFileProof>()];

    public async Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        var settings = HostSettings.Read();
        await using var database = await Database.BorrowAsync(settings, cancellationToken);
        await using var services = Services(settings, database);
        await services.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        await using var scope = services.CreateAsyncScope();
        // What a command changes stands in the audit under the name of who ran it.
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.CommandLine;
        return await body(scope.ServiceProvider, cancellationToken);
    }

    private static ServiceProvider Services(HostSettings settings, Database database)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
            logging.AddFilter("Microsoft", LogLevel.Warning);
            logging.AddFilter("Npgsql", LogLevel.Warning);
            logging.AddFilter("Quartz", LogLevel.Warning);
            logging.AddFilter("Aisle", LogLevel.Warning);
            logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        });
        AisleApp.AddServices(services, settings, database.ConnectionString, database.Folder.At("files"));
        return services.BuildServiceProvider();
    }
}
