using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/labels/print</c>: labels as they come out of the printer; the browser prints them.</summary>
internal sealed class LabelSheetPageModel(LabelQuery query, IPurchasing purchasing) : StockPageModel
{
    private const long Piece = 1_000;

    public LabelAsk Ask { get; private set; } = null!;

    public IReadOnlyList<Label> Labels { get; private set; } = [];

    public IReadOnlyList<string> Unknown { get; private set; } = [];

    /// <summary>A receipt that was asked for and that the caller's stores do not have.</summary>
    public string UnknownReceipt { get; private set; } = "";

    /// <summary>Whether there are more than are printed at once.</summary>
    public bool IsCut { get; private set; }

    public string KindName => ChoiceWords.Of(Ask.Kind);

    /// <summary>The form with what was asked for.</summary>
    public string Back => To("/admin/stock/labels") + Request.QueryString;

    public (IHtmlContent Picture, string Digits) CodeOf(Label label) => label.Lot is null ? LabelCodes.Shelf(label, Ask.IsQr) : LabelCodes.Lot(label);

    public string Off(MarkdownLine line) => "−" + NumberText.Decimal(line.Percent, T.Language) + "%";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.labels_page.title"];
        Ask = LabelAsk.Of(Request);
        var asked = QueryReader.Lenient(Request).Get(ListStock.Store);
        var came = Ask.Receipt is null && Ask.ReceiptText.Length > 0 ? await purchasing.ReceivedAsync(Ask.ReceiptText, cancellationToken) : null;
        // What came is in its own store, at the prices there.
        var receiver = Stores.FirstOrDefault(store => store.Id == came?.Store);
        // A store that is not the caller's is as if none was chosen.
        if ((receiver ?? Stores.FirstOrDefault(store => store.Id == asked) ?? Stores.FirstOrDefault()) is not { } chosen)
        {
            return Missing();
        }

        var lines = receiver is null ? [] : came!.Lines;
        var (found, unknown) = Ask.IsEmpty ? ([], []) : await query.FindAsync(new LabelFilter(Ask.Kind, chosen.Id, Ask.Codes, Ask.Lots, Ask.Receipt, lines, Ask.Category), cancellationToken);
        var isKnown = Ask.Receipt is { } receipt ? await query.IsReceiptAsync(receipt, chosen.Id, cancellationToken) : receiver is not null || Ask.ReceiptText.Length == 0;
        UnknownReceipt = isKnown ? "" : Ask.ReceiptText;
        var counted = found.Select(label => (Label: label, Copies: CopiesOf(label, lines))).ToList();
        (Labels, Unknown, IsCut) = ([.. counted.SelectMany(one => Enumerable.Repeat(one.Label, one.Copies)).Take(LabelQuery.Most)], unknown, counted.Sum(one => (long)one.Copies) > LabelQuery.Most || found.Count == LabelQuery.Most);
        return Page();
    }

    /// <summary>How many labels of a kind: as many as were asked for, or as pieces of it came. What is weighed has one.</summary>
    private int CopiesOf(Label label, IReadOnlyList<ReceivedLine> came)
    {
        var pieces = came.Where(line => line.Variant == label.Item.Variant && (label.Lot is null || line.Lot == label.Lot.Id)).Sum(line => line.Quantity) / Piece;
        return !Ask.IsByPiece || pieces == 0 || label.Item.SellBy == SellBy.Weight ? Ask.Copies : (int)Math.Min(pieces, LabelQuery.Most + 1);
    }
}
