using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Makes statements of what moved. Each is one statement to the database, whatever the number of lines in the journal.</summary>
internal sealed class StatementMaker(UnitOfWork work, Texts texts)
{
    private static readonly string[] _vatRoles = ["vat_output", "supplementary_duty", "vat_withheld", "vat_input"];

    /// <summary>Every account with what it had, what moved and what it has. Debits and credits are equal, or the books are wrong.</summary>
    public async Task<Statement> TrialBalanceAsync(Chart chart, StatementQuery query, CancellationToken cancellationToken)
    {
        // Each column twice: what was before its first day, and what moved since.
        var columns = query.Columns.SelectMany(column => (StatementColumn[])[new StatementColumn(null, (column.From ?? DateOnly.MinValue.AddDays(1)).AddDays(-1), column.Store), column]).ToList();
        var figures = await Figures.ReadAsync(work, columns, query.Unit, query.RecordedUntil, withClosing: true, cancellationToken);
        var lines = new List<StatementLine>();
        foreach (var node in AccountTree.Of(chart))
        {
            var leaves = Of(node, query.Unit);
            var cells = Enumerable.Range(0, query.Columns.Count).Select(column => (Opening: Sum(figures, leaves, 2 * column), Moved: Sum(figures, leaves, (2 * column) + 1))).ToList();
            if (IsShown(query, leaves, node, cells.Exists(cell => cell.Opening != default || cell.Moved != default)))
            {
                lines.Add(Line(node, [.. cells.Select(cell => Trial(cell.Opening.Net, cell.Moved, query.Unit))]));
            }
        }

        var all = chart.Accounts.Where(account => !account.IsGroup && account.Currency == query.Unit).ToList();
        lines.Add(new StatementLine(null, Words("ledger.statement.total"), 0, "total",
            [.. Enumerable.Range(0, query.Columns.Count).Select(column => Trial(Sum(figures, all, 2 * column).Net, Sum(figures, all, (2 * column) + 1), query.Unit))]));
        return Told("trial-balance", query, lines);
    }

    /// <summary>What was earned and what it cost. Entries that close a year do not count.</summary>
    public async Task<Statement> ProfitAndLossAsync(Chart chart, StatementQuery query, CancellationToken cancellationToken)
    {
        var figures = await Figures.ReadAsync(work, query.Columns, query.Unit, query.RecordedUntil, withClosing: false, cancellationToken);
        var lines = new List<StatementLine>();
        var income = Section(chart, query, figures, lines, [AccountType.Income], Words("ledger.statement.total_income"), debitIsPlus: false);
        var expense = Section(chart, query, figures, lines, [AccountType.Expense], Words("ledger.statement.total_expenses"), debitIsPlus: true);
        lines.Add(Total(Words("ledger.statement.result"), [.. income.Zip(expense, (earned, spent) => earned - spent)], query.Unit));
        return Told("profit-and-loss", query, lines);
    }

    /// <summary>What the company has, and whose it is, at the end of the last day of each column.</summary>
    public async Task<Statement> BalanceSheetAsync(Chart chart, StatementQuery query, CancellationToken cancellationToken)
    {
        query = query with { Columns = [.. query.Columns.Select(column => column with { From = null })] };
        var figures = await Figures.ReadAsync(work, query.Columns, query.Unit, query.RecordedUntil, withClosing: true, cancellationToken);
        var lines = new List<StatementLine>();
        Section(chart, query, figures, lines, [AccountType.Asset], Words("ledger.statement.total_assets"), debitIsPlus: true);
        var owed = Section(chart, query, figures, lines, [AccountType.Liability], Words("ledger.statement.total_liabilities"), debitIsPlus: false);
        var equity = Section(chart, query, figures, lines, [AccountType.Equity], total: null, debitIsPlus: false);
        // What has been earned and not yet closed into equity.
        var earned = Enumerable.Range(0, query.Columns.Count)
            .Select(column => -chart.Accounts.Where(account => account.Type is AccountType.Income or AccountType.Expense && account.Currency == query.Unit).Sum(account => figures.Of(account.Id, column).Net)).ToList();
        lines.Add(Total(Words("ledger.statement.result_open"), earned, query.Unit));
        var own = equity.Zip(earned, (left, right) => left + right).ToList();
        lines.Add(Total(Words("ledger.statement.total_equity"), own, query.Unit));
        lines.Add(Total(Words("ledger.statement.total_both"), [.. owed.Zip(own, (left, right) => left + right)], query.Unit));
        return Told("balance-sheet", query, lines);
    }

