using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Rules;
using Aisle.Platform.Http;

namespace Aisle.Modules.Ledger.Features;

/// <summary>What the form for a rule shows.</summary>
/// <param name="Text">The rule as it is typed.</param>
/// <param name="Hint">What to do.</param>
/// <param name="Faults">What is wrong with it.</param>
internal sealed record RuleForm(string Text, string Hint, IReadOnlyList<Error> Faults);

/// <summary>A posting rule as people write it into a form: its JSON.</summary>
internal static class RuleText
{
    private static readonly JsonDocumentOptions _strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    private static readonly JsonSerializerOptions _indented = new(JsonDefaults.Options) { WriteIndented = true };

    /// <summary>A rule, to be changed into its next version.</summary>
    public static string Next(PostingRule rule, DateOnly validFrom) => JsonSerializer.Serialize(rule with { Version = rule.Version + 1, ValidFrom = validFrom }, _indented);

    /// <summary>Adds what was written. Every fault says where in it.</summary>
    public static async Task<Result<RuleAnswer>> AddAsync(AddRule add, string text, WriteRequest request)
    {
        try
        {
            using var json = JsonDocument.Parse(text, _strict);
            return await add.RunAsync(new RuleBody(json.RootElement.Clone()), request);
        }
        catch (JsonException fault)
        {
            return Error.Validation("ledger.rule_json", $"This is no JSON: line {fault.LineNumber + 1}, place {fault.BytePositionInLine + 1}.", "rule");
        }
    }
}
