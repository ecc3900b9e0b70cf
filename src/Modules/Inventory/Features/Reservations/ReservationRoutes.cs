using System.ComponentModel;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A promise to be made.</summary>
/// <param name="StoreId">Of which store.</param>
/// <param name="Owner">For whom: the order, the cart.</param>
/// <param name="Lines">What, 1 to 1,000 lines; lines of one variant add up.</param>
/// <param name="ExpiresAt">Until when, up to 60 days; in 15 minutes where it is left out.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record ReserveBody(StoreId StoreId, DocumentRef Owner, IReadOnlyList<ReserveLine> Lines, DateTimeOffset? ExpiresAt = null, ReservationId? Id = null);

/// <summary>How much of what is to be promised.</summary>
/// <param name="VariantId">Of what.</param>
/// <param name="Quantity">How much, in a unit that converts to the item's.</param>
internal sealed record ReserveLine(VariantId VariantId, Quantity Quantity);

/// <summary>A new end of a promise.</summary>
/// <param name="Until">The instant, within 60 days.</param>
internal sealed record ExtendBody(DateTimeOffset Until);

/// <summary>Promises of stock over HTTP: listed, made, kept for longer, given up.</summary>
internal sealed class ReservationRoutes(UnitOfWork work, Reserve reserve, ReservationQuery query, ItemStore items, ShopFacts shop)
{
    private const int LongestOwner = 100;

