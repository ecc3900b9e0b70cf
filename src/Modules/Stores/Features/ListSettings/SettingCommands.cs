using System.CommandLine;
using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>./aisle settings …</c>: looks at settings and changes them.</summary>
internal static class SettingCommands
{
    public static Command Create(ICommandRunner runner) => new("settings", "Look at the shop's settings and change them.")
    {
        List(runner),
        Get(runner),
        Set(runner),
        Reset(runner),
        History(runner),
    };

    private static Command List(ICommandRunner runner)
    {
        var store = Store();
        var command = new Command("list", "List all settings with the values that hold.") { store };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) =>
            InPlaceAsync(services, parsed.GetValue(store), async (query, place) =>
            {
                var rows = await query.ReadAsync(place, stop);
                var width = rows.Max(row => row.Definition.Key.Length);
                foreach (var row in rows)
                {
                    Console.WriteLine($"{row.Definition.Key.PadRight(width)}  {row.Source.ToString().ToLowerInvariant(),-7}  {row.Value}".TrimEnd());
                }

                return Result.Success;
            }, stop), cancellationToken));
        return command;
    }

    private static Command Get(ICommandRunner runner)
    {
        var (key, store) = (Key(), Store());
        var command = new Command("get", "Print the value of a setting.") { key, store };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) =>
            InPlaceAsync(services, parsed.GetValue(store), async (query, place) =>
            {
                var found = (await query.ReadAsync(place, stop)).FirstOrDefault(row => string.Equals(row.Definition.Key, parsed.GetRequiredValue(key), StringComparison.Ordinal));
                if (found is null)
                {
                    return Error.Validation("setting.unknown", "There is no such setting.", "key");
                }

                Console.WriteLine(found.Value);
                return Result.Success;
            }, stop), cancellationToken));
        return command;
    }

    private static Command Set(ICommandRunner runner)
    {
        var (key, store) = (Key(), Store());
        var value = new Argument<string>("VALUE") { Description = "The new value." };
        var command = new Command("set", "Change a setting, for the company or for one store.") { key, value, store };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) =>
            ChangeAsync(services, parsed.GetRequiredValue(key), parsed.GetRequiredValue(value), parsed.GetValue(store), stop), cancellationToken));
        return command;
    }

    private static Command Reset(ICommandRunner runner)
    {
        var (key, store) = (Key(), Store());
        var command = new Command("reset", "Take the value of a setting away: a store's gives way to the company's, and that to the default.") { key, store };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) =>
            ChangeAsync(services, parsed.GetRequiredValue(key), value: null, parsed.GetValue(store), stop), cancellationToken));
        return command;
    }

    private static Command History(ICommandRunner runner)
    {
        var key = Key();
        var command = new Command("history", "List the changes of a setting, oldest first.") { key };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync((services, stop) =>
            InPlaceAsync(services, store: null, async (query, _) =>
            {
                var history = await query.HistoryAsync(parsed.GetRequiredValue(key), stop);
                foreach (var row in history.IsSuccess ? history.Value : [])
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{row.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {row.Store ?? "company",-8}  {Print(row.OldValue)} -> {Print(row.NewValue)}  by {row.By}"));
                }

                return history.WithoutValue();
            }, stop), cancellationToken));
        return command;
    }

    private static Argument<string> Key() => new("KEY") { Description = "The setting, such as shop.order_minimum." };

    private static Option<string?> Store() => new("--store") { Description = "Code of a store, such as S1; the company where it is left out.", HelpName = "CODE" };

    private static string Print(string? value) => value is null ? "(not set)" : $"\"{value}\"";

    private static Task<int> ChangeAsync(IServiceProvider services, string key, string? value, string? store, CancellationToken cancellationToken) =>
        InPlaceAsync(services, store, async (_, place) =>
            (await services.GetRequiredService<ChangeSetting>().RunAsync(new ChangeSettingRequest(key, place, value, Caller.CommandLine.Name, Version: null), cancellationToken)).WithoutValue(), cancellationToken);

    /// <summary>Finds the store, runs the body and prints what went wrong: 0 done, 1 refused.</summary>
    private static async Task<int> InPlaceAsync(
        IServiceProvider services, string? store, Func<ListSettingsQuery, StoreId?, Task<Result>> body, CancellationToken cancellationToken)
    {
        var query = services.GetRequiredService<ListSettingsQuery>();
        var place = store is null ? (Result<StoreId>?)null : await query.StoreAsync(store, cancellationToken);
        var done = place is { IsFailure: true } unknown ? unknown.WithoutValue() : await body(query, place?.Value);
        foreach (var error in done.Errors)
        {
            await Console.Error.WriteLineAsync($"{(error.Field is null ? "" : error.Field + ": ")}{error.Message} ({error.Code})");
        }

        return done.IsSuccess ? 0 : 1;
    }
}
