using System.CommandLine;
using Aisle.Platform.Commands;

namespace Aisle.Host.Commands;

/// <summary>
/// What <c>./aisle</c> does without the program: run the tests and the benches of a checkout. Here for the help, where all
/// commands are looked for.
/// </summary>
internal static class Development
{
    public static IEnumerable<Command> Create()
    {
        yield return Of(new Command("test", "Run every test, or those of one project; the last line counts them.")
        {
            new Argument<string?>("PROJECT") { Description = "UnitTests, FeatureTests or BrowserTests.", Arity = ArgumentArity.ZeroOrOne },
            new Argument<string[]>("RUNNER") { Description = "Passed on to the test runner, e.g. -class Aisle.UnitTests.Kernel.MoneyTests.", Arity = ArgumentArity.ZeroOrMore },
        });
        yield return Of(new Command("bench", "Measure the shop against what this machine could do at best: 'bench storefront'.")
        {
            new Argument<string[]>("BENCH") { Description = "Which, and its options; see './aisle bench --help'.", Arity = ArgumentArity.ZeroOrMore },
        });
    }

    private static Command Of(Command command)
    {
        command.SetAction(int (ParseResult _) => throw new FaultException($"'{command.Name}' needs the source: run './aisle {command.Name}' in a checkout."));
        return command;
    }
}
