using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Notifications.Data;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Mail;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Notifications.Features;

/// <summary>A letter that was given to the mail.</summary>
/// <param name="Id">Id of the mail.</param>
/// <param name="Kind">Which letter.</param>
/// <param name="Language">In which language.</param>
/// <param name="Recipient">To whom, masked.</param>
/// <param name="OrderId">About which order; left out for one that was sent to try it.</param>
/// <param name="Number">Its number.</param>
/// <param name="IsTest">Whether it was sent to try it.</param>
/// <param name="At">When.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Fault">Why it was not sent yet, or ever.</param>
internal sealed record SentLetter(Guid Id, string Kind, string Language, string Recipient, Guid? OrderId, string Number, bool IsTest, DateTimeOffset At, MailState State, int Attempts, string? Fault)
{
    public static SentLetter Of(SentLetterRow row, MailStatus status) => new(row.Id, row.Kind, row.Language, row.Recipient, row.OrderId, row.Number, row.IsTest, row.At, status.State, status.Attempts, status.Fault);

    public static SentLetter Example { get; } = new(
        Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0071"), "paid", "en", "n***@example.com", Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0072"), "S1-2026-000123", IsTest: false, new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero), MailState.Sent, 1, Fault: null);
}

/// <summary><c>GET /api/v1/letters/sent</c>: letters that were sent, with how far each has come.</summary>
internal static class ListSent
{
    public static RowList List { get; } = new("r.*", "notifications.sent_letter r", new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal) { ["at"] = ("r.at", KeyKind.Moment) });

    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "-at", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter<string?> _words = Query.Text("q", "Part of the number of an order.", 100);
    private static readonly QueryParameter[] _query = [_words, _sort, _limit, Cursor.Parameter];

    public static readonly CsvFile<SentLetterRow> File = new(
        "letters.csv", ["at", "kind", "language", "recipient", "order", "test", "id"],
        row => [row.At.ToString("O", CultureInfo.InvariantCulture), row.Kind, row.Language, row.Recipient, row.Number, row.IsTest ? "true" : "false", row.Id.ToString()]);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/letters/sent", async (HttpContext context, RowQuery query, MailStates states, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var (words, sort, limit) = (reader.Get(_words), reader.Get(_sort), reader.Get(_limit));
                var cursor = List.ReadCursor(reader.Get(Cursor.Parameter), sort, reader.Problems);
                if (reader.Problems.Any)
                {
                    return reader.Problems.Errors.ToProblem();
                }

                if (!LetterUse.May(context.Caller(), Permissions.LetterRead))
                {
                    return new[] { Access.Forbidden }.ToProblem();
                }

                var page = await query.ListAsync<SentLetterRow>(List, Filter(words), sort, cursor, limit, cancellationToken);
                var known = await states.OfAsync([.. page.Items.Select(row => row.Id)], cancellationToken);
                return TaggedAnswer.Of(new Page<SentLetter>([.. page.Items.Select(row => SentLetter.Of(row, known[row.Id]))], page.NextCursor));
            })
            .WithName(nameof(ListSent)).WithTags("Letters").WithSummary("List letters that were sent").WithDescription("The newest first, with how far each has come. What was sent more than a week ago is told as sent.")
            .WithQuery(_query).Produces<Page<SentLetter>>().WithExample(new Page<SentLetter>([SentLetter.Example], NextCursor: null)).Requires(Permissions.LetterRead);

    public static RowFilter Filter(string? words) => new RowFilter().Words(words, "r.number");
}