    public static readonly QueryParameter<string> State = Query.Choice("state", "How they stand.", "all", "all", "open", "committed", "released", "expired");
    public static readonly QueryParameter<string?> Owner = ListMovements.Document with { Name = "owner", Description = "Only for this owner: its type and id with a `/` between.", Example = "order/S1-2026-000124", Read = ReadOwner };
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [ListStock.Store, Owner, State, ListMovements.Item, Cursor.Parameter, _limit];
    private static readonly TimeSpan _usual = TimeSpan.FromMinutes(15);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/reservations", ListAsync)
            .WithName("ListReservations").WithTags("Stock").WithSummary("List reservations")
            .WithDescription("What of the stock is or was promised, newest first.")
            .WithQuery(_query).Produces<Page<ReservationRecord>>().WithProblems(403).WithExample(new Page<ReservationRecord>([InventoryExamples.Reservation], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/reservations/{id}", GetAsync)
            .WithName("ReadReservation").WithTags("Stock").WithSummary("Read a reservation").WithDescription("What it promises, to whom, until when, and how it ended.")
            .WithQuery([]).Produces<ReservationRecord>().WithProblems(404).WithExample(InventoryExamples.Reservation).Requires(Permissions.StockRead);
        api.MapPost<ReservationRoutes, ReserveBody, ReservationRecord>("/inventory/reservations", (use, body, request) => use.ReserveAsync(body, request), StatusCodes.Status201Created)
            .WithName("ReserveStock").WithTags("Stock").WithSummary("Reserve stock")
            .WithDescription("All lines or none. Nobody else can have it until it is sold, released or expired. `inventory.short` names each line that cannot be had.")
            .WithExample(InventoryExamples.Reservation).Requires(Permissions.ReservationEdit);
        api.MapPost<ReservationRoutes, ExtendBody, ReservationRecord>("/inventory/reservations/{id}/extend", (use, body, request) => use.ExtendAsync(body, request))
            .WithName("ExtendReservation").WithTags("Stock").WithSummary("Keep a reservation for longer").WithDescription("Until another instant, within 60 days. One that has ended stays as it is, and that is an error.")
            .WithExample(InventoryExamples.Reservation).WithProblems(404).Requires(Permissions.ReservationEdit);
        api.MapPost<ReservationRoutes, ReservationRecord>("/inventory/reservations/{id}/release", (use, request) => use.ReleaseAsync(request))
            .WithName("ReleaseReservation").WithTags("Stock").WithSummary("Give a reservation up").WithDescription("What it promised is free again. One that was given up or has expired stays as it is; one that was sold is an error.")
            .WithExample(InventoryExamples.Reservation with { State = ReservationState.Released, EndedAt = InventoryExamples.Reservation.CreatedAt }).WithProblems(404).Requires(Permissions.ReservationEdit);
    }

    public async Task<Result<ReservationRecord>> ReserveAsync(ReserveBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasIn(Permissions.ReservationEdit.Name, body.StoreId.Value))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        problems.Require(IsName(body.Owner.Type, 40), "inventory.owner", "An owner is a type and an id, such as order and S1-2026-000124.", "owner.type");
        problems.Require(IsName(body.Owner.Id, LongestOwner), "inventory.owner", "An owner is a type and an id, such as order and S1-2026-000124.", "owner.id");
        problems.Require(body.Id is not { } given || given.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        // What is over the limit is told by the use case; here it is only not looked at one by one.
        var known = await items.FindAsync([.. body.Lines.Take(NewReservation.MostLines).Select(line => line.VariantId)], request.Stop);
        var lines = new List<ReservationLine>();
        foreach (var (line, index) in body.Lines.Select((line, index) => (line, index)))
        {
            var converted = known.TryGetValue(line.VariantId, out var item) ? line.Quantity.ConvertTo(item.Unit) : line.Quantity;
            lines.Add(new ReservationLine(line.VariantId, problems.Take(converted, $"lines[{index}].quantity").Thousandths));
        }

        var (id, expires) = (body.Id ?? shop.New<ReservationId>(), body.ExpiresAt ?? shop.Now + _usual);
        // One that is asked for again without an end must not have another one.
        if (body is { Id: { } again, ExpiresAt: null } && await query.OneAsync(again, request.Stop) is { } there)
        {
            expires = there.ExpiresAt;
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        // Microseconds are what the database keeps.
        var end = new DateTimeOffset(expires.UtcTicks / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        return await work.RunAsync<ReservationRecord>(async stop =>
        {
            var made = await reserve.RunAsync(new NewReservation(id, body.StoreId, body.Owner, end, lines), replaced: null, stop);
            request.Location = made.IsSuccess ? $"/api/v1/inventory/reservations/{id}" : null;
            return made.IsFailure ? made.Errors.ToArray() : (await query.OneAsync(id, stop))!;
        }, request.Stop);
    }

    public Task<Result<ReservationRecord>> ExtendAsync(ExtendBody body, WriteRequest request) => EndAsync(request, async (id, stop) => (await reserve.ExtendAsync(id, body.Until, stop)).WithoutValue());

    public Task<Result<ReservationRecord>> ReleaseAsync(WriteRequest request) => EndAsync(request, async (id, stop) => (await reserve.ReleaseAsync(id, stop)).WithoutValue());

    private async Task<Result<ReservationRecord>> EndAsync(WriteRequest request, Func<ReservationId, CancellationToken, Task<Result>> act)
    {
        var id = request.Id<ReservationId>();
        if (id.IsFailure || await query.OneAsync(id.Value, request.Stop) is not { } known)
        {
            return InventoryErrors.ReservationUnknown;
        }

        if (!request.Caller.Rights.HasIn(Permissions.ReservationEdit.Name, known.Store.Value))
        {
            return Access.Forbidden;
        }

        return await work.RunAsync<ReservationRecord>(async stop =>
        {
            var done = await act(id.Value, stop);
            return done.IsFailure ? done.Errors.ToArray() : (await query.OneAsync(id.Value, stop))!;
        }, request.Stop);
    }

    private static async Task<IResult> ListAsync(HttpContext context, ReservationQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (store, owner, state, item) = (reader.Get(ListStock.Store), ListMovements.DocumentOf(reader.Get(Owner)), ListStock.Word<ReservationState>(reader.Get(State)), reader.Get(ListMovements.Item));
        var (limit, cursor) = (reader.Get(_limit), ReservationQuery.ReadCursor(reader.Get(Cursor.Parameter), reader.Problems));
        var scope = context.Caller().StoresOf(store);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : scope.IsFailure ? scope.Errors.ToProblem()
            : TaggedAnswer.Of(await query.ListAsync(new ReservationFilter(scope.Value, owner, state, item), cursor, limit, cancellationToken));
    }

    private static async Task<IResult> GetAsync([Description("Id of the reservation.")] string id, HttpContext context, ReservationQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<ReservationId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await query.OneAsync(wanted, cancellationToken) is not { } found ? new[] { InventoryErrors.ReservationUnknown }.ToProblem()
            : context.Caller().Rights.HasIn(Permissions.StockRead.Name, found.Store.Value) ? TaggedAnswer.Of(found)
            : new[] { Access.Forbidden }.ToProblem();
    }

    private static Error? ReadOwner(string text, out string? value) => ListMovements.Document.Read(text, out value) is { } fault ? fault with { Field = "owner" } : null;

    private static bool IsName(string? text, int most) => text is { Length: > 0 } && text.Length <= most && !text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter)) && text.Trim().Length == text.Length;
}
