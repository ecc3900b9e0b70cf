using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/settings</c>: how the company keeps its books.</summary>
internal sealed class BookPageModel(OpenBooks books, SaveBook save) : AdminPage
{
    /// <summary>The book; null where there is none yet.</summary>
    public Book? Book { get; private set; }

    public string Limit { get; private set; } = "";

    public string Days { get; private set; } = "";

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.BookEdit.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var faults = await LoadAsync(cancellationToken);
        return faults.Count == 0 ? Page() : Fail(faults);
    }

    public async Task<IActionResult> OnPostAsync(string? approvalLimit, string? futureDays, int version, CancellationToken cancellationToken)
    {
        var closed = await LoadAsync(cancellationToken);
        if (!MayEdit)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        if (Book is not { } book)
        {
            return Fail(closed);
        }

        (Limit, Days, Version) = (approvalLimit ?? "", futureDays ?? "", version);
        var problems = new Problems();
        var limit = problems.Take(Money.Parse(Typed.Digits(Limit), book.Currency), "approvalLimit");
        // None is not zero: it is a number outside of what is taken.
        var days = Typed.Whole(Days, "futureDays", problems) ?? -1;
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var done = await save.RunAsync(new BookBody(days, limit), WriteRequest.ForPage(HttpContext, version));
        if (done.IsSuccess)
        {
            return Done(T["ledger.settings.saved"], "/admin/books/settings");
        }

        if (done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            // Saving again is on what is there now: they have seen it.
            Version = book.Version;
            Conflict = [new ConflictRow(T["ledger.settings.approval_limit", book.Currency.Code], LimitOf(book), Limit), new ConflictRow(T["ledger.settings.future_days"], DaysOf(book), Days)];
        }

        return Fail(done.Errors);
    }

    /// <summary>The first day of a fiscal year, in words.</summary>
    public string MonthOf(Book book) => T.Digits(book.StartOf(2001).ToString("d MMMM", T.Culture));

    private static string LimitOf(Book book) => new Money(book.ApprovalLimit, book.Currency).ToAmountString();

    private static string DaysOf(Book book) => book.FutureDays.ToString(CultureInfo.InvariantCulture);

    private async Task<IReadOnlyList<Error>> LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["ledger.settings.title"];
        var chart = await books.ChartAsync(cancellationToken);
        if (chart.IsFailure)
        {
            return chart.Errors;
        }

        Book = chart.Value.Book!;
        (Limit, Days, Version) = (LimitOf(Book), DaysOf(Book), Book.Version);
        return [];
    }
}
