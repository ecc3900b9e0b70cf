using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/accounts</c>: the chart as a tree, with what is on each account today. Who works in some stores sees what is on it of those.</summary>
internal sealed class AccountsPageModel(OpenBooks books, IStores stores, UnitOfWork work, TimeProvider time) : AdminPage
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "open", "open", "all");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    /// <summary>The list; null where there are no books yet.</summary>
    public ListView? List { get; private set; }

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.AccountEdit.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["ledger.accounts.title"];
        var read = await books.ChartAsync(cancellationToken);
        if (read.IsFailure)
        {
            return Fail(read.Errors);
        }

        var (reader, chart) = (QueryReader.Lenient(Request), read.Value);
        var nodes = Find(chart, reader);
        var sums = await SumsAsync(cancellationToken);
        List = new ListView
        {
            Key = "accounts",
            Path = To("/admin/books/accounts"),
            Words = reader.Get(_words) ?? "",
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Filters = [new ListFilter("state", T["ledger.accounts.state"], [new ListChoice("open", T["ledger.accounts.only_open"]), new ListChoice("all", T["ledger.accounts.with_closed"])], reader.Get(_state))],
            Columns =
            [
                new ListColumn("account", T["ledger.statements.account"]), new ListColumn("type", T["ledger.accounts.type"]), new ListColumn("roles", T["ledger.accounts.roles"]),
                new ListColumn("balance", T["ledger.accounts.balance_today"], IsNumber: true), new ListColumn("dimensions", T["ledger.accounts.marks"], IsShown: false), new ListColumn("edit", T["ledger.accounts.details"]),
            ],
            Rows = [.. nodes.Select(node => Row(node, sums(node), chart.Book!.Currency))],
            Empty = T["ledger.accounts.none"],
            Total = nodes.Count,
        };
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        var chart = await books.ChartAsync(cancellationToken);
        return chart.IsFailure ? Missing() : new CsvAnswer(
            "accounts.csv", ["code", .. T.Languages.Select(language => "name_" + language), "parent", "type", "normal_side", "group", "subaccounts", "currency", "store", "roles", "dimensions", "closed_at", "balance"],
            RowsAsync(chart.Value, Find(chart.Value, QueryReader.Lenient(Request)), cancellationToken));
    }

    /// <summary>What is asked for, each below its headings: an account without them would not say where it stands.</summary>
    private static IReadOnlyList<TreeNode> Find(Chart chart, QueryReader reader)
    {
        var (words, withClosed) = (Typed.Digits(reader.Get(_words) ?? ""), reader.Get(_state) is "all");
        var found = chart.Accounts.Where(account => withClosed || account.ClosedAt is null).Where(account =>
            words.Length == 0 || account.Code.StartsWith(words, StringComparison.OrdinalIgnoreCase) || account.Name.All.Values.Any(name => Typed.Digits(name).Contains(words, StringComparison.OrdinalIgnoreCase))).ToList();
        var shown = found.ToHashSet();
        foreach (var account in found)
        {
            for (var above = account.ParentId; above is { } id && chart.Find(id) is { } heading && shown.Add(heading); above = heading.ParentId)
            {
            }
        }

        return [.. AccountTree.Of(chart).Where(node => shown.Contains(node.Account))];
    }

    /// <summary>What is on an account and those below it, on its normal side, in minor units of its own currency.</summary>
    private async Task<Func<TreeNode, decimal>> SumsAsync(CancellationToken cancellationToken)
    {
        var scope = Caller.Rights.ScopeOf(Permissions.Read.Name);
        var today = Today.Of(await stores.ShopAsync(cancellationToken), time);
        List<StatementColumn> columns = scope.Stores is { } mine ? [.. mine.Select(store => new StatementColumn(null, today, StoreId.From(store)))] : [new StatementColumn(null, today, null)];
        var figures = await Figures.ReadAsync(work, columns, unit: null, known: null, withClosing: true, cancellationToken);
        return node => (node.Account.NormalSide == Side.Debit ? 1 : -1) * node.Leaves.Where(leaf => leaf.Currency == node.Account.Currency).Sum(leaf => Enumerable.Range(0, columns.Count).Sum(column => figures.Of(leaf.Id, column).Net));
    }

    private ListRow Row(TreeNode node, decimal sum, Currency usual)
    {
        var account = node.Account;
        var edit = To("/admin/books/accounts/" + account.Code);
        var (code, name) = (T.Digits(account.Code), T.Of(account.Name));
        return new ListRow(account.Code, account.IsGroup ? edit : To("/admin/books/card/" + account.Code), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["account"] = Cell(cell =>
            {
                cell.AppendHtml(string.Create(CultureInfo.InvariantCulture, $"<span class=\"acc level-{node.Level}{(account.IsGroup ? " heading" : "")}\"><span class=\"code\">")).Append(code).AppendHtml("</span> <span>").Append(name);
                cell.AppendHtml("</span> ");
                if (account.ClosedAt is not null)
                {
                    cell.AppendHtml(ListView.Badge(T["ledger.accounts.closed"], "secondary"));
                }

                if (ControlAccounts.PartOf(account) is not null)
                {
                    cell.AppendHtml(ListView.Badge(T["ledger.accounts.control"], "blue"));
                }

                cell.AppendHtml("</span>");
            }),
            ["type"] = T["ledger.account_type." + Words.Of(account.Type)],
            ["roles"] = account.Roles.Count == 0 ? null : Cell(cell =>
            {
                cell.AppendHtml("<span class=\"roles\">");
                foreach (var role in account.Roles)
                {
                    cell.AppendHtml("<code>").Append(AccountForm.NameOf(role)).AppendHtml("</code> ");
                }

                cell.AppendHtml("</span>");
            }),
            ["balance"] = Cell(cell =>
            {
                cell.AppendHtml(sum == 0 ? "<span class=\"figure zero\">" : node.Account.IsGroup ? "<span class=\"figure heading\">" : "<span class=\"figure\">");
                cell.Append(MoneyText.Figure(Sums.Text(sum, account.Currency), account.Currency, T.Language)).Append(account.Currency == usual ? "" : " " + account.Currency.Code).AppendHtml("</span>");
            }),
            ["dimensions"] = string.Join(", ", account.Dimensions.Select(mark => $"{mark.Key}: {mark.Value}")),
            ["edit"] = Cell(cell => cell.AppendHtml("<a class=\"acc-edit\" href=\"").Append(edit).AppendHtml("\">").Append(T[MayEdit ? "ledger.accounts.edit" : "ledger.accounts.view"]).AppendHtml("<span class=\"visually-hidden\"> ").Append($"{code} {name}").AppendHtml("</span></a>")),
        });
    }

    private static HtmlContentBuilder Cell(Action<HtmlContentBuilder> fill)
    {
        var cell = new HtmlContentBuilder();
        fill(cell);
        return cell;
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync(Chart chart, IReadOnlyList<TreeNode> nodes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sums = await SumsAsync(cancellationToken);
        var shop = await stores.ShopAsync(cancellationToken);
        foreach (var node in nodes)
        {
            var account = node.Account;
            yield return
            [
                account.Code, .. T.Languages.Select(language => account.Name.Has(language) ? account.Name.In(language) : null), account.ParentId is { } parent ? chart.Find(parent)?.Code : null,
                Words.Of(account.Type), Words.Of(account.NormalSide), account.IsGroup ? "true" : "false", account.HasSubaccounts ? "true" : "false", account.Currency.Code,
                account.StoreId is { } id ? shop?.Stores.FirstOrDefault(store => store.Id == id)?.Code : null, string.Join(' ', account.Roles.Select(AccountForm.NameOf)),
                string.Join(' ', account.Dimensions.Select(mark => $"{mark.Key}={mark.Value}")), account.ClosedAt?.ToString("O", CultureInfo.InvariantCulture), Sums.Text(sums(node), account.Currency),
            ];
        }
    }
}