    /// <summary>What was charged to customers and paid to suppliers in tax, and what is owed for it.</summary>
    public async Task<Statement> VatSummaryAsync(Chart chart, StatementQuery query, CancellationToken cancellationToken)
    {
        var columns = query.Columns.SelectMany(column => (StatementColumn[])[new StatementColumn(null, (column.From ?? DateOnly.MinValue.AddDays(1)).AddDays(-1), column.Store), column]).ToList();
        var figures = await Figures.ReadAsync(work, columns, query.Unit, query.RecordedUntil, withClosing: true, cancellationToken);
        var lines = new List<StatementLine>();
        var owed = new decimal[query.Columns.Count];
        foreach (var account in chart.Accounts.Where(account => account.Currency == query.Unit && account.Roles.Any(role => _vatRoles.Contains(role.Role, StringComparer.Ordinal))))
        {
            var cells = Enumerable.Range(0, query.Columns.Count).Select(column => (Opening: figures.Of(account.Id, 2 * column), Moved: figures.Of(account.Id, (2 * column) + 1))).ToList();
            for (var column = 0; column < owed.Length; column++)
            {
                owed[column] -= cells[column].Opening.Net + cells[column].Moved.Net;
            }

            lines.Add(Line(new TreeNode(account, 0, [account]), [.. cells.Select(cell => Trial(cell.Opening.Net, cell.Moved, query.Unit))]));
        }

        lines.Add(Total(Words("ledger.statement.tax_owed"), owed, query.Unit));
        return Told("vat-summary", query, lines);
    }

    private LocalText Words(string key) => LocalText.Create(texts.Languages.Select(language => KeyValuePair.Create(language, (string?)texts.In(language, key))), 200, "name").Value;

    private static List<decimal> Section(Chart chart, StatementQuery query, Figures figures, List<StatementLine> lines, AccountType[] types, LocalText? total, bool debitIsPlus)
    {
        var sums = new decimal[query.Columns.Count];
        foreach (var node in AccountTree.Of(chart).Where(node => types.Contains(node.Account.Type)))
        {
            var leaves = Of(node, query.Unit);
            var amounts = Enumerable.Range(0, sums.Length).Select(column => Signed(Sum(figures, leaves, column))).ToList();
            for (var column = 0; column < sums.Length && !node.Account.IsGroup; column++)
            {
                sums[column] += amounts[column];
            }

            if (IsShown(query, leaves, node, amounts.Exists(amount => amount != 0)))
            {
                lines.Add(Line(node, [.. amounts.Select(amount => new StatementCell(null, null, null, Sums.Text(amount, query.Unit)))]));
            }
        }

        if (total is not null)
        {
            lines.Add(Total(total, sums, query.Unit));
        }

        return [.. sums];

        decimal Signed(Moved moved) => debitIsPlus ? moved.Net : -moved.Net;
    }

    private static bool IsShown(StatementQuery query, IReadOnlyList<Account> leaves, TreeNode node, bool hasMoved) =>
        hasMoved || (query.WithEmpty && leaves.Count > 0 && node.Account.ClosedAt is null);

    private static List<Account> Of(TreeNode node, Currency unit) => [.. node.Leaves.Where(leaf => leaf.Currency == unit)];

    private static Moved Sum(Figures figures, IReadOnlyList<Account> accounts, int column) => accounts.Aggregate(default(Moved), (sum, account) => sum + figures.Of(account.Id, column));

    private static StatementCell Trial(decimal opening, Moved moved, Currency unit) =>
        new(Sums.Text(opening, unit), Sums.Text(moved.Debit, unit), Sums.Text(moved.Credit, unit), Sums.Text(opening + moved.Net, unit));

    private static StatementLine Line(TreeNode node, IReadOnlyList<StatementCell> cells) =>
        new(node.Account.Code, node.Account.Name, node.Level, node.Account.IsGroup ? "group" : "account", cells);

    private static StatementLine Total(LocalText name, IReadOnlyList<decimal> sums, Currency unit) =>
        new(null, name, 0, "total", [.. sums.Select(sum => new StatementCell(null, null, null, Sums.Text(sum, unit)))]);

    private static Statement Told(string name, StatementQuery query, IReadOnlyList<StatementLine> lines) => new(
        name, query.Unit.Code, query.RecordedUntil, [.. query.Columns.Select(column => new StatementHead(column.From, column.To, column.Store))], lines);
}
