using Aisle.Contracts.Stores;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/labels/print</c>: labels as they come out of the printer; the browser prints them.</summary>
internal sealed class LabelSheetPageModel(LabelQuery query) : StockPageModel
{
    public LabelAsk Ask { get; private set; } = null!;

    public IReadOnlyList<Label> Labels { get; private set; } = [];

    public IReadOnlyList<string> Unknown { get; private set; } = [];

    /// <summary>A receipt that was asked for and is not one of the store.</summary>
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
        // A store that is not the caller's is as if none was chosen.
        if ((Stores.FirstOrDefault(store => store.Id == asked) ?? Stores.FirstOrDefault()) is not { } chosen)
        {
            return Missing();
        }

        var (found, unknown) = Ask.IsEmpty ? ([], []) : await query.FindAsync(new LabelFilter(Ask.Kind, chosen.Id, Ask.Codes, Ask.Lots, Ask.Receipt, Ask.Category), cancellationToken);
        UnknownReceipt = Ask.ReceiptText.Length > 0 && (Ask.Receipt is not { } receipt || !await query.IsReceiptAsync(receipt, chosen.Id, cancellationToken)) ? Ask.ReceiptText : "";
        List<Label> all = [.. found.SelectMany(label => Enumerable.Repeat(label, Ask.Copies)).Take(LabelQuery.Most)];
        (Labels, Unknown, IsCut) = (all, unknown, found.Count * Ask.Copies > LabelQuery.Most || found.Count == LabelQuery.Most);
        return Page();
    }
}
