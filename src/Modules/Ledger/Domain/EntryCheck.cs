using Aisle.Contracts.Ledger;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>Reads entries and holds against the chart, and tells every fault at once, with its line.</summary>
internal sealed class EntryCheck(Chart chart, Book book, IReadOnlySet<string> documents, DateOnly today)
{
    private const int LongestMemo = 500;
    private const int LongestDocumentId = 100;
    private const int LongestSeries = 8;
    private static readonly DateOnly _first = new(1970, 1, 1);

    /// <summary>The chart it goes by.</summary>
    public Chart Chart { get; } = chart;

    /// <summary>The last business date that may be posted to.</summary>
    public DateOnly LastDay { get; } = today.AddDays(book.FutureDays);

    /// <summary>The day it is in the company.</summary>
    public DateOnly Today { get; } = today;

    private bool _isAgain;

    /// <summary>Reads entries that may be in the journal already: what has been closed since is no fault of theirs.</summary>
    public Result<IReadOnlyList<ResolvedEntry>> Again(IReadOnlyList<NewEntry> entries)
    {
        _isAgain = true;
        return Entries(entries);
    }

    public Result<IReadOnlyList<ResolvedEntry>> Entries(IReadOnlyList<NewEntry> entries)
    {
        if (entries.Count is 0 or > NewEntry.MostEntries)
        {
            return Error.Validation("ledger.entries", $"1 to {NewEntry.MostEntries} entries are posted in one call.", "entries");
        }

        var problems = new Problems();
        var resolved = new List<ResolvedEntry>(entries.Count);
        var ids = new HashSet<EntryId>();
        for (var index = 0; index < entries.Count; index++)
        {
            var (entry, at) = (entries[index], entries.Count == 1 ? "" : $"entries[{index}].");
            if (entry.Id.Value == Guid.Empty || !ids.Add(entry.Id))
            {
                problems.Add(Error.Validation("ledger.entry_id", "Every entry has an id of its own.", at + "id"));
            }

            Head(entry, at, problems);
            var lines = Lines(entry.Lines, at, problems);
            if (!problems.Any)
            {
                var year = book.YearOf(entry.Date.Date);
                resolved.Add(new ResolvedEntry(entry, year, lines, Canonical.Entry(entry, year, lines)));
            }
        }

        return problems.ToResult<IReadOnlyList<ResolvedEntry>>(() => resolved);
    }

    public Result<IReadOnlyList<ResolvedLine>> Hold(NewHold hold, DateTimeOffset now)
    {
        var problems = new Problems();
        Document(hold.Document, "", problems);
        Text(hold.Memo, LongestMemo, "memo", problems);
        if (hold.ExpiresAt <= now || hold.ExpiresAt > now.AddDays(400))
        {
            problems.Add(Error.Validation("ledger.hold_expiry", "A hold expires in the future, within 400 days.", "expiresAt"));
        }

        var lines = Lines(hold.Lines, "", problems);
        return problems.ToResult<IReadOnlyList<ResolvedLine>>(() => lines);
    }

