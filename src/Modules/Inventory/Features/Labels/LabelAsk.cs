using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Kernel;
using Aisle.Platform.Http;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What an address says of labels: the form and the print read it alike, so that any page can lead to either.</summary>
/// <param name="Kind">What stands on them.</param>
/// <param name="Sheet">On which paper.</param>
/// <param name="IsQr">Whether the code of the product is a QR code.</param>
/// <param name="Copies">How many of each.</param>
/// <param name="Items">Items as they were typed: ids, our codes, barcodes.</param>
/// <param name="Lots">Lots.</param>
/// <param name="ReceiptText">A receipt of goods as it was typed: its number or its id.</param>
/// <param name="Receipt">That receipt, where it is an id.</param>
/// <param name="IsByPiece">Whether there are as many of each as came with the receipt.</param>
/// <param name="Category">A category, or null.</param>
internal sealed record LabelAsk(LabelKind Kind, LabelSheet Sheet, bool IsQr, int Copies, string Items, IReadOnlyList<LotId> Lots, string ReceiptText, StockPostingId? Receipt, bool IsByPiece, CategoryId? Category)
{
    public const int MostCopies = 50;
    private const int MostText = 4_000;
    private const int MostCodes = 500;
    private static readonly QueryParameter<string> _kind = Query.Choice("kind", "", "shelf", "shelf", "lot", "markdown");
    private static readonly QueryParameter<string> _sheet = Query.Choice("sheet", "", "a4-24", [.. LabelSheet.All.Select(sheet => sheet.Name)]);
    private static readonly QueryParameter<string> _code = Query.Choice("code", "", "ean", "ean", "qr");
    private static readonly QueryParameter<int> _copies = Query.Integer("copies", "", 1, MostCopies, 1);
    private static readonly QueryParameter<string?> _lots = Query.Text("lots", "", MostText);
    private static readonly QueryParameter<string?> _receipt = Query.Text("receipt", "", 40);
    private static readonly QueryParameter<bool> _pieces = Query.Flag("pieces", "");

    /// <summary>The codes, each once.</summary>
    public IReadOnlyList<string> Codes => Words(Items);

    public bool IsEmpty => Codes.Count == 0 && Lots.Count == 0 && ReceiptText.Length == 0 && Category is null;

    public static LabelAsk Of(Microsoft.AspNetCore.Http.HttpRequest request)
    {
        var reader = QueryReader.Lenient(request);
        var receipt = reader.Get(_receipt)?.Trim() ?? "";
        var (kind, sheet, typed) = (Enum.Parse<LabelKind>(reader.Get(_kind), ignoreCase: true), reader.Get(_sheet), request.Query["items"].ToString());
        return new LabelAsk(
            kind, LabelSheet.All.First(one => one.Name == sheet), reader.Get(_code) == "qr", reader.Get(_copies), typed.Length > MostText ? typed[..MostText] : typed,
            [.. Words(reader.Get(_lots) ?? "").Where(word => TypedId.TryParse<LotId>(word, out _)).Select(word => LotId.From(Guid.Parse(word)))], receipt, TypedId.TryParse<StockPostingId>(receipt, out var posting) ? posting : null, reader.Get(_pieces), reader.Get(ListStock.Category));
    }

    private static List<string> Words(string text) => [.. text.Split([',', ';', ' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length <= 48 && !word.Contains('\0', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Take(MostCodes)];
}
