using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Rules;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A new version of a posting rule, or the first one of a document.</summary>
/// <param name="Rule">The whole rule, as <c>GET /ledger/rules/{document}</c> shows it.</param>
internal sealed record RuleBody(JsonElement Rule);

/// <summary>
/// Adds a version of a posting rule. What is there stays: entries were made by it. A version holds from a business date that
/// nothing can be posted to yet, so that the same document always gives the same entry.
/// </summary>
internal sealed class AddRule(UnitOfWork work, EntryChecks checks, RuleBook rules, SealBell bell, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<AddRule, RuleBody, RuleAnswer>("/ledger/rules", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName(nameof(AddRule)).WithTags("Ledger").WithSummary("Add a version of a posting rule")
            .WithDescription("Taken if it reads, its facts are declared and used, its roles are in the chart, its examples come out exactly, every line is in an example, its version is the next, and it holds from a day after the last one that can be posted to now.")
            .WithExample(LedgerExamples.Rule).Requires(Permissions.RuleEdit);

    public async Task<Result<RuleAnswer>> RunAsync(RuleBody body, WriteRequest request)
    {
        if (request.Caller.Lacks(Permissions.RuleEdit) is { } missing)
        {
            return missing;
        }

        var written = WrittenRule.Read(body.Rule);
        var check = await checks.MakeAsync(request.Stop);
        if (written.IsFailure || check.IsFailure)
        {
            return written.Errors.Select(Within).Concat(check.Errors).ToArray();
        }

        // Those of the program are there before anything is added to them.
        var seeded = await rules.GetAsync(request.Stop);
        var faults = RuleCheck.Faults(written.Value.Rule, check.Value.Chart);
        if (seeded.IsFailure || faults.Count > 0)
        {
            return seeded.Errors.Concat(faults.Select(Within)).ToArray();
        }

        return await work.RunAsync<RuleAnswer>(async stop =>
        {
            var known = await RuleBook.LockAsync(work, stop);
            var rule = written.Value.Rule;
            var last = known.Of(rule.Document) is [.., var newest] ? newest : null;
            if (last?.Written.Hash.AsSpan().SequenceEqual(written.Value.Hash) == true)
            {
                return RuleAnswer.Of(last);
            }

            var problems = new Problems();
            problems.Require(rule.Version == (last?.Rule.Version ?? 0) + 1, "ledger.rule_version", $"The next version of this rule is {(last?.Rule.Version ?? 0) + 1}.", "rule.version");
            problems.Require(rule.ValidFrom > check.Value.LastDay && rule.ValidFrom >= (last?.Rule.ValidFrom ?? default), "ledger.rule_date", $"A new version holds from a day after {check.Value.LastDay:yyyy-MM-dd}, and not before the version it follows.", "rule.validFrom");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var kept = await RuleBook.AddAsync(work, known, written.Value, time.GetUtcNow(), request.Caller.Writer(), stop);
            work.Audit(new AuditEntry("ledger.rule.add", "ledger.rule", rule.Document, rule.Mark(), last is null ? null : JsonElement.Parse(last.Written.Body), JsonElement.Parse(written.Value.Body)));
            work.Changed(LedgerModule.Tag);
            work.AfterCommit(bell.Ring);
            request.Location = $"/api/v1/ledger/rules/{rule.Document}";
            return RuleAnswer.Of(kept);
        }, request.Stop);
    }

    private static Error Within(Error fault) => fault with { Field = fault.Field is null ? "rule" : $"rule.{fault.Field}" };
}
