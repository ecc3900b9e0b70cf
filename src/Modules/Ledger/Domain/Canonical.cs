using System.Globalization;
using System.Security.Cryptography;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>
/// The canonical forms of what the chain seals, and their SHA-256 (docs/ledger.md shows each). JSON by RFC 8785; what is not
/// there has no member; amounts are strings of minor units, because not every reader of JSON reads large numbers exactly.
/// </summary>
internal static class Canonical
{
    /// <summary>The hash of what a caller said of an entry. Names stand in the order RFC 8785 wants.</summary>
    public static byte[] Entry(NewEntry entry, int year, IReadOnlyList<ResolvedLine> lines) => SHA256.HashData(EntryForm(entry, year, lines));

    /// <summary>What <see cref="Entry"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> EntryForm(NewEntry entry, int year, IReadOnlyList<ResolvedLine> lines)
    {
        var json = new CanonicalJson();
        json.BeginObject();
        if (entry.Attachments.Count > 0)
        {
            json.Name("attachments").BeginArray();
            foreach (var file in entry.Attachments)
            {
                json.Text(file);
            }

            json.EndArray();
        }

        if (entry.Corrects is { } corrects)
        {
            json.Name("corrects").Id(corrects.Value);
        }

        json.Name("date").Text(entry.Date.ToString());
        Document(json, entry.Document);
        if (entry.Hold is { } hold)
        {
            json.Name("hold").Id(hold.Value);
        }

        json.Name("id").Id(entry.Id.Value).Name("kind").Text(Words.Of(entry.Kind));
        Lines(json, lines);
        json.Name("memo").Text(entry.Memo);
        if (entry.Reverses is { } reverses)
        {
            json.Name("reverses").Id(reverses.Value);
        }

        if (entry.Rule is { } rule)
        {
            json.Name("rule").Text(rule);
        }

        json.Name("series").Text(entry.Series).Name("year").Whole(year).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of what a caller said of a hold.</summary>
    public static byte[] Hold(HoldId id, DocumentRef document, string memo, DateTimeOffset expiresAt, IReadOnlyList<ResolvedLine> lines) => SHA256.HashData(HoldForm(id, document, memo, expiresAt, lines));

    /// <summary>What <see cref="Hold"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> HoldForm(HoldId id, DocumentRef document, string memo, DateTimeOffset expiresAt, IReadOnlyList<ResolvedLine> lines)
    {
        var json = new CanonicalJson();
        json.BeginObject();
        Document(json, document);
        json.Name("expires").Text(Instant(expiresAt)).Name("id").Id(id.Value);
        Lines(json, lines);
        json.Name("memo").Text(memo).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of a state of a hold; the database makes the same in <c>ledger.hold_hash</c>.</summary>
    public static byte[] HoldState(HoldId id, ReadOnlySpan<byte> content, HoldState state, EntryId? entry, DateTimeOffset? ended, int version) => SHA256.HashData(HoldStateForm(id, content, state, entry, ended, version));

    /// <summary>What <see cref="HoldState"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> HoldStateForm(HoldId id, ReadOnlySpan<byte> content, HoldState state, EntryId? entry, DateTimeOffset? ended, int version)
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("content").Hex(content);
        if (ended is { } at)
        {
            json.Name("ended").Text(Instant(at));
        }

        if (entry is { } posted)
        {
            json.Name("entry").Id(posted.Value);
        }

        json.Name("hold").Id(id.Value).Name("state").Text(Words.Of(state)).Name("version").Whole(version).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of an account with what it is for.</summary>
    public static byte[] Account(Account account) => SHA256.HashData(AccountForm(account));

    /// <summary>What <see cref="Account"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> AccountForm(Account account)
    {
        var json = new CanonicalJson();
        json.BeginObject();
        if (account.ClosedAt is { } closed)
        {
            json.Name("closed").Text(Instant(closed));
        }

        json.Name("code").Text(account.Code).Name("currency").Text(account.Currency.Code).Name("dimensions").BeginObject();
        foreach (var (name, value) in account.Dimensions.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.Name(name).Text(value);
        }

        json.EndObject().Name("group").Flag(account.IsGroup).Name("id").Id(account.Id.Value).Name("name").BeginObject();
        foreach (var (language, text) in account.Name.All.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.Name(language).Text(text);
        }

        json.EndObject().Name("normalSide").Text(Words.Of(account.NormalSide));
        if (account.ParentId is { } parent)
        {
            json.Name("parent").Id(parent.Value);
        }

        json.Name("roles").BeginArray();
        foreach (var role in account.Roles.OrderBy(role => role.Role, StringComparer.Ordinal).ThenBy(role => role.Key, StringComparer.Ordinal).ThenBy(role => role.StoreId?.ToString(), StringComparer.Ordinal))
        {
            json.BeginArray().Text(role.Role).Text(role.Key).Text(role.StoreId?.ToString() ?? "").EndArray();
        }

        json.EndArray();
        if (account.StoreId is { } store)
        {
            json.Name("store").Id(store.Value);
        }

        json.Name("subaccounts").Flag(account.HasSubaccounts).Name("type").Text(Words.Of(account.Type)).Name("version").Whole(account.Version).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of a sub-account; its balance is in the journal.</summary>
    public static byte[] Subaccount(SubaccountId id, AccountId account, string owner, string currency, long? floor, long? ceiling, DateTimeOffset? closed, int version) => SHA256.HashData(SubaccountForm(id, account, owner, currency, floor, ceiling, closed, version));

    /// <summary>What <see cref="Subaccount"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> SubaccountForm(SubaccountId id, AccountId account, string owner, string currency, long? floor, long? ceiling, DateTimeOffset? closed, int version)
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("account").Id(account.Value);
        if (ceiling is { } most)
        {
            json.Name("ceiling").Text(Minor(most));
        }

        if (closed is { } at)
        {
            json.Name("closed").Text(Instant(at));
        }

        json.Name("currency").Text(currency);
        if (floor is { } least)
        {
            json.Name("floor").Text(Minor(least));
        }

        json.Name("id").Id(id.Value).Name("owner").Text(owner).Name("version").Whole(version).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of the book.</summary>
    public static byte[] Book(Book book) => SHA256.HashData(BookForm(book));

    /// <summary>What <see cref="Book"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> BookForm(Book book)
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("approvalLimit").Text(Minor(book.ApprovalLimit)).Name("currency").Text(book.Currency.Code).Name("futureDays").Whole(book.FutureDays)
            .Name("template").Text(book.Template).Name("version").Whole(book.Version).Name("yearStart").Whole(book.YearStart).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of a period.</summary>
    public static byte[] Period(Period period) => SHA256.HashData(PeriodForm(period));

    /// <summary>What <see cref="Period"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> PeriodForm(Period period)
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("closed").Flag(period.IsClosed).Name("from").Text(Day(period.StartsOn)).Name("id").Id(period.Id.Value)
            .Name("to").Text(Day(period.EndsOn)).Name("version").Whole(period.Version).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of a wish to open a period again, as it stands.</summary>
    public static byte[] Reopening(Reopening reopening) => SHA256.HashData(ReopeningForm(reopening));

    /// <summary>What <see cref="Reopening"/> is the hash of.</summary>
    public static ReadOnlySpan<byte> ReopeningForm(Reopening reopening)
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("askedAt").Text(Instant(reopening.AskedAt)).Name("askedBy").Id(reopening.AskedBy).Name("askedName").Text(reopening.AskedName);
        if (reopening.Decision is { } decision)
        {
            json.Name("decidedAt").Text(Instant(decision.At)).Name("decidedBy").Id(decision.By).Name("decidedName").Text(decision.Name);
        }

        json.Name("id").Id(reopening.Id).Name("period").Id(reopening.Period.Value).Name("reason").Text(reopening.Reason)
            .Name("state").Text(reopening.State).Name("version").Whole(reopening.Version).EndObject();
        return json.Bytes;
    }

    /// <summary>The hash of a link of the chain.</summary>
    public static byte[] Link(Seal seal, ReadOnlySpan<byte> previous)
    {
        var json = new CanonicalJson();
        json.BeginObject();
        if (seal.By is { } by)
        {
            json.Name("by").Id(by);
        }

        json.Name("hash").Hex(seal.Hash).Name("kind").Text(seal.Kind);
        if (seal.Link is { } link)
        {
            json.Name("link").Id(link);
        }

        if (seal.Number is { } number)
        {
            json.Name("number").Whole(number);
        }

        json.Name("previous").Hex(previous).Name("recorded").Text(Instant(seal.RecordedAt)).Name("sequence").Whole(seal.Sequence);
        if (seal.Series is { } series)
        {
            json.Name("series").Text(series);
        }

        json.Name("subject").Id(seal.Subject).Name("version").Whole(seal.Version);
        if (seal.Year is { } year)
        {
            json.Name("year").Whole(year);
        }

        json.EndObject();
        return SHA256.HashData(json.Bytes);
    }

    /// <summary>The bytes that a checkpoint's signature is made over.</summary>
    public static byte[] Checkpoint(long sequence, ReadOnlySpan<byte> chain, DateTimeOffset signedAt, string key)
    {
        var json = new CanonicalJson();
        json.BeginObject().Name("chain").Hex(chain).Name("key").Text(key).Name("sequence").Whole(sequence).Name("signed").Text(Instant(signedAt)).EndObject();
        return json.Bytes.ToArray();
    }

    /// <summary>An instant in UTC with microseconds, as PostgreSQL keeps it: <c>2026-11-21T09:30:00.123456Z</c>.</summary>
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Minor(long amount) => amount.ToString(CultureInfo.InvariantCulture);

    private static void Document(CanonicalJson json, DocumentRef document) =>
        json.Name("document").BeginObject().Name("id").Text(document.Id).Name("type").Text(document.Type).EndObject();

    private static void Lines(CanonicalJson json, IReadOnlyList<ResolvedLine> lines)
    {
        json.Name("lines").BeginArray();
        foreach (var line in lines)
        {
            json.BeginObject().Name("credit").Id(line.Credit.Value);
            if (line.CreditSub is { } creditSub)
            {
                json.Name("creditSub").Id(creditSub.Value);
            }

            json.Name("currency").Text(line.Currency).Name("debit").Id(line.Debit.Value);
            if (line.DebitSub is { } debitSub)
            {
                json.Name("debitSub").Id(debitSub.Value);
            }

            if (line.Memo is { } memo)
            {
                json.Name("memo").Text(memo);
            }

            json.Name("minor").Text(Minor(line.Amount));
            if (line.StoreId is { } store)
            {
                json.Name("store").Id(store);
            }

            json.EndObject();
        }

        json.EndArray();
    }
}

/// <summary>A link of the chain.</summary>
/// <param name="Sequence">Place in the chain, from 1.</param>
/// <param name="Kind">What it seals: entry, account, ….</param>
/// <param name="Subject">Its id.</param>
/// <param name="Version">Which state of it.</param>
/// <param name="Hash">SHA-256 of the canonical form of that state.</param>
/// <param name="Series">An entry's series.</param>
/// <param name="Year">An entry's fiscal year.</param>
/// <param name="Number">An entry's number in series and year.</param>
/// <param name="RecordedAt">When it was written.</param>
/// <param name="By">Who wrote it, or null for the program.</param>
/// <param name="Link">What the entries of one call have in common, or null.</param>
internal sealed record Seal(long Sequence, string Kind, Guid Subject, int Version, byte[] Hash, string? Series, int? Year, long? Number, DateTimeOffset RecordedAt, Guid? By, Guid? Link = null);
