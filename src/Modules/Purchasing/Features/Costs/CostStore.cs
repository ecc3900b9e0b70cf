using System.ComponentModel;
using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Reads what goods cost beyond their receipts.</summary>
internal sealed class CostStore(RowStore rows)
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/goods-receipts/{id}/costs", async ([Description("Id of the receipt.")] string id, HttpContext context, RowStore rows, CostStore costs, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                var wanted = reader.Problems.Take(TypedId.Parse<GoodsReceiptId>(id, "id"));
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
                    : await rows.FindAsync<ReceiptRow>(wanted.Value, cancellationToken) is { } receipt && context.Caller().MayIn(Permissions.OrderRead, receipt.StoreId)
                        ? TaggedAnswer.Of(new CostList(await costs.OfAsync(receipt.Id, cancellationToken)))
                    : new[] { PurchasingErrors.ReceiptUnknown }.ToProblem();
            })
            .WithName("ListGoodsCosts").WithTags("Goods receipts").WithSummary("List costs of a receipt").WithDescription("What the goods cost beyond what was said when they came, with what of it the stock carries.")
            .WithQuery([]).Produces<CostList>().WithProblems(404).WithExample(new CostList([PurchasingExamples.Cost])).Requires(Permissions.OrderRead);

    /// <summary>All costs of a receipt, the oldest first.</summary>
    public async Task<IReadOnlyList<CostDetail>> OfAsync(Guid receipt, CancellationToken cancellationToken) =>
        await DetailsAsync(await rows.ListAsync<CostRow>("receipt_id = $1 order by created_at, id", cancellationToken, receipt), cancellationToken);

    /// <summary>A cost with its lines.</summary>
    public async Task<CostDetail> DetailAsync(CostRow cost, CancellationToken cancellationToken) => (await DetailsAsync([cost], cancellationToken))[0];

    private async Task<IReadOnlyList<CostDetail>> DetailsAsync(IReadOnlyList<CostRow> costs, CancellationToken cancellationToken)
    {
        if (costs.Count == 0)
        {
            return [];
        }

        var lines = (await rows.SelectAsync<NamedLine>("""
            select line.cost_id, line.receipt_line, line.amount, line.kept, came.sku, came.name from purchasing.cost_line line
            join purchasing.receipt_line came on came.receipt_id = line.receipt_id and came.no = line.receipt_line where line.cost_id = any ($1) order by line.receipt_line
            """, cancellationToken, costs.Select(cost => cost.Id).ToArray())).ToLookup(line => line.CostId);
        return [.. costs.Select(cost =>
        {
            var unit = Currency.Get(cost.Currency);
            return new CostDetail(CostRecord.Of(cost), [.. lines[cost.Id].Select(line => new CostLineRecord(line.ReceiptLine, line.Sku, line.Name, new Money(line.Amount, unit), new Money(line.Kept, unit), new Money(line.Amount - line.Kept, unit)))]);
        })];
    }

    private sealed record NamedLine(Guid CostId, int ReceiptLine, long Amount, long Kept, string Sku, LocalText Name);
}
