using System.ComponentModel;
using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Wallets.Features;

/// <summary>What is asked of a statement.</summary>
/// <param name="From">First business date, or null.</param>
/// <param name="To">Last business date, or null.</param>
/// <param name="OldestFirst">Whether it runs from old to new.</param>
internal sealed record StatementFilter(DateOnly? From, DateOnly? To, bool OldestFirst = false);

/// <summary>Statements of wallets: lines of the books with the balance after each.</summary>
internal static class Statement
{
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "First business date.");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "Last business date.");
    private static readonly QueryParameter<string> _order = Query.Choice("order", "Which end it begins at.", "newest", "newest", "oldest");
    private static readonly QueryParameter<string> _format = Query.Choice("format", "`csv` answers the whole statement as a file, from old to new.", "json", "json", "csv");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Lines on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_from, _to, _order, _format, Cursor.Parameter, _limit];

    public static void Map(IEndpointRouteBuilder api)
    {
        Map(api, "/wallets/{id}/statement", "ReadWalletStatement", "Wallets").Requires(Permissions.WalletRead);
        Map(api, "/wallets/mine/{id}/statement", "ReadMyWalletStatement", "My wallets").ForSignedIn();
    }

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder api, string pattern, string name, string tag) =>
        api.MapGet(pattern, async ([Description("Id of the wallet.")] string id, HttpContext context, WalletStore wallets, ILedger ledger, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var wanted = reader.Problems.Take(TypedId.Parse<WalletId>(id, "id"));
                var filter = new StatementFilter(reader.Get(_from), reader.Get(_to), reader.Get(_order) is "oldest");
                var (format, limit) = (reader.Get(_format), reader.Get(_limit));
                var after = ReadCursor(reader.Get(Cursor.Parameter), filter, reader.Problems);
                if (reader.Problems.Any)
                {
                    return reader.Problems.Errors.ToProblem();
                }

                var wallet = await wallets.FindAsync(wanted, cancellationToken);
                if (wallet is null || (tag is "My wallets" && wallet.CustomerId?.Value != context.Caller().Id))
                {
                    return new[] { WalletErrors.Unknown }.ToProblem();
                }

                return format is "csv" ? Csv(ledger, wanted, filter) : TaggedAnswer.Of(await PageAsync(ledger, wanted, filter, after, limit, cancellationToken));
            })
            .WithName(name).WithTags(tag).WithSummary("Read the statement of a wallet")
            .WithDescription("What went in and out, with the balance after each line. The balance goes by business date, and is right at any place of the list.")
            .WithQuery(_query).Produces<Page<WalletStatementLine>>().WithProblems(404).WithExample(new Page<WalletStatementLine>([WalletsExamples.WalletStatementLine], NextCursor: null));

    /// <summary>A page of it.</summary>
    public static async Task<Page<WalletStatementLine>> PageAsync(ILedger ledger, WalletId wallet, StatementFilter filter, LinePlace? after, int limit, CancellationToken cancellationToken)
    {
        var lines = await FindAsync(ledger, wallet, filter, after, limit + 1, cancellationToken);
        var last = lines.Count > limit ? lines[limit - 1].Place : null;
        return new Page<WalletStatementLine>([.. lines.Take(limit).Select(Of)], last is null ? null
            : new Cursor(SortOf(filter), string.Create(CultureInfo.InvariantCulture, $"{last.Date} {last.EntryKey} {last.No}"), Guid.Empty).ToString());
    }

    /// <summary>All of it as a file, read a page at a time.</summary>
    public static CsvAnswer Csv(ILedger ledger, WalletId wallet, StatementFilter filter) => new(
        $"statement-{wallet}.csv", ["date", "recorded_at", "number", "kind", "memo", "amount", "balance", "currency", "movement"], RowsAsync(ledger, wallet, filter with { OldestFirst = true }));

    /// <summary>Where a statement goes on.</summary>
    public static LinePlace? ReadCursor(string? text, StatementFilter filter, Problems problems)
    {
        if (Cursor.Read(text, SortOf(filter), problems) is not { } cursor)
        {
            return null;
        }

        var parts = cursor.Key.Split(' ');
        if (parts.Length == 3 && BusinessDate.TryParse(parts[0], out var date) && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var key) && short.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var no))
        {
            return new LinePlace(date, key, no);
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }

    private static string SortOf(StatementFilter filter) => filter.OldestFirst ? "oldest" : "newest";

    private static Task<IReadOnlyList<SubaccountLine>> FindAsync(ILedger ledger, WalletId wallet, StatementFilter filter, LinePlace? after, int limit, CancellationToken cancellationToken) =>
        ledger.LinesAsync(new LineQuery(SubaccountId.From(wallet.Value), filter.From is { } from ? new BusinessDate(from) : null, filter.To is { } to ? new BusinessDate(to) : null, after, limit, filter.OldestFirst), cancellationToken);

    private static WalletStatementLine Of(SubaccountLine line) => new(line.Entry, line.Document.Type, line.Place.Date, line.RecordedAt, line.Number, line.Memo, line.Amount, line.Balance);

    private static async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(ILedger ledger, WalletId wallet, StatementFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        const int size = 500;
        var lines = await FindAsync(ledger, wallet, filter, after: null, size, cancellationToken);
        while (lines.Count > 0)
        {
            foreach (var line in lines.Select(Of))
            {
                yield return
                [
                    line.Date.ToString(), line.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), line.Number, line.Kind, line.Memo,
                    line.Amount.ToAmountString(), line.Balance.ToAmountString(), line.Amount.Currency.Code, line.Id.ToString(),
                ];
            }

            lines = lines.Count < size ? [] : await FindAsync(ledger, wallet, filter, lines[^1].Place, size, cancellationToken);
        }
    }
}
