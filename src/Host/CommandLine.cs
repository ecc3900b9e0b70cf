using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Aisle.Host.Commands;
using Aisle.Platform.Commands;
using Npgsql;

namespace Aisle.Host;

/// <summary>How commands are put together, run and answered for: 0 done, 1 not all done, 2 cannot.</summary>
internal static class CommandLine
{
    /// <summary>The whole program: the commands of the host and of its modules; <c>up</c> is the one that serves.</summary>
    public static Command Create(ICommandRunner runner)
    {
        // It is called by its script, so that is its name in every usage.
        var root = new Command("./aisle", "Aisle: one system for a shop, online and at the till.") { new HelpOption(), new VersionOption() };
        foreach (var command in (Command[])
            [Up.Create(), Migrate.Create(runner), .. ShopData.Create(runner), OpenApi.Create(), .. Development.Create(), .. AisleApp.Modules.SelectMany(module => module.Commands(runner))])
        {
            Add(root, command);
        }

        return root;
    }

    /// <summary>Adds a command; groups of one name (<c>import</c>, <c>export</c>) from several modules become one.</summary>
    private static void Add(Command parent, Command command)
    {
        var there = parent.Subcommands.FirstOrDefault(known => string.Equals(known.Name, command.Name, StringComparison.Ordinal));
        if (there is null)
        {
            parent.Subcommands.Add(command);
            return;
        }

        foreach (var below in command.Subcommands)
        {
            Add(there, Anew(below));
        }
    }

    /// <summary>
    /// The same command without the group it was put into: a command remembers its first group for good, and help and the
    /// options of all commands are looked for through that one.
    /// </summary>
    private static Command Anew(Command command)
    {
        var anew = new Command(command.Name, command.Description) { Action = command.Action, Hidden = command.Hidden, TreatUnmatchedTokensAsErrors = command.TreatUnmatchedTokensAsErrors };
        foreach (var argument in command.Arguments)
        {
            anew.Arguments.Add(argument);
        }

        foreach (var option in command.Options)
        {
            anew.Options.Add(option);
        }

        foreach (var alias in command.Aliases)
        {
            anew.Aliases.Add(alias);
        }

        anew.Validators.AddRange(command.Validators);
        foreach (var below in command.Subcommands)
        {
            anew.Subcommands.Add(Anew(below));
        }

        return anew;
    }

    public static async Task<int> RunAsync(Command root, string[] args, TextWriter output, TextWriter complaints)
    {
        var given = args switch
        {
            [] or ["help"] => ["--help"],
            ["help", .. var rest] => [.. rest, "--help"],
            _ => args,
        };
        var parsed = root.Parse(given);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await complaints.WriteLineAsync(error.Message);
            }

            await complaints.WriteLineAsync(Hint(parsed));
            return 2;
        }

        if (parsed.Action is HelpAction && parsed.UnmatchedTokens is [var unknown, ..])
        {
            // Help is given whatever else stands there, also for what does not exist.
            await complaints.WriteLineAsync($"Unrecognized command or argument '{unknown}'.");
            await complaints.WriteLineAsync(Hint(parsed));
            return 2;
        }

        using var stop = StopSignal.Listen();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output, Error = complaints }, stop.Token);
        }
        catch (FaultException fault)
        {
            await complaints.WriteLineAsync(fault.Message);
            return 2;
        }
        catch (NpgsqlException fault) when (fault.IsTransient)
        {
            // It is gone, full or shutting down: nothing that a trace of calls would explain.
            await complaints.WriteLineAsync($"The database does not answer now: {fault.Message.TrimEnd('.')}. Try again.");
            return 2;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            await complaints.WriteLineAsync("Stopped.");
            return 130;
        }
    }

    private static string Hint(ParseResult parsed)
    {
        var word = parsed.UnmatchedTokens is [{ Length: > 0 } first, ..] ? first : null;
        var near = word is null ? null : parsed.CommandResult.Command.Subcommands
            .Select(known => known.Name)
            .Where(name => name.StartsWith(word[..1], StringComparison.OrdinalIgnoreCase) || name.Contains(word, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(name => Alike(name, word)).ThenBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault();
        var help = parsed.CommandResult.Parent is null ? "./aisle help" : $"{string.Join(' ', Path(parsed.CommandResult).Reverse())} --help";
        return near is null ? $"See '{help}'." : $"Did you mean '{near}'? See '{help}'.";
    }

    /// <summary>How many letters at the beginning are the same.</summary>
    private static int Alike(string name, string word) =>
        name.Zip(word).TakeWhile(pair => char.ToLowerInvariant(pair.First) == char.ToLowerInvariant(pair.Second)).Count();

    private static IEnumerable<string> Path(CommandResult result)
    {
        for (SymbolResult? at = result; at is CommandResult command; at = at.Parent)
        {
            yield return command.Command.Name;
        }
    }
}
