using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary><c>/admin/books/accounts/{code}</c>: an account of the chart; <c>new</c> opens one. It is closed and opened again here too.</summary>
internal sealed class AccountPageModel(OpenBooks books, IStores stores, SaveAccount save, CloseAccount close) : AdminPage
{
    private Chart _chart = null!;

    /// <summary>What is saved; null for a new one.</summary>
    public Account? Account { get; private set; }

    public AccountForm Form { get; private set; } = new();

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public IReadOnlyList<StoreRecord> Stores { get; private set; } = [];

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.AccountEdit.Name);

    /// <summary>The open headings, each as far to the right as it is deep.</summary>
    public IReadOnlyList<ListChoice> ParentChoices =>
        [new("", "–"), .. AccountTree.Of(_chart).Where(node => node.Account is { IsGroup: true, ClosedAt: null }).Select(node => new ListChoice(node.Account.Code, $"{new string('\u2003', node.Level)}{NameOf(node.Account)}"))];

    public IReadOnlyList<ListChoice> CurrencyChoices =>
        [.. Currency.All.Append(Currency.Points).Select(unit => unit.Code).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(code => new ListChoice(code, code))];

    public IReadOnlyList<ListChoice> StoreChoices => [new("", T["ledger.statements.all_stores"]), .. Stores.Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}"))];

    /// <summary>The heading it stands below; null for an outermost one.</summary>
    public Account? Parent => Account?.ParentId is { } id ? _chart.Find(id) : null;

    public async Task<IActionResult> OnGetAsync([FromRoute] string code, string? parent, CancellationToken cancellationToken)
    {
        if (await LoadAsync(code, cancellationToken) is { } refused)
        {
            return refused;
        }

        Show();
        Form = Account is null && parent is not null ? Form with { Parent = parent } : Form;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string code, int version, CancellationToken cancellationToken)
    {
        if (await LoadAsync(code, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (!MayEdit)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        (Form, Version) = (AccountForm.Read(Request.Form, T.Languages), version);
        var problems = new Problems();
        var request = WriteRequest.ForPage(HttpContext, version);
        var body = Account is null ? null : Form.Body(problems);
        var added = Account is null ? Form.NewBody(problems) : null;
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var done = added is not null ? await save.AddAsync(added, request) : await save.EditAsync(body!, request);
        if (done.IsSuccess)
        {
            return Done(T["ledger.accounts.saved", $"{T.Digits(done.Value.Code)} {T.Of(done.Value.Name)}"], "/admin/books/accounts/" + done.Value.Code);
        }

        if (Account is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            // Saving again is on what is there now: they have seen it.
            Version = there.Version;
            Conflict = [.. AccountForm.Of(there, _chart).InWords(T, StoreOf).Zip(Form.InWords(T, StoreOf), (theirs, mine) => new ConflictRow(theirs.Label, theirs.Words, mine.Words))];
        }

        // A code that is taken is a fault of the field it was typed into.
        return Fail([.. done.Errors.Select(fault => fault.Code is "ledger.account_code_taken" ? fault with { Field = "code" } : fault)]);
    }

    public Task<IActionResult> OnPostCloseAsync([FromRoute] string code, CancellationToken cancellationToken) => ActAsync(code, close.CloseAsync, "ledger.accounts.closed_done", cancellationToken);

    public Task<IActionResult> OnPostReopenAsync([FromRoute] string code, CancellationToken cancellationToken) => ActAsync(code, close.ReopenAsync, "ledger.accounts.reopened_done", cancellationToken);

    public string NameOf(Account account) => $"{T.Digits(account.Code)} {T.Of(account.Name)}";

    public string StoreOf(string id) => StoreChoices.FirstOrDefault(store => string.Equals(store.Value, id, StringComparison.Ordinal))?.Label ?? id;

    private async Task<IActionResult> ActAsync(string code, Func<WriteRequest, Task<Result<AccountAnswer>>> act, string notice, CancellationToken cancellationToken)
    {
        if (await LoadAsync(code, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (Account is null)
        {
            return Missing();
        }

        var done = await act(WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Done(T[notice, NameOf(Account)], "/admin/books/accounts/" + code);
        }

        Show();
        return Fail(done.Errors);
    }

    /// <summary>Puts what is saved into the fields.</summary>
    private void Show() => (Form, Version) = Account is { } account ? (AccountForm.Of(account, _chart), account.Version) : (new AccountForm { Currency = _chart.Book!.Currency.Code }, 0);

    /// <summary>Reads what the page is about; answers where it is not for this caller.</summary>
    private async Task<IActionResult?> LoadAsync(string code, CancellationToken cancellationToken)
    {
        Crumbs = [new AdminCrumb(T["ledger.accounts.title"], "/admin/books/accounts")];
        var isNew = string.Equals(code, "new", StringComparison.Ordinal);
        var read = await books.ChartAsync(cancellationToken);
        if (read.IsFailure || (!isNew && read.Value.Find(code) is null))
        {
            return Missing();
        }

        (_chart, Account) = (read.Value, isNew ? null : read.Value.Find(code));
        Stores = (await stores.ShopAsync(cancellationToken))?.Stores ?? [];
        Title = Account is null ? T["ledger.accounts.new"] : NameOf(Account);
        return isNew && !MayEdit ? StatusCode(StatusCodes.Status403Forbidden) : null;
    }
}
