using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Rules;

namespace Aisle.Modules.Ledger.Features;

/// <summary>An entry as a request told it.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Ruled">With facts: its lines with their reasons.</param>
/// <param name="Matched">With legs: its lines with the legs they are made of.</param>
internal sealed record ReadEntry(NewEntry Entry, IReadOnlyList<RuledLine>? Ruled = null, IReadOnlyList<MatchedLine>? Matched = null);

/// <summary>Reads entries of requests: the one way for what is posted, drafted and previewed.</summary>
internal sealed partial class EntryReading(RuleBook rules, DocumentTypes documents, TimeProvider time)
{
    /// <summary>The series of what is written by hand.</summary>
    public const string ManualSeries = "JV";

    /// <summary>Reads one entry. <paramref name="document"/> stands for what the body says, where the program knows it.</summary>
    public async Task<Result<ReadEntry>> ReadAsync(EntryBody body, CancellationToken cancellationToken, string at = "", DocumentRef? document = null)
    {
        var problems = new Problems();
        problems.Require((body.Lines is null ? 0 : 1) + (body.Legs is null ? 0 : 1) + (body.Facts is null ? 0 : 1) == 1, "ledger.entry_form", "An entry is told by lines, by legs or by facts: one of them.", at + "lines");
        var kind = Kind(body, at, problems);
        var comesFrom = document ?? await DocumentAsync(body.Document, at, problems, cancellationToken);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var id = body.Id ?? TypedId.New<EntryId>(time);
        if (body.Facts is { } facts)
        {
            return await RuledAsync(body, facts, new NewDocument(id, comesFrom!, new BusinessDate(body.Date), new Facts(), body.Store) { Rule = body.Rule, Corrects = body.Corrects }, at, cancellationToken);
        }

        problems.Require(body.Memo is { Length: > 0 }, "body.required", "This is needed.", at + "memo");
        problems.Require(body.Rule is null, "ledger.entry_form", "A rule takes facts.", at + "rule");
        var matched = body.Legs is { } legs ? LegMatching.Read(legs, body.Store, at, problems) : null;
        var lines = matched?.Select(match => match.Line).ToList() ?? Lines(body, at, problems);
        return problems.ToResult(() => new ReadEntry(
            new NewEntry(id, body.Series ?? ManualSeries, new BusinessDate(body.Date), comesFrom!, body.Memo!, lines) { Kind = kind, Corrects = body.Corrects, Attachments = body.Attachments ?? [] }, Matched: matched));
    }

    /// <summary>
    /// The faults of read entries at the places their requests know: a fault of a line made of legs is the leg's. With
    /// <paramref name="areMany"/> every place begins with its entry.
    /// </summary>
    public static Error[] Place(IEnumerable<Error> errors, IReadOnlyList<ReadEntry> entries, bool areMany) => [.. errors.Select(error =>
    {
        if (error.Field is null || EntryPlace().Match(error.Field) is not { Success: true } place)
        {
            return error;
        }

        var index = place.Groups["entry"].Success ? int.Parse(place.Groups["entry"].Value, CultureInfo.InvariantCulture) : 0;
        var rest = place.Groups["rest"].Value;
        if (index < entries.Count && entries[index].Matched is { } matched && LinePlace().Match(rest) is { Success: true } line && int.Parse(line.Groups["line"].Value, CultureInfo.InvariantCulture) is var at && at < matched.Count)
        {
            var member = line.Groups["member"].Value;
            rest = member switch
            {
                "credit" => string.Create(CultureInfo.InvariantCulture, $"legs[{matched[at].CreditLeg}].account"),
                "debit" => string.Create(CultureInfo.InvariantCulture, $"legs[{matched[at].DebitLeg}].account"),
                "" => string.Create(CultureInfo.InvariantCulture, $"legs[{matched[at].DebitLeg}]"),
                _ => string.Create(CultureInfo.InvariantCulture, $"legs[{matched[at].DebitLeg}].{(member is "amount" ? "debit" : member)}"),
            };
        }

        return error with { Field = areMany ? string.Create(CultureInfo.InvariantCulture, $"entries[{index}].{rest}") : rest };
    }).Distinct()];

