using System.ComponentModel;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Rules;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A version of a posting rule.</summary>
/// <param name="Document">The type of document it is for.</param>
/// <param name="Version">Version, from 1.</param>
/// <param name="ValidFrom">First business date it holds for.</param>
/// <param name="Name">What people call such an entry.</param>
/// <param name="Series">The series of its entries.</param>
/// <param name="Hash">SHA-256 of the canonical form of its body, which is sealed in the chain.</param>
/// <param name="RecordedAt">Since when the books have it.</param>
/// <param name="By">Who added it; null for one that came with the program.</param>
/// <param name="Body">The rule itself; left out in the list.</param>
internal sealed record RuleAnswer(string Document, int Version, DateOnly ValidFrom, LocalText Name, string Series, string Hash, DateTimeOffset RecordedAt, Guid? By, JsonElement? Body = null)
{
    public static RuleAnswer Of(KeptRule kept, bool withBody = true) => new(
        kept.Rule.Document, kept.Rule.Version, kept.Rule.ValidFrom, kept.Rule.Name, kept.Rule.Series, Convert.ToHexStringLower(kept.Written.Hash), kept.RecordedAt, kept.By,
        withBody ? JsonElement.Parse(kept.Written.Body) : null);
}

/// <summary>Posting rules.</summary>
/// <param name="Items">The rules.</param>
internal sealed record RuleListAnswer(IReadOnlyList<RuleAnswer> Items);

/// <summary><c>GET /api/v1/ledger/rules</c> and <c>…/{document}</c>: the posting rules.</summary>
internal static class ListRules
{
    private static readonly QueryParameter<DateOnly?> _on = Query.Day("on", "The version that holds on this business date; left out, the newest.");
    private static readonly QueryParameter[] _query = [_on];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/rules", ListAsync)
            .WithName(nameof(ListRules)).WithTags("Ledger").WithSummary("List posting rules").WithDescription("For each document the version that holds on a day, without its body.")
            .WithQuery(_query).Produces<RuleListAnswer>().WithExample(new RuleListAnswer([LedgerExamples.Rule])).Requires(Permissions.Read);
        api.MapGet("/ledger/rules/{document}", GetAsync)
            .WithName("GetRule").WithTags("Ledger").WithSummary("Read a posting rule").WithDescription("All versions of a document's rule, newest first, with their facts, lines and examples.")
            .WithQuery([]).Produces<RuleListAnswer>().WithProblems(404).WithExample(new RuleListAnswer([LedgerExamples.Rule])).Requires(Permissions.Read);
    }

    private static async Task<IResult> ListAsync(HttpContext context, RuleBook rules, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var on = reader.Get(_on) ?? DateOnly.MaxValue;
        if (LedgerRights.Refusal(context, reader, Permissions.Read) is { } refusal)
        {
            return refusal;
        }

        var set = await rules.GetAsync(cancellationToken);
        return set.IsFailure ? set.Errors.ToProblem()
            : TaggedAnswer.Of(new RuleListAnswer([.. set.Value.Documents.Select(document => set.Value.Find(document, on)).OfType<KeptRule>().Select(kept => RuleAnswer.Of(kept, withBody: false))]));
    }

    private static async Task<IResult> GetAsync([Description("The document's type.")] string document, HttpContext context, RuleBook rules, CancellationToken cancellationToken)
    {
        if (LedgerRights.Refusal(context, QueryReader.Strict(context.Request, []), Permissions.Read) is { } refusal)
        {
            return refusal;
        }

        var set = await rules.GetAsync(cancellationToken);
        return set.IsFailure ? set.Errors.ToProblem()
            : set.Value.Of(document) is { Count: > 0 } versions ? TaggedAnswer.Of(new RuleListAnswer([.. versions.Reverse().Select(kept => RuleAnswer.Of(kept))]))
            : new[] { Error.NotFound("ledger.rule_unknown", "There is no posting rule for this document.") }.ToProblem();
    }
}
