using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Pricing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A price to be set.</summary>
/// <param name="PackId">The pack.</param>
/// <param name="Amount">What it costs, in the shop's currency.</param>
/// <param name="Id">Its id, where the caller makes it.</param>
/// <param name="StoreId">The store it holds in; all of them where left out.</param>
/// <param name="Channel">Where it holds; online and at the till where left out.</param>
/// <param name="From">First instant; now where left out.</param>
/// <param name="To">Instant before which it ends; until the next price begins where left out.</param>
/// <param name="GroupId">The group of customers it is for; everybody where left out.</param>
/// <param name="FromQuantity">How many packs, or kilograms, one takes to get it, for all of them: 0 for any quantity, at most 100,000, in thousandths.</param>
internal sealed record PriceBody(
    PackId PackId, Money Amount, PriceId? Id = null, StoreId? StoreId = null, PriceChannel Channel = PriceChannel.Any, DateTimeOffset? From = null, DateTimeOffset? To = null,
    CustomerGroupId? GroupId = null, decimal FromQuantity = 0);

/// <summary>What a price that has not begun shall be instead.</summary>
/// <param name="Amount">What it costs.</param>
/// <param name="From">First instant.</param>
/// <param name="To">Instant before which it ends; until the next price begins where left out.</param>
internal sealed record PriceChangeBody(Money Amount, DateTimeOffset From, DateTimeOffset? To = null);

/// <summary>A price.</summary>
/// <param name="Id">Id.</param>
/// <param name="PackId">The pack.</param>
/// <param name="StoreId">The store it holds in; left out for all.</param>
/// <param name="Channel">Where it holds.</param>
/// <param name="Amount">What it costs.</param>
/// <param name="From">First instant.</param>
/// <param name="To">Instant before which it ends; left out while it has no end.</param>
/// <param name="State"><c>past</c>, <c>present</c> or <c>future</c>; only the last can be changed.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="GroupId">The group of customers it is for; left out for everybody.</param>
/// <param name="FromQuantity">The quantity from which on it holds.</param>
internal sealed record PriceEdit(
    PriceId Id, PackId PackId, StoreId? StoreId, PriceChannel Channel, Money Amount, DateTimeOffset From, DateTimeOffset? To, string State, int Version, CustomerGroupId? GroupId, decimal FromQuantity)
{
    public static string StateOf(DateTimeOffset from, DateTimeOffset? to, DateTimeOffset now) => from > now ? "future" : to is null || to > now ? "present" : "past";
}

/// <summary>Prices: set one, now or for a time to come; change or take back one that has not begun.</summary>
internal sealed class PriceUse(UnitOfWork work, PriceLineStore lines, IStores stores, CustomerGroups groups, TimeProvider time)
{
    /// <summary>A clock of somebody else that is a little behind means now.</summary>
    private static readonly TimeSpan _clocks = TimeSpan.FromMinutes(1);

