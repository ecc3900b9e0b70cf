using System.CommandLine;
using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>./aisle messages …</c>: looks at messages that were given up and sends them again.</summary>
internal static class MessageCommands
{
    private const int Shown = 200;

    public static Command Create(ICommandRunner runner) => new("messages", "Look at messages that were given up, and send them again.") { Dead(runner), Replay(runner) };

    private static Command Dead(ICommandRunner runner)
    {
        var command = new Command("dead", $"List the messages that were given up, the newest first, at most {Shown}. What they say is not shown.");
        command.SetAction((parsed, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            foreach (var letter in await services.GetRequiredService<DeadLetters>().ListAsync(Shown, stop))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{letter.Position,8}  {letter.DeadAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z  {letter.Message.Name} to {letter.Subscriber}, {letter.Message.Key}, {letter.Attempts} attempts: {letter.Fault.ReplaceLineEndings(" ")}"));
            }

            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Replay(ICommandRunner runner)
    {
        var positions = new Argument<long[]>("POSITION") { Description = "Positions of messages, as 'messages dead' lists them.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("replay", "Send messages again that were given up. A worker handles them: one that runs now, or the next.") { positions };
        command.SetAction((parsed, cancellationToken) => runner.RunAsync(async (services, stop) =>
        {
            var asked = parsed.GetRequiredValue(positions);
            var done = await services.GetRequiredService<SettleMessages>().ReplayAsync(asked, stop);
            if (done.IsFailure)
            {
                return await CommandLineUse.EndAsync(done.WithoutValue());
            }

            var others = asked.Distinct().Count() - done.Value.Count;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done.Value.Count} sent again{(others == 0 ? "" : $"; {others} are not among those that were given up")}."));
            return others == 0 ? 0 : 1;
        }, cancellationToken));
        return command;
    }
}
