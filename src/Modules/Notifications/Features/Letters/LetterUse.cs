using System.ComponentModel;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Notifications.Data;
using Aisle.Modules.Notifications.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Mail;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Notifications.Features;

/// <summary><c>/api/v1/letters</c>: what the shop's letters say. They are the company's: who reads or writes them does so for all of its stores.</summary>
internal sealed class LetterUse(UnitOfWork work, RowStore rows, LetterWords words, Mailer mailer, Texts texts, IStores stores, IPeople people, PublicAddress site, TimeProvider time)
{
    private const int LongestSubject = 150;
    private const int LongestText = 4_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/letters", async (HttpContext context, LetterUse use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : May(context.Caller(), Permissions.LetterRead) ? TaggedAnswer.Of(new LetterList(await use.ListAsync(cancellationToken))) : new[] { Access.Forbidden }.ToProblem();
            })
            .WithName("ListLetters").WithTags("Letters").WithSummary("List the letters to customers").WithDescription("Each kind in each language. They are of the whole company.").WithQuery([]).Produces<LetterList>()
            .WithExample(new LetterList([LetterExamples.Summary])).Requires(Permissions.LetterRead);
        api.MapGet("/letters/{id}", async ([Description("Kind and language, e.g. `placed.en`.")] string id, HttpContext context, LetterUse use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : !May(context.Caller(), Permissions.LetterRead) ? new[] { Access.Forbidden }.ToProblem()
                    : await use.FindAsync(id, cancellationToken) is { } found ? TaggedAnswer.Of(found, found.Version) : new[] { LetterErrors.Unknown }.ToProblem();
            })
            .WithName("ReadLetter").WithTags("Letters").WithSummary("Read a letter").WithDescription("With the program's own words and everything it ever said. The ETag is the version for edits.").WithQuery([]).Produces<LetterView>().WithProblems(404)
            .WithExample(LetterExamples.View).Requires(Permissions.LetterRead);
        api.MapPut<LetterUse, LetterBody, LetterView>("/letters/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName("SaveLetter").WithTags("Letters").WithSummary("Write a letter").WithDescription("Letters sent from now on say it. A placeholder that the letter does not have is refused by its name.").WithProblems(404)
            .WithExample(LetterExamples.View).Requires(Permissions.LetterEdit);
        api.MapPost<LetterUse, LetterView>("/letters/{id}/reset", (use, request) => use.ResetAsync(request))
            .WithName("ResetLetter").WithTags("Letters").WithSummary("Let a letter say the program's own words again").WithDescription("What the shop has written stays in its history.").WithProblems(404).WithExample(LetterExamples.View).Requires(Permissions.LetterEdit);
        api.MapPost<LetterUse, LetterBody, LetterPreview>("/letters/{id}/preview", (use, body, request) => use.PreviewAsync(body, request))
            .WithName("PreviewLetter").WithTags("Letters").WithSummary("See a letter about an example order").WithDescription("Nothing is changed or sent.").WithProblems(404).WithExample(LetterExamples.Preview).Requires(Permissions.LetterRead);
        api.MapPost<LetterUse, LetterBody, LetterSent>("/letters/{id}/test", (use, body, request) => use.TestAsync(body, request))
            .WithName("TestLetter").WithTags("Letters").WithSummary("Send a letter to oneself").WithDescription("About an example order, to the address of the caller's own account. Nothing is changed.").WithProblems(404).WithExample(LetterExamples.Sent).Requires(Permissions.LetterEdit);
    }

    public static bool May(Caller caller, Permission permission) => caller.Rights.HasEverywhere(permission.Name);

    public async Task<IReadOnlyList<LetterSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var written = (await words.AllAsync(cancellationToken)).ToDictionary(row => (row.Kind, row.Language));
        return
        [
            .. LetterKind.All.SelectMany(kind => texts.Languages, (kind, language) =>
            {
                var row = written.GetValueOrDefault((kind.Name, language));
                return new LetterSummary(IdOf(kind.Name, language), kind.Name, language, row?.Subject ?? words.Own(kind.Name, language).Subject, row?.Subject is not null, row?.At, row?.ByName);
            }),
        ];
    }

    /// <summary>A letter; null where there is none.</summary>
    public async Task<LetterView?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (Known(id) is not var (kind, language))
        {
            return null;
        }

        var (changes, own) = (await words.ChangesAsync(kind.Name, language, cancellationToken), words.Own(kind.Name, language));
        var newest = changes.FirstOrDefault();
        return new LetterView(
            id, kind.Name, language, newest?.Subject ?? own.Subject, newest?.Text ?? own.Text, own.Subject, own.Text, newest?.Subject is not null, kind.Placeholders, newest?.Version ?? 0,
            [.. changes.Select(change => new LetterChange(change.Version, change.Subject, change.Text, change.ByName, change.At))]);
    }

    public async Task<Result<LetterView>> SaveAsync(LetterBody body, WriteRequest request)
    {
        var version = request.IfMatch();
        var read = Read(body, request, Permissions.LetterEdit);
        return read.IsFailure ? read.Errors.ToArray() : version.IsFailure ? version.Errors.ToArray() : await ChangeAsync(read.Value.Kind, read.Value.Language, version.Value, read.Value.Words, request);
    }

    public async Task<Result<LetterView>> ResetAsync(WriteRequest request) =>
        !May(request.Caller, Permissions.LetterEdit) ? Access.Forbidden
        : Known(request.Route("id")) is not var (kind, language) ? LetterErrors.Unknown
        : await ChangeAsync(kind, language, madeOn: null, words: null, request);

    public async Task<Result<LetterPreview>> PreviewAsync(LetterBody body, WriteRequest request)
    {
        var paper = await ExampleAsync(body, request, Permissions.LetterRead);
        return paper.Map(one => new LetterPreview(one.Subject, one.Plain(), one.Html()));
    }

    /// <summary>A letter about an example order, with these words.</summary>
    public async Task<Result<LetterPaper>> ExampleAsync(LetterBody body, WriteRequest request, Permission permission)
    {
        var read = Read(body, request, permission);
        if (read.IsFailure)
        {
            return read.Errors.ToArray();
        }

        var (_, language, said) = read.Value;
        if (await stores.ShopAsync(request.Stop) is not { } shop)
        {
            return LetterErrors.Unknown;
        }

        var currency = Currency.Get(shop.Currency);
        string Amount(long taka) => MoneyText.Of(Money.FromDecimal(taka, currency).Value, language);
        string Say(string key) => texts.In(language, "notifications." + key);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["number"] = NumberText.Digits("S1-2026-000123", language), ["shop"] = shop.Name.In(language), ["name"] = Say("example.name"), ["total"] = Amount(1_240), ["due"] = Amount(1_240), ["amount"] = Amount(180), ["return"] = "RT/S1/2026/000012",
        };
        List<LetterLine> lines = [new(NumberText.Digits("2", language) + " × " + Say("example.goods"), Amount(1_180)), new(Say("order.delivery"), Amount(60)), new(Say("order.total"), Amount(1_240))];
        return words.Write(said, values, lines, site.Link("/", language), language);
    }

    public async Task<Result<LetterSent>> TestAsync(LetterBody body, WriteRequest request)
    {
        var paper = await ExampleAsync(body, request, Permissions.LetterEdit);
        if (paper.IsFailure)
        {
            return paper.Errors.ToArray();
        }

        // To one's own address and no other, so that nobody sends the shop's letters to whom they like.
        var (kind, language) = Known(request.Route("id"))!.Value;
        var self = request.Caller is { Kind: CallerKind.User, Id: { } id } ? (await people.FindAsync([UserId.From(id)], request.Stop)).Values.FirstOrDefault() : null;
        return self is null || !EmailAddress.Parse(self.Email).TryGet(out var to) ? LetterErrors.NoAddress : await work.RunAsync<LetterSent>(async stop =>
        {
            var mail = mailer.Send(paper.Value.To(to));
            await rows.InsertOneAsync(new SentLetterRow(mail, kind.Name, language, to.Masked, OrderId: null, "", IsTest: true, time.GetUtcNow()), stop);
            work.Audit(new AuditEntry("notifications.letter.test", "notifications.letter", IdOf(kind.Name, language), IdOf(kind.Name, language)));
            return new LetterSent(mail, to.Masked);
        }, request.Stop);
    }

    private static string IdOf(string kind, string language) => $"{kind}.{language}";

    private (LetterKind Kind, string Language)? Known(string id) =>
        id.Split('.') is [var name, var language] && LetterKind.All.FirstOrDefault(kind => string.Equals(kind.Name, name, StringComparison.Ordinal)) is { } kind && texts.Languages.Contains(language, StringComparer.Ordinal) ? (kind, language) : null;

    private Result<(LetterKind Kind, string Language, (string Subject, string Text) Words)> Read(LetterBody body, WriteRequest request, Permission permission)
    {
        if (!May(request.Caller, permission))
        {
            return Access.Forbidden;
        }

        if (Known(request.Route("id")) is not var (kind, language))
        {
            return LetterErrors.Unknown;
        }

        var problems = new Problems();
        var subject = problems.Line(body.Subject, "subject", LongestSubject, isNeeded: true);
        var text = (body.Text ?? "").ReplaceLineEndings("\n").Trim();
        problems.Require(text.Length > 0, "text.required", "A value is needed.", "text");
        problems.Require(text.Length <= LongestText, "text.too_long", $"At most {LongestText} characters.", "text");
        problems.Require(!text.Any(sign => char.IsControl(sign) && sign is not '\n') && UnicodeText.IsOneLine(text.Replace('\n', ' ')), "text.control_characters", "The text holds control characters.", "text");
        foreach (var (said, field) in ((string, string)[])[(subject, "subject"), (text, "text")])
        {
            foreach (var name in LetterTemplate.Unknown(said, kind.Placeholders))
            {
                problems.Add(LetterErrors.Placeholder(name, field));
            }
        }

        return problems.ToResult(() => (kind, language, (subject, text)));
    }

    /// <summary>Writes the next wording, on top of the version it was made on; that which is there already is written no second time.</summary>
    private async Task<Result<LetterView>> ChangeAsync(LetterKind kind, string language, int? madeOn, (string Subject, string Text)? words, WriteRequest request)
    {
        var id = IdOf(kind.Name, language);
        var done = await work.RunAsync<LetterView>(async stop =>
        {
            await rows.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('notifications/letter/' || $1, 0))", stop, id);
            var before = await FindAsync(id, stop);
            if (madeOn is { } version && version != before!.Version)
            {
                return LetterErrors.Outdated;
            }

            var isSame = words is { } said ? before!.IsChanged && (before.Subject, before.Text) == said : !before!.IsChanged;
            if (isSame)
            {
                return before;
            }

            var by = request.Caller.Kind is CallerKind.User or CallerKind.Key ? request.Caller.Id : null;
            await rows.InsertOneAsync(new LetterTextRow(kind.Name, language, before.Version + 1, words?.Subject, words?.Text, by, request.Caller.Name, time.GetUtcNow()), stop);
            work.Changed(NotificationsModule.Tag);
            var after = (await FindAsync(id, stop))!;
            work.Audit(new AuditEntry(words is null ? "notifications.letter.reset" : "notifications.letter.edit", "notifications.letter", id, id, new { before.Subject, before.Text }, new { after.Subject, after.Text }));
            return after;
        }, request.Stop);
        request.Version = done.IsSuccess ? done.Value.Version : null;
        return done;
    }
}
