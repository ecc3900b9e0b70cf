using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A side of an entry as accountants read it: an account with a debit or a credit.</summary>
/// <param name="Account">The account.</param>
/// <param name="Store">Store, or null.</param>
/// <param name="Memo">What it is, or null.</param>
/// <param name="Unit">Its currency.</param>
/// <param name="Debit">Debit in minor units, whose sum may be larger than one amount can be; null on the other side.</param>
/// <param name="Credit">Credit.</param>
internal sealed record EntrySide(LineAccount Account, StoreId? Store, string? Memo, Currency Unit, decimal? Debit, decimal? Credit)
{
    /// <summary>The sides of lines, debits first; what goes to one account for one reason is one side.</summary>
    public static IReadOnlyList<EntrySide> Of(IEnumerable<(LineAccount Debit, LineAccount Credit, Money Amount, StoreId? Store, string? Memo)> lines)
    {
        var all = lines.ToList();
        return
        [
            .. Grouped(all.Select(line => (line.Debit, line.Amount, line.Store, line.Memo))).Select(side => side.Of with { Debit = side.Sum }),
            .. Grouped(all.Select(line => (line.Credit, line.Amount, line.Store, line.Memo))).Select(side => side.Of with { Credit = side.Sum }),
        ];
    }

    public static IReadOnlyList<EntrySide> Of(IEnumerable<EntryLine> lines) => Of(lines.Select(line => (line.Debit, line.Credit, line.Amount, line.Store, line.Memo)));

    private static IEnumerable<(EntrySide Of, decimal Sum)> Grouped(IEnumerable<(LineAccount Account, Money Amount, StoreId? Store, string? Memo)> sides) => sides
        .GroupBy(side => (side.Account.Code, side.Account.Sub, side.Store, side.Memo, side.Amount.Currency))
        .Select(group => (
            new EntrySide(group.First().Account, group.Key.Store, group.Key.Memo, group.Key.Currency, Debit: null, Credit: null),
            group.Sum(side => (decimal)side.Amount.Minor)));
}

/// <summary>Sides to be shown, with their sums.</summary>
/// <param name="Page">The page they stand on.</param>
/// <param name="Sides">The sides.</param>
/// <param name="Day">The day they are of.</param>
internal sealed record SidesView(BooksPage Page, IReadOnlyList<EntrySide> Sides, DateOnly Day)
{
    /// <summary>Both sides in each currency.</summary>
    public IEnumerable<(Currency Unit, decimal Debit, decimal Credit)> Totals =>
        Sides.GroupBy(side => side.Unit).Select(group => (group.Key, group.Sum(side => side.Debit ?? 0), group.Sum(side => side.Credit ?? 0)));

    public string Figure(decimal? minor, Currency unit) => minor is { } amount ? MoneyText.Figure(Sums.Text(amount, unit), unit, Page.T.Language) : "";
}
