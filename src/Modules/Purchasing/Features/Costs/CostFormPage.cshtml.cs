using Aisle.Contracts.Inventory;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A row of the form: a line of the receipt, what falls to it, and what a preview says of it.</summary>
internal sealed record CostFormRow(ReceiptLineRecord Line, string Amount, string? Said);

/// <summary><c>/admin/purchasing/receipts/{id}/cost</c>: a cost is spread over the lines of a receipt, looked at, and written.</summary>
internal sealed class CostFormPageModel(ReceiptStore receipts, WriteCost write, IInventory inventory, PurchasingClock clock) : AdminPage
{
    private readonly Dictionary<int, int> _places = [];

    public ReceiptRecord Receipt { get; private set; } = null!;

    /// <summary>The lines of which something was taken in.</summary>
    public IReadOnlyList<CostFormRow> Lines { get; private set; } = [];

    /// <summary>Id of a new cost: a form that is sent twice writes one.</summary>
    public string Key { get; private set; } = "";

    public IReadOnlyList<ListChoice> Kinds => [.. CostSpread.Kinds.Select(kind => new ListChoice(kind, T["purchasing.cost_kind." + kind]))];

    public IReadOnlyList<ListChoice> Spreads => [.. CostSpread.Ways.Select(way => new ListChoice(way, T["purchasing.cost_spread." + way]))];

    public int PlaceOf(int row) => _places.GetValueOrDefault(row, -1);

    public string Value(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    /// <summary>How it is spread: a price is always by hand.</summary>
    private string Way => Value("kind") == CostSpread.Price ? CostSpread.ByHand : Value("spread");

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostPreviewAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var body = Read(problems);
        List<SpreadLine> over = [.. Lines.Select(row => new SpreadLine(row.Line.No, (long)(row.Line.Quantity * 1_000m), row.Line.Value.Minor))];
        problems.Require(problems.Any || Way == CostSpread.ByHand || CostSpread.Fits(Way, over), "cost.nothing", "Nothing came that could carry this; spread it in another way.", "spread");
        if (problems.Any)
        {
            return Fail(problems.Errors.ToArray());
        }

        var hand = (body.Lines ?? []).ToDictionary(line => line.Line, line => line.Amount);
        var falls = Way == CostSpread.ByHand ? [.. Lines.Select(row => hand.GetValueOrDefault(row.Line.No, Money.Zero(Receipt.Value.Currency)))] : CostSpread.Over(Way, body.Amount!.Value, over);
        // What is there now: by the time it is written, more may be sold.
        var there = (await inventory.LevelsAsync([.. Lines.Select(row => row.Line.VariantId).Distinct()], Receipt.StoreId, cancellationToken)).ToDictionary(level => level.Variant, level => Math.Max(0, level.OnHand));
        Lines = [.. Lines.Zip(falls, (row, amount) =>
        {
            var came = (long)(row.Line.Quantity * 1_000m);
            var here = Math.Min(came, there.GetValueOrDefault(row.Line.VariantId));
            there[row.Line.VariantId] = there.GetValueOrDefault(row.Line.VariantId) - here;
            return row with { Amount = amount.IsZero ? "" : amount.ToAmountString(), Said = T["purchasing.cost_page.said", BuyWords.Units(T, Body.Units(here), row.Line.Unit), BuyWords.Units(T, row.Line.Quantity, row.Line.Unit)] };
        })];
        ModelState.Clear();
        return Page();
    }

    public async Task<IActionResult> OnPostWriteAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var body = Read(problems);
        var done = problems.Any ? problems.Errors.ToArray() : await write.RunAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["purchasing.cost_page.done", done.Value.Cost.Number], $"/admin/purchasing/receipts/{Receipt.Id}") : Fail(done.Errors);
    }

    /// <summary>What was typed. Lines count where it is spread by hand; an amount that is left empty there is their sum.</summary>
    private CostBody Read(Problems problems)
    {
        var unit = Receipt.Value.Currency;
        List<CostLineBody> lines = [];
        for (var index = 0; Way == CostSpread.ByHand && index < Lines.Count; index++)
        {
            if (Lines[index].Amount.Trim().Length > 0)
            {
                _places[index] = lines.Count;
                lines.Add(new CostLineBody(Lines[index].Line.No, BuyWords.Typed(Lines[index].Amount, FormattableString.Invariant($"lines[{lines.Count}].amount"), unit, problems)));
            }
        }

        Money? amount = Value("amount").Trim().Length > 0 ? BuyWords.Typed(Value("amount"), "amount", unit, problems) : null;
        problems.Require(amount is not null || Way == CostSpread.ByHand || problems.Any, "text.required", "A value is needed.", "amount");
        return new CostBody(Value("kind"), amount, Way, lines.Count > 0 ? lines : null, Value("note"), Typed.Id<GoodsCostId>(Key, "key", problems));
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<GoodsReceiptId>(id, out var wanted) || await receipts.DetailAsync(wanted.Value, cancellationToken) is not { } found || !Caller.MayIn(Permissions.CostWrite, found.Receipt.StoreId))
        {
            return false;
        }

        (Receipt, Title) = (found.Receipt, T["purchasing.cost_page.title"]);
        Key = Request.HasFormContentType ? Value("key") : clock.New<GoodsCostId>().ToString();
        Lines = [.. found.Lines.Where(line => line.Quantity > 0).Select((line, index) => new CostFormRow(line, Value(FormattableString.Invariant($"line[{index}]")), Said: null))];
        Crumbs = [new AdminCrumb(T["purchasing.receipts_page.title"], "/admin/purchasing/receipts"), new AdminCrumb(found.Receipt.Number, $"/admin/purchasing/receipts/{found.Receipt.Id}")];
        return true;
    }
}
