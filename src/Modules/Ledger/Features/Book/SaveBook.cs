using Aisle.Kernel;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Domain;
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

/// <summary>How the company keeps its books.</summary>
/// <param name="Currency">Their currency.</param>
/// <param name="YearStart">Month in which a fiscal year begins.</param>
/// <param name="FutureDays">So many days ahead of today a business date may lie.</param>
/// <param name="ApprovalLimit">A manual entry above this needs a second person.</param>
/// <param name="Template">The template its chart began with.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record BookAnswer(string Currency, int YearStart, int FutureDays, Money ApprovalLimit, string Template, int Version)
{
    public static BookAnswer Of(Book book) => new(book.Currency.Code, book.YearStart, book.FutureDays, new Money(book.ApprovalLimit, book.Currency), book.Template, book.Version);
}

/// <summary>What can be changed of the book.</summary>
/// <param name="FutureDays">So many days ahead of today a business date may lie, 0 to 3660.</param>
/// <param name="ApprovalLimit">A manual entry above this needs a second person; zero for every entry.</param>
internal sealed record BookBody(int FutureDays, Money ApprovalLimit);

/// <summary>Shows and changes how the company keeps its books.</summary>
internal sealed class SaveBook(UnitOfWork work, ChartDesk desk, SealBell bell, TimeProvider time)
{
    private const int MostFutureDays = 3660;
    private const long HighestLimit = 1_000_000_000_000_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ledger/book", GetAsync)
            .WithName("GetBook").WithTags("Ledger").WithSummary("Read how the books are kept").WithDescription("Currency, fiscal year, the limit above which a second person is needed, and how far ahead one may post. The ETag is the version for edits.")
            .WithQuery([]).Produces<BookAnswer>().WithExample(LedgerExamples.Book).Requires(Permissions.Read);
        api.MapPut<SaveBook, BookBody, BookAnswer>("/ledger/book", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(SaveBook)).WithTags("Ledger").WithSummary("Change how the books are kept").WithDescription("The approval limit and how far ahead one may post. The permission is apart from that of posting: who posts does not set what needs a second person.")
            .WithExample(LedgerExamples.Book).Requires(Permissions.BookEdit);
    }

    public async Task<Result<BookAnswer>> RunAsync(BookBody body, WriteRequest request)
    {
        if ((request.Caller.Lacks(Permissions.BookEdit) ?? await desk.OpenAsync(request.Stop)) is { } refusal)
        {
            return refusal;
        }

        var version = request.IfMatch();
        if (version.IsFailure)
        {
            return version.Errors.ToArray();
        }

        var saved = await work.RunAsync<BookAnswer>(async stop =>
        {
            var book = (await desk.LockAsync(stop)).Book!;
            if (book.Version != version.Value)
            {
                return LedgerErrors.Outdated;
            }

            var problems = new Problems();
            problems.Require(body.FutureDays is >= 0 and <= MostFutureDays, "ledger.future_days", $"A business date lies 0 to {MostFutureDays} days ahead.", "futureDays");
            problems.Require(body.ApprovalLimit.Currency == book.Currency && body.ApprovalLimit.Minor is >= 0 and <= HighestLimit, "ledger.approval_limit", $"The limit is an amount in {book.Currency}, from zero.", "approvalLimit");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var changed = book with { FutureDays = body.FutureDays, ApprovalLimit = body.ApprovalLimit.Minor, Version = book.Version + 1 };
            await using var update = (await work.CommandAsync("update ledger.book set future_days = $1, approval_limit = $2, version = $3, updated_at = $4", stop))
                .With(changed.FutureDays, changed.ApprovalLimit, changed.Version, time.GetUtcNow());
            await update.ExecuteNonQueryAsync(stop);
            await Tail.AddAsync(work, "book", Tail.Book, changed.Version, Canonical.Book(changed), time.GetUtcNow(), request.Caller.Writer(), stop);
            work.Audit(new AuditEntry("ledger.book.update", "ledger.book", "book", "Book", BookAnswer.Of(book), BookAnswer.Of(changed)));
            work.Changed(LedgerModule.Tag);
            work.AfterCommit(bell.Ring);
            return BookAnswer.Of(changed);
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    private static async Task<IResult> GetAsync(HttpContext context, OpenBooks books, CancellationToken cancellationToken)
    {
        if (LedgerRights.Refusal(context, QueryReader.Strict(context.Request, []), Permissions.Read) is { } refusal)
        {
            return refusal;
        }

        var chart = await books.ChartAsync(cancellationToken);
        return chart.IsFailure ? chart.Errors.ToProblem() : TaggedAnswer.Of(BookAnswer.Of(chart.Value.Book!), chart.Value.Book!.Version);
    }
}
