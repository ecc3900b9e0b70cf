using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Http;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>A rule with the JSON it was read from.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Body">Its JSON.</param>
/// <param name="Hash">SHA-256 of the canonical form (RFC 8785) of that JSON.</param>
internal sealed record WrittenRule(PostingRule Rule, string Body, byte[] Hash)
{
    /// <summary>Reads a rule.</summary>
    public static Result<WrittenRule> Read(JsonElement body) => JsonBody.Read<PostingRule>(body).Bind<WrittenRule>(rule =>
    {
        try
        {
            return new WrittenRule(rule, body.GetRawText(), SHA256.HashData(CanonicalJson.Of(body)));
        }
        catch (ArgumentException)
        {
            // A number somewhere in the facts of an example, where every number is a fault anyway.
            return Error.Validation("ledger.rule", "The rule holds a number that JSON has no one form for.", "examples");
        }
    });
}

/// <summary>The rules that come with the program: the files <c>Templates/rules/*.json</c>.</summary>
internal static class RuleFiles
{
    private const string Folder = "Templates/rules/";

    /// <summary>All of them, by document and version.</summary>
    public static IReadOnlyList<WrittenRule> All { get; } =
    [
        .. typeof(RuleFiles).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Select(Read)
            .OrderBy(written => written.Rule.Document, StringComparer.Ordinal).ThenBy(written => written.Rule.Version),
    ];

    private static WrittenRule Read(string resource)
    {
        using var file = typeof(RuleFiles).Assembly.GetManifestResourceStream(resource)!;
        using var json = JsonDocument.Parse(file);
        var read = WrittenRule.Read(json.RootElement.Clone());
        return read.IsSuccess ? read.Value : throw new InvalidOperationException($"{resource}: {read}, {string.Join(", ", read.Errors.Select(error => error.Field))}");
    }
}
