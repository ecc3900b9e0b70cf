using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>What is to be ordered of what was advised.</summary>
/// <param name="StoreId">For which store.</param>
/// <param name="Lines">What, 1 to 5,000 lines.</param>
/// <param name="Id">Made by the caller: the same again drafts nothing more and answers the same.</param>
internal sealed record ReorderBody(StoreId StoreId, IReadOnlyList<ReorderLineBody> Lines, ReorderId? Id = null);

/// <summary>A line of it.</summary>
/// <param name="VariantId">Of what.</param>
/// <param name="SupplierId">From whom.</param>
/// <param name="Packs">How many packs of that supplier, whole ones.</param>
internal sealed record ReorderLineBody(VariantId VariantId, SupplierId SupplierId, long Packs);

/// <summary>The orders that were drafted, by the code of their supplier.</summary>
/// <param name="Orders">One a supplier, more where it has more than 1,000 lines.</param>
internal sealed record ReorderAnswer(IReadOnlyList<AdviceOrder> Orders);

/// <summary>An order that was drafted.</summary>
/// <param name="Id">Id.</param>
/// <param name="Number">Number that people say.</param>
/// <param name="SupplierId">From whom.</param>
/// <param name="Supplier">What they are called.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="Total">All of them, without tax.</param>
internal sealed record AdviceOrder(PurchaseOrderId Id, string Number, SupplierId SupplierId, string Supplier, int Lines, Money Total);

/// <summary>Makes drafts of orders of what was advised, one a supplier, all or none.</summary>
internal sealed partial class DraftAdvice(UnitOfWork work, IPurchasing purchasing, ShopFacts shop, CallerContext caller)
{
    public const int MostLines = 5_000;

    /// <summary>Most lines of an order.</summary>
    private const int MostOfOrder = 1_000;

    private const long MostPacks = 1_000_000_000;

    public static void Map(IEndpointRouteBuilder api) => api.MapPost<DraftAdvice, ReorderBody, ReorderAnswer>("/inventory/reorder-advice/drafts", (use, body, request) => use.RunAsync(body, request))
        .WithName(nameof(DraftAdvice)).WithTags("Stock").WithSummary("Draft orders of what was advised")
        .WithDescription("One order a supplier, as their list has packs and prices today; all of them or none. The same id again answers the same orders. It needs the right to write purchase orders too.")
        .WithExample(AdviceExamples.Drafted).Requires(Permissions.AdviceDraft);

    public async Task<Result<ReorderAnswer>> RunAsync(ReorderBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.AdviceDraft, body.StoreId))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        problems.Require(body.Id?.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        problems.Require(body.Lines.Count is > 0 and <= MostLines, "inventory.lines", $"There are 1 to {MostLines} lines.", "lines");
        for (var index = 0; index < body.Lines.Count && problems.Errors.Count < 100; index++)
        {
            problems.Require(body.Lines[index].Packs is > 0 and <= MostPacks, "inventory.packs", "A line is of 1 to 10^9 whole packs.", FormattableString.Invariant($"lines[{index}].packs"));
        }

        problems.Require(body.Lines.DistinctBy(line => (line.VariantId, line.SupplierId)).Count() == body.Lines.Count, "inventory.line_twice", "The same product stands twice for the same supplier.", "lines");
        return problems.Any ? problems.Errors.ToArray() : await work.RunAsync(stop => DraftAsync(body, stop), request.Stop);
    }

    private async Task<Result<ReorderAnswer>> DraftAsync(ReorderBody body, CancellationToken cancellationToken)
    {
        var id = (body.Id ?? shop.New<ReorderId>()).Value;
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, JsonDefaults.Options));
        // Who asks for the same at the same moment waits here, and finds what the one before has drafted.
        await using (var alone = (await work.CommandAsync("select pg_advisory_xact_lock(hashtextextended('inventory.reorder/' || $1::text, 0))", cancellationToken)).With(id))
        {
            await alone.ExecuteNonQueryAsync(cancellationToken);
        }

        if (await FindAsync(new ReorderId(id), cancellationToken) is { } known)
        {
            return hash.AsSpan().SequenceEqual(known.Hash) ? known.Answer : InventoryErrors.Contradiction;
        }

        var lines = body.Lines.Select((line, index) => (Line: line, Index: index)).ToList();
        var orders = lines.GroupBy(one => one.Line.SupplierId).OrderBy(group => group.Key.Value).SelectMany(group => group.Chunk(MostOfOrder).Select(chunk => (Supplier: group.Key, Lines: chunk))).ToList();
        var drafted = await purchasing.DraftAsync(
            [.. orders.Select(order => new NewPurchaseDraft(shop.New<PurchaseOrderId>(), order.Supplier, body.StoreId, [.. order.Lines.Select(one => new NewPurchaseDraftLine(one.Line.VariantId, one.Line.Packs))]))], cancellationToken);
        if (drafted.IsFailure)
        {
            return drafted.Errors.Select(error => error with { Field = FieldOf(error.Field, orders.ConvertAll(order => order.Lines.Select(one => one.Index).ToArray())) }).ToArray();
        }

        var made = drafted.Value.OrderBy(order => order.Supplier.Code, StringComparer.Ordinal).Select(order => new AdviceOrder(order.Id, order.Number, order.Supplier.Id, order.Supplier.Name, order.Lines, order.Total)).ToList();
        await using var insert = (await work.CommandAsync("insert into inventory.reorder (id, store_id, hash, orders, drafted_by, created_at) values ($1, $2, $3, $4::jsonb, $5, $6)", cancellationToken))
            .With(id, body.StoreId.Value, hash, JsonSerializer.Serialize(made, JsonDefaults.Options), caller.Caller.Id, shop.Now);
        await insert.ExecuteNonQueryAsync(cancellationToken);
        work.Audit(new AuditEntry("inventory.advice.draft", "inventory.reorder", id.ToString(), string.Join(", ", made.Take(5).Select(order => order.Number)), After: new { orders = made.Select(order => order.Number), lines = body.Lines.Count }, StoreId: body.StoreId.Value));
        return new ReorderAnswer(made);
    }

    /// <summary>What was drafted under an id, and the hash of what was asked for; null for nothing.</summary>
    public async Task<(byte[] Hash, ReorderAnswer Answer)?> FindAsync(ReorderId id, CancellationToken cancellationToken)
    {
        await using var find = (await work.CommandAsync("select hash, orders::text from inventory.reorder where id = $1", cancellationToken)).With(id.Value);
        await using var reader = await find.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetFieldValue<byte[]>(0), new ReorderAnswer(reader.Json<List<AdviceOrder>>(1))) : null;
    }

    /// <summary>The line that was asked for, of a line of an order; what is wrong with a whole order stands at its first line.</summary>
    private static string FieldOf(string? field, List<int[]> orders)
    {
        if (DraftField().Match(field ?? "") is not { Success: true } match)
        {
            return "lines";
        }

        var lines = orders[int.Parse(match.Groups["order"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)];
        var line = match.Groups["line"].Success ? int.Parse(match.Groups["line"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) : 0;
        var name = match.Groups["member"].Success ? match.Groups["member"].Value : match.Groups["whole"].Value;
        return FormattableString.Invariant($"lines[{lines[line]}].{(name is "variantId" or "supplierId" ? name : "packs")}");
    }

    [GeneratedRegex(@"^drafts\[(?<order>[0-9]{1,5})\]\.(lines\[(?<line>[0-9]{1,5})\]\.(?<member>\w+)|(?<whole>\w+))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex DraftField();
}
