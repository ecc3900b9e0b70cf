using System.ComponentModel;
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

/// <summary>A bin to be made.</summary>
/// <param name="StoreId">In which store.</param>
/// <param name="Code">As it stands on its label: 1 to 16 capital letters, digits and hyphens.</param>
/// <param name="Name">What people call it, at most 100 characters.</param>
/// <param name="Position">Its turn, 0 to 10,000: what is in the first ones is taken first.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record AddLocationBody(StoreId StoreId, string Code, string Name = "", int Position = 0, LocationId? Id = null);

/// <summary>What a place is called.</summary>
/// <param name="Name">What people call it, at most 100 characters.</param>
/// <param name="Position">Its turn, 0 to 10,000.</param>
internal sealed record LocationBody(string Name, int Position);

/// <summary>Places in stores: listed, made, named anew, closed.</summary>
internal sealed class PlaceUse(UnitOfWork work, LocationStore places, ShopFacts shop)
{
    private const int LongestCode = 16;
    private const int LongestName = 100;
    private const int LastPosition = 10_000;

    public static readonly QueryParameter<string?> Words = Query.Text("q", "A part of the code or name.", 50, "B-1");
    public static readonly QueryParameter<string> State = Query.Choice("state", "Whether they are in use.", "open", "open", "closed", "all");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [Words, ListStock.Store, State, Cursor.Parameter, _limit];

