using System.CommandLine;
using System.Globalization;
using Aisle.Platform.Commands;
using Npgsql;

namespace Aisle.Host.Commands;

/// <summary><c>./aisle migrate</c>: brings the database up to date without serving.</summary>
internal static class Migrate
{
    public static Command Create(ICommandRunner runner)
    {
        var command = new Command("migrate", "Bring the database up to date, and list what has been applied.");
        command.SetAction((_, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            // The runner has migrated already; what is left is to show where that led.
            var database = services.GetRequiredService<NpgsqlDataSource>();
            await using var list = database.CreateCommand("select module, name, applied_at from platform.migration order by applied_at, module, number");
            await using var reader = await list.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reader.GetDateTime(2):yyyy-MM-dd HH:mm} {reader.GetString(0)}/{reader.GetString(1)}.sql"));
            }

            return 0;
        }, cancellationToken));
        return command;
    }
}