    private void Head(NewEntry entry, string at, Problems problems)
    {
        Document(entry.Document, at, problems);
        Text(entry.Memo, LongestMemo, at + "memo", problems);
        if (entry.Series.Length is 0 or > LongestSeries || !char.IsAsciiLetterUpper(entry.Series[0]) || !entry.Series.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter)))
        {
            problems.Add(Error.Validation("ledger.series", "A series is 1 to 8 capital letters and digits, a letter first.", at + "series"));
        }

        if (entry.Date.Date > LastDay)
        {
            problems.Add(Error.Validation("ledger.date_future", $"A business date lies at most {book.FutureDays} days ahead.", at + "date"));
        }
        else if (entry.Date.Date < _first)
        {
            problems.Add(Error.Validation("ledger.date_range", "A business date is not before 1970.", at + "date"));
        }
        else if (!_isAgain && Chart.IsClosed(entry.Date.Date))
        {
            problems.Add(new Error("ledger.period_closed", "The period of this business date is closed.", ErrorKind.Conflict, at + "date"));
        }

        if ((entry.Kind == EntryKind.Reversal) != (entry.Reverses is not null))
        {
            problems.Add(Error.Validation("ledger.reverses", "A reversal names the entry it takes back, and no other entry does.", at + "reverses"));
        }

        if (entry.Attachments.Any(file => file.Length != 64 || !file.All(letter => char.IsAsciiHexDigitLower(letter))))
        {
            problems.Add(Error.Validation("ledger.attachment", "An attachment is told by its SHA-256, in hexadecimal small letters.", at + "attachments"));
        }
    }

    private List<ResolvedLine> Lines(IReadOnlyList<NewLine> lines, string at, Problems problems)
    {
        if (lines.Count == 0)
        {
            problems.Add(Error.Validation("ledger.no_lines", "An entry has at least one line.", at + "lines"));
        }

        if (lines.Count > NewEntry.MostLines)
        {
            problems.Add(Error.Validation("ledger.too_many_lines", $"An entry has at most {NewEntry.MostLines} lines.", $"{at}lines[{NewEntry.MostLines}]"));
            return [];
        }

        var resolved = new List<ResolvedLine>(lines.Count);
        for (var index = 0; index < lines.Count; index++)
        {
            var (line, field) = (lines[index], $"{at}lines[{index}].");
            var debit = AccountOf(line.Debit, line, field + "debit", problems);
            var credit = AccountOf(line.Credit, line, field + "credit", problems);
            Amount(line.Amount, field + "amount", problems);
            if (line.Memo is not null)
            {
                Text(line.Memo, LongestMemo, field + "memo", problems);
            }

            if (debit is not null && credit is not null)
            {
                if (debit.Id == credit.Id && line.Debit.Sub == line.Credit.Sub)
                {
                    problems.Add(Error.Validation("ledger.same_account", "A line moves from one account to another.", field + "credit"));
                }

                resolved.Add(new ResolvedLine(
                    (short)(index + 1), debit.Id, line.Debit.Sub, credit.Id, line.Credit.Sub, line.Amount.Minor, line.Amount.Currency.Code, line.Store?.Value, line.Memo));
            }
        }

        return resolved;
    }

    private Account? AccountOf(AccountRef reference, NewLine line, string field, Problems problems)
    {
        var account = Chart.Find(reference, line.Store);
        var fault = account switch
        {
            null => Error.Validation("ledger.account_unknown", $"There is no account {reference}.", field),
            { IsGroup: true } => Error.Validation("ledger.account_group", $"{account.Code} is a heading; post to an account below it.", field),
            { ClosedAt: not null } when !_isAgain => Error.Validation("ledger.account_closed", $"Account {account.Code} is closed.", field),
            { HasSubaccounts: true } when reference.Sub is null => Error.Validation("ledger.subaccount_needed", $"Account {account.Code} needs a sub-account.", field),
            { HasSubaccounts: false } when reference.Sub is not null => Error.Validation("ledger.subaccount_needed", $"Account {account.Code} has no sub-accounts.", field),
            { StoreId: { } store } when store != line.Store => Error.Validation("ledger.account_store", $"Account {account.Code} belongs to another store.", field),
            _ when account.Currency != line.Amount.Currency => Error.Validation("ledger.currency_mixed", $"Account {account.Code} is kept in {account.Currency}, not in {line.Amount.Currency}.", field),
            _ => null,
        };
        if (fault is not null)
        {
            problems.Add(fault);
        }

        return account;
    }

    private static void Amount(Money amount, string field, Problems problems)
    {
        if (amount.Minor <= 0)
        {
            problems.Add(Error.Validation("ledger.amount_sign", "An amount is above zero; the accounts say the direction.", field));
        }
        else if (amount.Minor > NewEntry.LargestAmount)
        {
            problems.Add(Error.Validation("ledger.amount_range", $"An amount is at most {NewEntry.LargestAmount} minor units.", field));
        }
    }

    private void Document(DocumentRef document, string at, Problems problems)
    {
        if (!documents.Contains(document.Type))
        {
            problems.Add(Error.Validation("ledger.document_unknown", "No part of the shop has documents of this type.", at + "document.type"));
        }

        if (document.Id.Length is 0 or > LongestDocumentId)
        {
            problems.Add(Error.Validation("ledger.document_id", $"The id of a document has 1 to {LongestDocumentId} characters.", at + "document.id"));
        }

        Text(document.Id, LongestDocumentId, at + "document.id", problems);
    }

    private static void Text(string text, int longest, string field, Problems problems)
    {
        if (text.Length > longest)
        {
            problems.Add(Error.Validation("text.too_long", $"At most {longest} characters.", field));
        }
        else if (!UnicodeText.IsOneLine(text))
        {
            problems.Add(Error.Validation("text.control_characters", "The text holds line breaks or other control characters.", field));
        }
    }
}
