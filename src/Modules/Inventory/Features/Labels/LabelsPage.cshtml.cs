using Aisle.Contracts.Catalog;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Inventory.Features;

/// <summary><c>/admin/stock/labels</c>: which labels are to be printed, and on what.</summary>
internal sealed class LabelsPageModel(ICatalog catalog) : StockPageModel
{
    public LabelAsk Ask { get; private set; } = null!;

    public string Chosen { get; private set; } = "";

    public IReadOnlyList<ListChoice> Categories { get; private set; } = [];

    public string KindName => ChoiceWords.Of(Ask.Kind);

    public IReadOnlyList<ListChoice> Kinds => [.. Enum.GetValues<LabelKind>().Select(kind => new ListChoice(ChoiceWords.Of(kind), T["inventory.label_kind." + ChoiceWords.Of(kind)]))];

    public IReadOnlyList<ListChoice> Sheets => [.. LabelSheet.All.Select(sheet => new ListChoice(sheet.Name, T["inventory.label_sheet." + sheet.Name.Replace('-', '_')]))];

    public IReadOnlyList<ListChoice> CodeKinds => [new ListChoice("ean", T["inventory.labels_page.code_ean"]), new ListChoice("qr", T["inventory.labels_page.code_qr"])];

    public IReadOnlyList<ListChoice> StoreChoices => [.. Stores.Select(store => new ListChoice(store.Id.ToString(), Store(store.Id)))];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadShopAsync(cancellationToken);
        Title = T["inventory.labels_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        Ask = LabelAsk.Of(Request);
        Chosen = QueryReader.Lenient(Request).Get(ListStock.Store)?.ToString() ?? "";
        var tree = await catalog.CategoriesAsync(cancellationToken);
        Categories = [new ListChoice("", T["inventory.labels_page.no_category"]), .. tree.All.Select(one => new ListChoice(one.Id.ToString(), string.Join(" › ", tree.PathTo(one).Select(step => T.Of(step.Name)))))];
    }
}
