using System.CommandLine;
using System.CommandLine.Parsing;
using Aisle.Platform.Commands;
using Npgsql;

namespace Aisle.Host;

/// <summary>How commands are put together, run and answered for: 0 done, 1 not all done, 2 cannot.</summary>
internal static class CommandLine
{
    /// <summary>Adds a command; groups of one name (<c>import</c>, <c>export</c>) from several modules become one.</summary>
    public static void Add(Command parent, Command command)
    {
        var there = parent.Subcommands.FirstOrDefault(known => string.Equals(known.Name, command.Name, StringComparison.Ordinal));
        if (there is null)
        {
            parent.Subcommands.Add(command);
            return;
        }

        foreach (var below in command.Subcommands)
        {
            Add(there, below);
        }
    }

    public static async Task<int> RunAsync(RootCommand root, string[] args)
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
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync(Hint(parsed));
            return 2;
        }

        using var stop = StopSignal.Listen();
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (FaultException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 2;
        }
        catch (NpgsqlException fault) when (fault.IsTransient)
        {
            // It is gone, full or shutting down: nothing that a trace of calls would explain.
            await Console.Error.WriteLineAsync($"The database does not answer now: {fault.Message.TrimEnd('.')}. Try again.");
            return 2;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return 130;
        }
    }

    private static string Hint(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var word = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        var near = word is null ? null : command.Subcommands
            .Select(known => known.Name)
            .Where(name => name.StartsWith(word[..1], StringComparison.Ordinal) || name.Contains(word, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        var path = string.Join(' ', Path(command).Reverse().Skip(1));
        return near is null
            ? $"See './aisle {(path.Length == 0 ? "help" : path + " --help")}'."
            : $"Did you mean '{near}'? See './aisle {(path.Length == 0 ? "help" : path + " --help")}'.";
    }

    private static IEnumerable<string> Path(Symbol symbol)
    {
        for (var at = symbol; at is not null; at = at.Parents.FirstOrDefault())
        {
            yield return at.Name;
        }
    }
}
