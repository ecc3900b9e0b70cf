using System.CommandLine;

namespace Aisle.Bench.Storefront;

/// <summary>What was asked of the bench.</summary>
/// <param name="Seconds">Seconds of load for each case and number of connections; the limit gets as many.</param>
/// <param name="Scale">Thousands of products.</param>
/// <param name="Grow">Whether it is all done again with ten times the products.</param>
/// <param name="Url">A running shop, or null for one of the bench's own.</param>
/// <param name="Keep">Whether the own shop is left running for a closer look.</param>
/// <param name="Only">Beginnings of the names of the cases to run; all where there are none.</param>
internal sealed record StorefrontOptions(int Seconds, int Scale, bool Grow, Uri? Url, bool Keep, IReadOnlyList<string> Only);

/// <summary><c>./aisle bench storefront</c>.</summary>
internal static class StorefrontCommand
{
    public static Command Create()
    {
        var seconds = new Option<int>("--seconds") { Description = "Seconds of load for each case and number of connections.", DefaultValueFactory = _ => 5 };
        var scale = new Option<int>("--scale") { Description = "Products in thousands.", DefaultValueFactory = _ => 27 };
        var grow = new Option<bool>("--grow") { Description = "Run again with ten times the products, and print how each case grew." };
        var url = new Option<string?>("--url") { Description = "A running shop (its rate limit counts!); otherwise the bench makes one of its own." };
        var keep = new Option<bool>("--keep") { Description = "Leave the own shop running in its scratch folder, for a closer look." };
        var only = new Option<string[]>("--only") { Description = "Cases to run, by the beginning of their names (search, api-list, …).", AllowMultipleArgumentsPerToken = true };
        seconds.Validators.Add(result => Between(result, 1, 600));
        scale.Validators.Add(result => Between(result, 1, 3000));
        url.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var given) || given.Scheme is not "http" || given.PathAndQuery != "/"))
            {
                result.AddError($"--url is '{result.Tokens[0].Value}'; it must look like http://localhost:8080.");
            }
        });
        only.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !StorefrontCases.Names.Any(name => name.StartsWith(token.Value, StringComparison.Ordinal))))
            {
                result.AddError($"There is no case '{token.Value}'; there are: {string.Join(", ", StorefrontCases.Names)}.");
            }
        });
        var command = new Command("storefront", "Requests a second, times, statements and memory of the pages and the API, each beside the limit.") { seconds, scale, grow, url, keep, only };
        command.Validators.Add(result =>
        {
            if (result.GetValue(url) is not null && (result.GetValue(grow) || result.GetValue(keep)))
            {
                result.AddError("--grow and --keep are for the bench's own shop; they do not go with --url.");
            }
        });
        command.SetAction((parsed, cancellationToken) => StorefrontBench.RunAsync(
            new StorefrontOptions(
                parsed.GetValue(seconds), parsed.GetValue(scale), parsed.GetValue(grow), parsed.GetValue(url) is { } given ? new Uri(given) : null,
                parsed.GetValue(keep), parsed.GetValue(only) ?? []),
            cancellationToken));
        return command;
    }

    private static void Between(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        // What is no number at all, the parser has complained about.
        if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var number) && (number < least || number > most))
        {
            result.AddError($"{result.Option.Name} is {number}; it must lie between {least} and {most}.");
        }
    }
}