    private async Task<Result<ReadEntry>> RuledAsync(EntryBody body, JsonElement facts, NewDocument document, string at, CancellationToken cancellationToken)
    {
        var set = await rules.GetAsync(cancellationToken);
        if (set.IsFailure)
        {
            return set.Errors.ToArray();
        }

        var problems = new Problems();
        problems.Require(body.Series is null && body.Memo is null && body.Attachments is null, "ledger.entry_form", "With facts the rule says series and memo.", at + "memo");
        if (set.Value.Find(document.Rule ?? document.Document.Type, body.Date) is not { } kept)
        {
            // The set tells it, in the same words as for every other caller.
            problems.Take(set.Value.Entry(document, at));
            return problems.Errors.ToArray();
        }

        var read = FactReader.Read(kept.Rule.Facts, facts, at + "facts", problems);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        return set.Value.Entry(document with { Facts = read }, at).Map(made => new ReadEntry(made.Entry, Ruled: made.Lines));
    }

    private static EntryKind Kind(EntryBody body, string at, Problems problems)
    {
        var kind = body.Kind ?? (body.Corrects is null ? EntryKind.Normal : EntryKind.Correction);
        problems.Require(kind is EntryKind.Normal or EntryKind.Opening or EntryKind.Correction, "ledger.kind", "An entry that is written is normal, opening or a correction.", at + "kind");
        problems.Require((kind == EntryKind.Correction) == (body.Corrects is not null), "ledger.corrects", "A correction names the entry it mends, and no other entry does.", at + "corrects");
        return kind;
    }

    /// <summary>A document that nobody has is a fault here; the books themselves would take it, and verify would find it.</summary>
    private async Task<DocumentRef?> DocumentAsync(EntryDocumentBody? body, string at, Problems problems, CancellationToken cancellationToken)
    {
        if (body is not { Type: { Length: > 0 } type, Id: { Length: > 0 } id })
        {
            problems.Add(Error.Validation("body.required", "The type and the id of its document are needed.", at + "document"));
            return null;
        }

        if (type is DocumentTypes.Manual or DocumentTypes.YearEnd)
        {
            problems.Add(Error.Validation("ledger.document_own", "The books write such documents themselves; what a person writes is a draft.", at + "document.type"));
        }
        else if (documents.Find(type) is { } known && id.Length <= 100 && !(await known.NumbersAsync([id], cancellationToken)).ContainsKey(id))
        {
            problems.Add(Error.Validation("ledger.document_missing", "There is no such document.", at + "document.id"));
        }

        return new DocumentRef(type, id);
    }

    private static List<NewLine> Lines(EntryBody body, string at, Problems problems)
    {
        var lines = new List<NewLine>();
        if (body.Lines!.Count > NewEntry.MostLines)
        {
            // Told here: ten thousand faults of ten thousand lines would help nobody.
            problems.Add(Error.Validation("ledger.too_many_lines", $"An entry has at most {NewEntry.MostLines} lines.", string.Create(CultureInfo.InvariantCulture, $"{at}lines[{NewEntry.MostLines}]")));
            return lines;
        }

        for (var index = 0; index < body.Lines.Count; index++)
        {
            var (line, field) = (body.Lines[index], string.Create(CultureInfo.InvariantCulture, $"{at}lines[{index}]."));
            problems.Require(line.Debit is { Length: > 0 }, "body.required", "This is needed.", field + "debit");
            problems.Require(line.Credit is { Length: > 0 }, "body.required", "This is needed.", field + "credit");
            problems.Require(line.Amount is not null, "body.required", "This is needed.", field + "amount");
            if (line is { Debit: { Length: > 0 } debit, Credit: { Length: > 0 } credit, Amount: { } amount })
            {
                lines.Add(new NewLine(AccountText.Read(debit, line.DebitSub), AccountText.Read(credit, line.CreditSub), amount, line.Store ?? body.Store, line.Memo));
            }
        }

        return lines;
    }

    [GeneratedRegex(@"\A(entries\[(?<entry>\d+)\]\.)?(?<rest>.+)\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex EntryPlace();

    [GeneratedRegex(@"\Alines\[(?<line>\d+)\](\.(?<member>\w+))?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinePlace();
}
