using System.Text;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
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

/// <summary>A line of a move.</summary>
/// <param name="Quantity">How much, above zero: in the item's unit, in one that converts to it exactly, or in packs.</param>
/// <param name="Item">Of what; or say a code.</param>
/// <param name="Code">What a scanner read, or a SKU.</param>
/// <param name="Pack">The pack that is counted in.</param>
/// <param name="From">From which place; absent for the floor, or for quarantine where the goods are released.</param>
/// <param name="To">Into which place; absent for the floor, or for quarantine where the goods are put there.</param>
/// <param name="Lot">The lot; absent where they have none.</param>
/// <param name="Serials">The serial number of each piece, where the item is kept by them.</param>
internal sealed record MoveLineBody(Quantity Quantity, VariantId? Item = null, string? Code = null, PackId? Pack = null, LocationId? From = null, LocationId? To = null, LotId? Lot = null, IReadOnlyList<string>? Serials = null);

/// <summary>Goods to be put elsewhere in their store.</summary>
/// <param name="StoreId">In which store.</param>
/// <param name="Kind"><c>move</c>, <c>quarantine</c> or <c>release</c>.</param>
/// <param name="Lines">What, 1 to 500 lines.</param>
/// <param name="Note">Why, at most 500 characters.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record MoveBody(StoreId StoreId, string Kind, IReadOnlyList<MoveLineBody> Lines, string? Note = null, StockPostingId? Id = null);

/// <summary>A move that was made.</summary>
/// <param name="Id">Id of the move, and of its movements' posting.</param>
internal sealed record MoveAnswer(StockPostingId Id);

/// <summary>Puts goods into another place of their store, into quarantine or out of it. What they are worth stays as it is.</summary>
internal sealed class MoveStock(UnitOfWork work, StockLines lines, StockDesk desk, TimeProvider time)
{
    private const string Sql = """
        select inventory.relocate($1, $2, 'stock_move', $1::text, $3, $4, $5, $6, $7, $8,
            array(select coalesce(given.place, inventory.place_of($2, $13, $5)) from unnest($9) with ordinality given (place, no) order by no),
            array(select coalesce(given.place, inventory.place_of($2, $14, $5)) from unnest($10) with ordinality given (place, no) order by no), $11, $12, $15)
        """;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost<MoveStock, MoveBody, MoveAnswer>("/inventory/moves", (use, body, request) => use.RunAsync(body, request))
            .WithName(nameof(MoveStock)).WithTags("Stock").WithSummary("Move goods within a store")
            .WithDescription("From place to place, into quarantine (`quarantine`) or out of it (`release`). What lies in quarantine is not sold. Nothing is moved that is not there.")
            .WithExample(new MoveAnswer(StockPostingId.From(ActExamples.Adjustment.Adjustment.Id.Value))).Requires(Permissions.StockAdjust);

    public async Task<Result<MoveAnswer>> RunAsync(MoveBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.StockAdjust, body.StoreId))
        {
            return Access.Forbidden;
        }

        if (PaperRules.Quantities(body.Lines.Select(line => line.Quantity)) is { Count: > 0 } missing)
        {
            return missing.ToArray();
        }

        var id = body.Id ?? TypedId.New<StockPostingId>(time);
        return await work.RunAsync<MoveAnswer>(async stop =>
        {
            var problems = new Problems();
            if (await desk.FindAsync(body.StoreId, stop) is not { } at)
            {
                return InventoryErrors.StoreUnknown with { Field = "storeId" };
            }

            problems.Require(id.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
            problems.Require(body.Kind is "move" or "quarantine" or "release", "inventory.move_kind", "A move is one of: move, quarantine, release.", "kind");
            var note = PaperRules.Note(problems, body.Note);
            var read = await lines.ReadAsync(body.StoreId, [.. body.Lines.Select(line => new StockLineBody(line.Quantity, line.Item, line.Code, line.Pack, line.From ?? line.To, line.Lot, line.Serials))], problems, stop);
            problems.Require(body.Kind is not "quarantine" || body.Lines.All(line => line.To is null), "inventory.move_place", "Goods that are put into quarantine name no other place.", "lines");
            problems.Require(body.Kind is not "release" || body.Lines.All(line => line.From is null), "inventory.move_place", "Goods that are released come from quarantine.", "lines");
            problems.Require(body.Kind is not "move" || body.Lines.All(line => line.From != line.To), "inventory.move_place", "Goods are moved to another place.", "lines");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            await using var look = (await work.CommandAsync("select exists (select from inventory.posting where id = $1)", stop)).With(id.Value);
            var isThere = await look.ExecuteScalarAsync(stop) is true;
            await using var command = (await work.CommandAsync(Sql, stop)).With(
                id.Value, body.StoreId.Value, note, at.Day.Date, at.Now, request.Caller.Id, StockWriter.ContentOf(body with { Id = id }),
                read.Select(line => line.Item.Id.Value).ToArray(), body.Lines.Select(line => line.From?.Value).ToArray(), body.Lines.Select(line => line.To?.Value).ToArray(), read.Select(line => line.Lot?.Value).ToArray(),
                read.Select(line => line.Quantity).ToArray(), body.Kind is "release" ? "quarantine" : "floor", body.Kind is "quarantine" ? "quarantine" : "floor", Serials.ForDatabase(read.Select(line => line.Serials)));
            var moved = await StockWriter.RefusableAsync<MoveAnswer>(
                async () =>
                {
                    await command.ExecuteNonQueryAsync(stop);
                    return new MoveAnswer(id);
                },
                variant => read.ToList().FindIndex(line => line.Item.Id.Value == variant) is >= 0 and var found ? $"lines[{found}]" : null);
            if (moved.IsSuccess && !isThere)
            {
                work.Audit(new AuditEntry("inventory.stock.move", "inventory.posting", id.ToString(), Name(body, read), After: body, StoreId: body.StoreId.Value));
            }

            return moved;
        }, request.Stop);
    }

    private static string Name(MoveBody body, IReadOnlyList<ReadLine> read) => new StringBuilder(body.Kind).Append(' ').AppendJoin(", ", read.Take(3).Select(line => line.Item.Sku)).ToString();
}