    private static readonly DateTimeOffset _last = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<PriceUse, PriceBody, PriceEdit>("/prices", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddPrice").WithTags("Catalogue management").WithSummary("Set a price")
            .WithDescription("Now or for a time to come. It ends the price that holds when it begins; where it has an end, that one goes on afterwards. A price for a group of customers or from a quantity on goes its own way beside that for everybody. A price of a store needs the permission in that store, one of all stores everywhere.")
            .WithExample(EditExamples.Price).Requires(Permissions.PriceEdit);
        api.MapPut<PriceUse, PriceChangeBody, PriceEdit>("/prices/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName("SavePrice").WithTags("Catalogue management").WithSummary("Change a price to come")
            .WithDescription("Amount and time. A price that has begun does not change: set a new one.").WithExample(EditExamples.Price).WithProblems(404).Requires(Permissions.PriceEdit);
        api.MapDelete<PriceUse, Nothing>("/prices/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemovePrice").WithTags("Catalogue management").WithSummary("Take back a price to come")
            .WithDescription("The price before goes on in its place.").WithProblems(404).Requires(Permissions.PriceEdit);
    }

    public async Task<Result<PriceEdit>> AddAsync(PriceBody body, WriteRequest request)
    {
        if (!MayEdit(request.Caller, body.StoreId))
        {
            return Access.Forbidden;
        }

        var now = Whole(time.GetUtcNow());
        var problems = new Problems();
        var shop = await stores.ShopAsync(request.Stop);
        CheckAmount(body.Amount, shop, problems);
        problems.Require(Enum.IsDefined(body.Channel), "price.channel", "There is no such channel.", "channel");
        problems.Require(body.StoreId is not { } store || shop?.Stores.Any(place => place.Id == store) == true, "store.unknown", "There is no such store.", "storeId");
        problems.Require(await groups.KnowsAsync(body.GroupId, request.Stop), "group.unknown", "There is no such group of customers.", "groupId");
        problems.Require(IsQuantity(body.FromQuantity), "price.from_quantity", "A quantity is 0 to 100,000, with at most three decimals.", "fromQuantity");
        var from = Begin(body.From, now);
        CheckTime(from, body.To, problems);
        return await work.RunAsync<PriceEdit>(async stop =>
        {
            var pack = await lines.LockAsync(body.PackId, stop);
            problems.Require(pack is not null, "pack.unknown", "There is no such pack.", "packId");
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            var place = new PricePlace(body.PackId, body.StoreId, body.Channel, body.GroupId, (long)(body.FromQuantity * 1000));
            var price = new PriceSpan(body.Id ?? TypedId.New<PriceId>(time), body.Amount.Minor, from, Whole(body.To));
            if (body.Id is { } id && await lines.PlaceOfAsync(id, stop) is not null)
            {
                return Error.Conflict("price.id_taken", "Another price has this id.") with { Field = "id" };
            }

            request.Location = $"/api/v1/prices/{price.Id}";
            return await WriteAsync("catalog.price.add", place, pack!, price.Id, line => line.Begin(price, TypedId.New<PriceId>(time), now), now, request, stop);
        }, request.Stop);
    }

    public Task<Result<PriceEdit>> SaveAsync(PriceChangeBody body, WriteRequest request)
    {
        var version = request.IfMatch();
        return version.IsFailure ? Task.FromResult<Result<PriceEdit>>(version.Errors.ToArray()) : ChangeAsync(request, async (id, place, pack, now, stop) =>
        {
            var problems = new Problems();
            CheckAmount(body.Amount, await stores.ShopAsync(stop), problems);
            var from = Begin(body.From, now);
            CheckTime(from, body.To, problems);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            return await WriteAsync("catalog.price.update", place, pack, id, line =>
                line.Spans.FirstOrDefault(span => span.Id == id) is { } known && known.Version != version.Value
                    ? ProductEditing.Outdated
                    : line.Remove(id, now).Bind(rest => rest.Begin(new PriceSpan(id, body.Amount.Minor, from, Whole(body.To), version.Value), TypedId.New<PriceId>(time), now)), now, request, stop);
        });
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request) =>
        (await ChangeAsync(request, (id, place, pack, now, stop) => WriteAsync("catalog.price.remove", place, pack, id, line => line.Remove(id, now), now, request, stop))).Map(_ => Nothing.Value);

    private static bool MayEdit(Caller caller, StoreId? store) => store is { } place
        ? caller.Rights.HasIn(Permissions.PriceEdit.Name, place.Value)
        : caller.Rights.HasEverywhere(Permissions.PriceEdit.Name);

    private static void CheckAmount(Money amount, Shop? shop, Problems problems)
    {
        problems.Require(CatalogRules.IsPrice(amount.Minor), "price.amount", "A price is not negative, and not above 10,000,000,000.", "amount");
        problems.Require(string.Equals(amount.Currency.Code, shop?.Currency, StringComparison.Ordinal), "price.currency", $"The shop's currency is {shop?.Currency}.", "amount");
    }

    private static bool IsQuantity(decimal quantity) => quantity is >= 0 and <= 100_000 && decimal.Round(quantity, 3) == quantity;

    private static void CheckTime(DateTimeOffset from, DateTimeOffset? to, Problems problems)
    {
        problems.Require(from < _last, "price.period", "A price begins before the year 2200.", "from");
        problems.Require(to is not { } end || end < _last, "price.period", "A price ends before the year 2200.", "to");
    }

    /// <summary>To microseconds, as they are stored.</summary>
    private static DateTimeOffset Whole(DateTimeOffset moment) => moment.ToUniversalTime().AddTicks(-(moment.Ticks % TimeSpan.TicksPerMicrosecond));

    private static DateTimeOffset? Whole(DateTimeOffset? moment) => moment is { } given ? Whole(given) : null;

    private static DateTimeOffset Begin(DateTimeOffset? from, DateTimeOffset now) => Whole(from) is { } given && (given >= now || now - given > _clocks) ? given : now;

    private async Task<Result<PriceEdit>> WriteAsync(
        string action, PricePlace place, PackInWords pack, PriceId id, Func<PriceLine, Result<PriceLine>> change, DateTimeOffset now, WriteRequest request, CancellationToken cancellationToken)
    {
        var shop = await stores.ShopAsync(cancellationToken);
        var currency = Currency.Get(shop!.Currency);
        var before = await lines.ReadAsync(place, now, cancellationToken);
        var after = change(before);
        if (after.IsFailure)
        {
            return after.Errors.ToArray();
        }

        if (!await lines.WriteAsync(place, currency.Code, before, after.Value, now, cancellationToken))
        {
            return PriceLine.Overlap("from");
        }

        await using (var refresh = (await work.CommandAsync("select catalog.refresh_listing($1, $2)", cancellationToken)).With(new[] { pack.Product.Value }, now))
        {
            await refresh.ExecuteNonQueryAsync(cancellationToken);
        }

        var (old, made) = (Find(before), Find(after.Value));
        work.Changed(CatalogModule.Tag);
        work.Publish(new PriceChanged(place.Pack, place.Store));
        work.Audit(new AuditEntry(action, "catalog.price", id.ToString(), pack.ShownName, Shown(old), Shown(made), place.Store?.Value));
        var edit = made ?? old!;
        request.Version = old is not null && made is not null ? old.Version + 1 : edit.Version;
        return new PriceEdit(id, place.Pack, place.Store, place.Channel, new Money(edit.Minor, currency), edit.From, edit.To, PriceEdit.StateOf(edit.From, edit.To, now), request.Version.Value, place.Group, place.Thousandths / 1000m);

        PriceSpan? Find(PriceLine line) => line.Spans.FirstOrDefault(span => span.Id == id);

        object? Shown(PriceSpan? span) => span is null ? null : new
        {
            pack = place.Pack, store = place.Store, channel = place.Channel, group = place.Group, fromQuantity = place.Thousandths / 1000m, amount = new Money(span.Minor, currency), from = span.From, to = span.To,
        };
    }

    private async Task<Result<PriceEdit>> ChangeAsync(WriteRequest request, Func<PriceId, PricePlace, PackInWords, DateTimeOffset, CancellationToken, Task<Result<PriceEdit>>> change)
    {
        var id = request.Id<PriceId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        return await work.RunAsync<PriceEdit>(async stop =>
        {
            if (await lines.PlaceOfAsync(id.Value, stop) is not { } place)
            {
                return Error.NotFound("price.unknown", "There is no such price.");
            }

            if (!MayEdit(request.Caller, place.Store))
            {
                return Access.Forbidden;
            }

            var pack = await lines.LockAsync(place.Pack, stop);
            return await change(id.Value, place, pack!, Whole(time.GetUtcNow()), stop);
        }, request.Stop);
    }
}