    private static readonly Error _taken = Error.Conflict("inventory.location_code_taken", "The store has a place of this code.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inventory/locations", ListAsync)
            .WithName("ListLocations").WithTags("Places").WithSummary("List places").WithDescription("Floors, bins and quarantines, by store and code.")
            .WithQuery(_query).Produces<Page<LocationRecord>>().WithProblems(403).WithExample(new Page<LocationRecord>([InventoryExamples.Location], NextCursor: null)).Requires(Permissions.StockRead);
        api.MapGet("/inventory/locations/{id}", GetAsync)
            .WithName("ReadLocation").WithTags("Places").WithSummary("Read a place").WithDescription("What it is called and for. The ETag is the version for edits.")
            .WithQuery([]).Produces<LocationRecord>().WithProblems(404).WithExample(InventoryExamples.Location).Requires(Permissions.StockRead);
        api.MapPost<PlaceUse, AddLocationBody, LocationRecord>("/inventory/locations", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddLocation").WithTags("Places").WithSummary("Make a bin").WithDescription("A shelf, a rack, a room. Each store has one floor and one quarantine already. A code is not used twice, not even after its place was closed: movements name it.")
            .WithExample(InventoryExamples.Location).Requires(Permissions.LocationEdit);
        api.MapPut<PlaceUse, LocationBody, LocationRecord>("/inventory/locations/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName("EditLocation").WithTags("Places").WithSummary("Name a place anew").WithDescription("Its name and its turn. The code stays: it is on the label, and movements name it.")
            .WithExample(InventoryExamples.Location with { Version = 2 }).WithProblems(404).Requires(Permissions.LocationEdit);
        api.MapDelete<PlaceUse, Nothing>("/inventory/locations/{id}", (use, request) => use.CloseAsync(request), ifMatch: true)
            .WithName("CloseLocation").WithTags("Places").WithSummary("Close a bin").WithDescription("Only an empty one. It is kept for what happened there; the floor and the quarantine cannot be closed.")
            .WithProblems(404).Requires(Permissions.LocationEdit);
    }

    public async Task<Result<LocationRecord>> AddAsync(AddLocationBody body, WriteRequest request)
    {
        if (!request.Caller.Rights.HasIn(Permissions.LocationEdit.Name, body.StoreId.Value))
        {
            return Access.Forbidden;
        }

        var problems = new Problems();
        var code = (body.Code ?? "").Trim();
        if (await shop.StoreAsync(body.StoreId, request.Stop) is null)
        {
            problems.Add(InventoryErrors.StoreUnknown with { Field = "storeId" });
        }

        problems.Require(
            code.Length is > 0 and <= LongestCode && code[0] != '-' && code.All(letter => letter is '-' or (>= 'A' and <= 'Z') or (>= '0' and <= '9')), "inventory.location_code",
            $"A code is 1 to {LongestCode} capital letters, digits and hyphens, such as B-12.", "code");
        problems.Require(body.Id is not { } given || given.Value != Guid.Empty, "id.format", "An id is a UUID such as 0190b3f0-7c1e-7000-8000-000000000001.", "id");
        var name = Check(problems, body.Name, body.Position);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var place = new LocationRecord(body.Id ?? shop.New<LocationId>(), body.StoreId, code, LocationKind.Bin, name, body.Position, IsClosed: false, Version: 1);
        return await work.RunAsync<LocationRecord>(async stop =>
        {
            if (await places.FindAsync(place.Id, stop) is { } there)
            {
                return Told(request, there with { Version = 1 } == place ? there : InventoryErrors.Contradiction);
            }

            // With the first bin come the two places that a store always has, so that nobody takes their codes.
            await places.EnsureAsync([place.Store], shop.Now, stop);
            if (!await places.AddAsync(place, shop.Now, stop))
            {
                return _taken with { Field = "code" };
            }

            work.Audit(new AuditEntry("inventory.location.add", "inventory.location", place.Id.ToString(), place.Code, Before: null, place, place.Store.Value));
            return Told(request, place);
        }, request.Stop);
    }

    public Task<Result<LocationRecord>> SaveAsync(LocationBody body, WriteRequest request) => EditAsync(request, async (before, stop) =>
    {
        var problems = new Problems();
        var name = Check(problems, body.Name, body.Position);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var after = before with { Name = name, Position = body.Position };
        if (!await places.SaveAsync(after, shop.Now, stop))
        {
            return InventoryErrors.Outdated;
        }

        after = after with { Version = before.Version + 1 };
        work.Audit(new AuditEntry("inventory.location.edit", "inventory.location", after.Id.ToString(), after.Code, before, after, after.Store.Value));
        request.Version = after.Version;
        return after;
    });

    public async Task<Result<Nothing>> CloseAsync(WriteRequest request) => (await EditAsync(request, async (before, stop) =>
    {
        switch (await places.CloseAsync(before.Id, before.Version, shop.Now, stop))
        {
            case "unknown":
                return InventoryErrors.NoLocation;
            case "fixed":
                return Error.Conflict("inventory.location_fixed", "Each store has a floor and a quarantine; they are not closed.");
            case "outdated":
                return InventoryErrors.Outdated;
            case "full":
                return Error.Conflict("inventory.location_full", "There is something in this place; move it first.");
        }

        work.Audit(new AuditEntry("inventory.location.close", "inventory.location", before.Id.ToString(), before.Code, before, After: null, before.Store.Value));
        return before;
    })).Map(_ => Nothing.Value);

    private async Task<Result<LocationRecord>> EditAsync(WriteRequest request, Func<LocationRecord, CancellationToken, Task<Result<LocationRecord>>> edit)
    {
        var id = request.Id<LocationId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        return await work.RunAsync<LocationRecord>(async stop =>
        {
            if (await places.FindAsync(id.Value, stop) is not { } before)
            {
                return InventoryErrors.NoLocation;
            }

            if (!request.Caller.Rights.HasIn(Permissions.LocationEdit.Name, before.Store.Value))
            {
                return Access.Forbidden;
            }

            var version = request.IfMatch();
            return version.IsFailure ? version.Errors.ToArray()
                : before.IsClosed ? InventoryErrors.NoLocation
                : before.Version != version.Value ? InventoryErrors.Outdated
                : await edit(before, stop);
        }, request.Stop);
    }

    private static Result<LocationRecord> Told(WriteRequest request, Result<LocationRecord> place)
    {
        request.Version = place.IsSuccess ? place.Value.Version : null;
        request.Location = place.IsSuccess ? $"/api/v1/inventory/locations/{place.Value.Id}" : null;
        return place;
    }

    private static string Check(Problems problems, string? name, int position)
    {
        var text = (name ?? "").Trim();
        problems.Require(text.Length <= LongestName && !text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter)), "inventory.location_name", $"A name is a line of at most {LongestName} characters.", "name");
        problems.Require(position is >= 0 and <= LastPosition, "inventory.location_position", $"A turn is a number from 0 to {LastPosition}.", "position");
        return text;
    }

    private static async Task<IResult> ListAsync(HttpContext context, LocationStore places, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (words, store, state, limit) = (reader.Get(Words), reader.Get(ListStock.Store), reader.Get(State), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), LocationStore.Sort, reader.Problems);
        var scope = context.Caller().StoresOf(store);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : scope.IsFailure ? scope.Errors.ToProblem()
            : TaggedAnswer.Of(await places.ListAsync(new LocationFilter(scope.Value, words, state is "all" ? null : state is "closed"), cursor, limit, cancellationToken));
    }

    private static async Task<IResult> GetAsync([Description("Id of the place.")] string id, HttpContext context, LocationStore places, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<LocationId>(id, "id"));
        if (reader.Problems.Any)
        {
            return reader.Problems.Errors.ToProblem();
        }

        return await places.FindAsync(wanted, cancellationToken) is not { } found ? new[] { InventoryErrors.NoLocation }.ToProblem()
            : context.Caller().Rights.HasIn(Permissions.StockRead.Name, found.Store.Value) ? TaggedAnswer.Of(found, found.Version)
            : new[] { Access.Forbidden }.ToProblem();
    }
}
