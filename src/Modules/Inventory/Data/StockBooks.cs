using System.Buffers.Binary;
using System.Security.Cryptography;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Data;

/// <summary>Writes into the books what a posting was worth, by the posting rule of its kind.</summary>
internal sealed class StockBooks(ILedger ledger)
{
    /// <summary>The purpose of the second entry: goods that were sold before they came turned out to cost more or less.</summary>
    public const string SoldBefore = "sold-before";

    public async Task<Result> PostAsync(NewStockPosting posting, IReadOnlyList<WrittenPart> parts, Currency currency, CancellationToken cancellationToken)
    {
        var documents = Documents(posting, parts, currency).ToList();
        return documents.Count == 0 ? Result.Success : await ledger.PostDocumentsWithCommitAsync(documents, cancellationToken);
    }

    /// <summary>Writes off what was sent to a store and never arrived: out of what is on its way, at what it was sent for.</summary>
    public async Task<Result> LoseAsync(EntryId id, DocumentRef document, DeskStore at, string number, string reason, long lost, CancellationToken cancellationToken)
    {
        var facts = new Facts().Set("number", number).Set("reason", reason).Set("lost", new Money(lost, at.Currency));
        return lost == 0 ? Result.Success : await ledger.PostDocumentsWithCommitAsync([new NewDocument(id, document, at.Day, facts, at.Store.Id) { Rule = "transfer_loss" }], cancellationToken);
    }

    /// <summary>An id that follows from another one and a purpose, for a second entry of the same document (RFC 9562, version 8).</summary>
    public static EntryId Derived(StockPostingId id, string purpose)
    {
        Span<byte> bytes = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{id}/{purpose}"), bytes);
        // In the place of the time, so that entries stay in their order: the time of the posting itself.
        Span<byte> own = stackalloc byte[16];
        id.Value.TryWriteBytes(own, bigEndian: true, out _);
        own[..6].CopyTo(bytes);
        bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return EntryId.From(new Guid(bytes[..16], bigEndian: true));
    }

    private static IEnumerable<NewDocument> Documents(NewStockPosting posting, IReadOnlyList<WrittenPart> parts, Currency currency)
    {
        var own = parts.Where(part => part.Line is not null).ToList();
        var (net, came, went) = (own.Sum(part => part.Value), own.Where(part => part.Quantity > 0).Sum(part => part.Value), -own.Where(part => part.Quantity < 0).Sum(part => part.Value));
        Money Of(long minor) => new(minor, currency);
        NewDocument Document(string rule, Facts facts) =>
            new(EntryId.From(posting.Id.Value), posting.Document, posting.Date, facts.Set("number", posting.Number), posting.Store) { Rule = rule };

        switch (posting.Kind)
        {
            case StockKind.Sale or StockKind.SaleReturn when net != 0:
                yield return Document("cost_of_goods_sold", new Facts().Set("cost", Of(-net)));
                break;
            case StockKind.Receipt when net != 0:
                yield return Document("goods_receipt", new Facts().Set("cost", Of(net)));
                break;
            case StockKind.SupplierReturn when net != 0 || posting.Agreed is { IsZero: false }:
                yield return Document("goods_receipt", new Facts().Set("cost", Of(net)).Set("variance", Of(-net - (posting.Agreed?.Minor ?? -net))));
                break;
            case StockKind.Adjustment when posting.Document.Type == "stock_opening":
                if (net != 0)
                {
                    yield return Document("stock_opening", new Facts().Set("value", Of(net)));
                }

                break;
            case StockKind.Adjustment or StockKind.Count when came != 0 || went != 0:
                yield return Document("stock_adjustment", new Facts().Set("reason", posting.Reason ?? "count").Set("lost", Of(went)).Set("found", Of(came)));
                break;
            case StockKind.TransferOut when went != 0:
                yield return Document("stock_transfer", new Facts().Set("from", posting.Store).Set("sent", Of(went)));
                break;
            case StockKind.TransferIn when came != 0:
                yield return Document("stock_transfer", new Facts().Set("to", posting.Store).Set("received", Of(came)));
                break;
            case StockKind.Revaluation when posting.Lines.Sum(line => line.Value!.Value.Minor) - net is var gone && (net != 0 || gone != 0):
                var side = ChoiceWords.Of(posting.Cost!.Owed);
                yield return Document("stock_revaluation", new Facts().Set("reason", posting.Reason ?? side).Set(side + "_kept", Of(net)).Set(side + "_sold", Of(gone))) with { Corrects = posting.Cost.Corrects };
                break;
        }

        // What was sold before it came was sold at a cost that was a guess; now it is known.
        if (parts.Where(part => part.Line is null).Sum(part => part.Value) is not 0 and var corrected)
        {
            yield return Document("cost_of_goods_sold", new Facts().Set("cost", Of(-corrected))) with { Id = Derived(posting.Id, SoldBefore) };
        }
    }
}
