using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A leg as it is typed. Sub-account and store of its own are kept as they are: programs write them, the form does not.</summary>
internal sealed record DraftRow(string Account = "", string Debit = "", string Credit = "", string Memo = "", string Sub = "", string Store = "")
{
    public bool IsBlank => Account.Length + Debit.Length + Credit.Length + Memo.Length == 0;
}

/// <summary>A manual entry as it stands in its form.</summary>
internal sealed record DraftForm
{
    /// <summary>Rows that are there to be filled in.</summary>
    private const int FewestRows = 6;

    private const string RowsField = "legs";

    public string Date { get; init; } = "";

    public string Memo { get; init; } = "";

    public string Store { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Series { get; init; } = "";

    public string Corrects { get; init; } = "";

    public string Reverses { get; init; } = "";

    /// <summary>What is filled in; the place of a row here is its place in the entry.</summary>
    public IReadOnlyList<DraftRow> Rows { get; init; } = [];

    /// <summary>How many rows are shown: those filled in, and empty ones.</summary>
    public int Shown { get; init; } = FewestRows;

    public static DraftForm Of(DraftBody body) => new()
    {
        Date = BooksPage.Plain(body.Date),
        Memo = body.Memo,
        Store = body.Store?.ToString() ?? "",
        Kind = body.Kind is { } kind ? Words.Of(kind) : "",
        Series = body.Series ?? "",
        Corrects = body.Corrects?.ToString() ?? "",
        Reverses = body.Reverses?.ToString() ?? "",
        Rows = [.. body.Legs?.Select(Row) ?? body.Lines?.SelectMany(Sides).Select(Row) ?? []],
    };

    public static DraftForm Read(IFormCollection form)
    {
        var places = form.Keys.Where(key => key.StartsWith(RowsField + "[", StringComparison.Ordinal) && key.EndsWith("].account", StringComparison.Ordinal))
            .Select(key => int.TryParse(key[(RowsField.Length + 1)..^"].account".Length], NumberStyles.None, CultureInfo.InvariantCulture, out var place) ? place : -1)
            .Where(place => place >= 0).Order().ToList();
        return new DraftForm
        {
            Date = One("date"), Memo = One("memo"), Store = One("store"), Kind = One("kind"), Series = One("series"), Corrects = One("corrects"), Reverses = One("reverses"),
            Rows = [.. places.Select(place => new DraftRow(Of(place, "account"), Of(place, "debit"), Of(place, "credit"), Of(place, "memo"), Of(place, "sub"), Of(place, "store"))).Where(row => !row.IsBlank)],
            Shown = Math.Max(FewestRows, places.Count - 1),
        };

        string One(string name) => form[name].ToString().Trim();
        string Of(int place, string member) => One(string.Create(CultureInfo.InvariantCulture, $"{RowsField}[{place}].{member}"));
    }

    /// <summary>The rows to show: those filled in, empty ones, and one to spare that the script makes new ones of.</summary>
    public IEnumerable<DraftRow> AllRows() => Rows.Concat(Enumerable.Repeat(new DraftRow(), Math.Max(Shown - Rows.Count, 1) + 1));

    /// <summary>What it says, in the currencies of its accounts; what cannot be read is a fault of its field.</summary>
    public DraftBody Body(Chart chart, EntryId? id, Problems problems)
    {
        var day = Typed.Day(Date, "date", problems);
        problems.Require(day is not null || Date.Length > 0, "body.required", "This is needed.", "date");
        var reverses = Typed.Id<EntryId>(Reverses, "reverses", problems);
        var corrects = Typed.Id<EntryId>(Corrects, "corrects", problems);
        return new DraftBody(
            day ?? default, Memo, id, Series.Length > 0 ? Series : null, corrects is null ? Typed.Choice<EntryKind>(Kind, "kind", problems) : null, Typed.Id<StoreId>(Store, "store", problems),
            Legs: reverses is null ? [.. Rows.Select((row, index) => Leg(row, string.Create(CultureInfo.InvariantCulture, $"{RowsField}[{index}]."), chart, problems))] : null, Reverses: reverses, Corrects: corrects);
    }

    /// <summary>The same in words, for a comparison of two versions.</summary>
    public IEnumerable<(string Label, string Words)> InWords(BooksPage page)
    {
        yield return (page.T["ledger.card.date"], Date);
        yield return (page.T["ledger.card.memo"], Memo);
        yield return (page.T["ledger.statements.store"], TypedId.TryParse<StoreId>(Store, out var store) ? page.NameOf(store) : "");
        yield return (page.T["ledger.entries.lines"], string.Join("; ", Rows.Select(row => string.Join(' ', ((string[])
            [row.Account, row.Debit.Length > 0 ? $"{page.T["ledger.statements.debit"]} {row.Debit}" : "", row.Credit.Length > 0 ? $"{page.T["ledger.statements.credit"]} {row.Credit}" : "", row.Memo]).Where(part => part.Length > 0)))));
    }

    /// <summary>The currency that an account is kept in; that of the books where it is none.</summary>
    public static Currency UnitOf(string account, Chart chart) => chart.Find(AccountText.Read(account), store: null)?.Currency ?? chart.Book!.Currency;

    private static LegBody Leg(DraftRow row, string field, Chart chart, Problems problems)
    {
        var unit = UnitOf(row.Account, chart);
        return new LegBody(
            row.Account.Length > 0 ? row.Account : null, Amount(row.Debit, field + "debit"), Amount(row.Credit, field + "credit"), Typed.Id<SubaccountId>(row.Sub, field + "account", problems),
            Typed.Id<StoreId>(row.Store, field + "account", problems), row.Memo.Length > 0 ? row.Memo : null);

        // People group the digits of large amounts.
        Money? Amount(string text, string name) =>
            text.Length == 0 ? null : problems.Take(Money.Parse(Typed.Digits(text).Replace(",", "", StringComparison.Ordinal), unit), name);
    }

    private static DraftRow Row(LegBody leg) =>
        new(leg.Account ?? "", leg.Debit?.ToAmountString() ?? "", leg.Credit?.ToAmountString() ?? "", leg.Memo ?? "", leg.Sub?.ToString() ?? "", leg.Store?.ToString() ?? "");

    private static IEnumerable<LegBody> Sides(LineBody line) =>
        [new LegBody(line.Debit, line.Amount, Credit: null, line.DebitSub, line.Store, line.Memo), new LegBody(line.Credit, Debit: null, line.Amount, line.CreditSub, line.Store, line.Memo)];
}
