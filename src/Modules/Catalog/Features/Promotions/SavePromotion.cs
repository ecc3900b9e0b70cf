using Aisle.Contracts.Catalog;
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

/// <summary>Promotions: make, change, begin, end, copy, delete. One of the company needs the right everywhere, one of stores in each of them.</summary>
internal sealed class SavePromotion(UnitOfWork work, PromotionQuery query, PromotionNames names, IStores stores, TimeProvider time)
{
    private const string Assigned = "name = $1, search_text = $2, kind = $3, starts_on = $4, ends_on = $5, channel = $6, store_ids = $7, group_ids = $8, needs_coupon = $9, per_customer = $10, in_total = $11, rule = $12";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SavePromotion, PromotionBody, PromotionEdit>("/promotions", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddPromotion").WithTags("Promotions").WithSummary("Make a promotion").WithDescription("A draft, which reduces nothing until it is begun. One that names no store is the company's.")
            .WithExample(PromotionExamples.Promotion).Requires(Permissions.PromotionEdit);
        api.MapPut<SavePromotion, PromotionBody, PromotionEdit>("/promotions/{id}", (use, body, request) => use.SaveAsync(body, request))
            .WithName("SavePromotion").WithTags("Promotions").WithSummary("Change a promotion").WithDescription("A draft, or one that is active: quotes follow at once. What was used of it counts on.")
            .WithExample(PromotionExamples.Promotion).WithProblems(404).Requires(Permissions.PromotionEdit);
        api.MapPost<SavePromotion, PromotionEdit>("/promotions/{id}/activate", (use, request) => use.ActivateAsync(request))
            .WithName("ActivatePromotion").WithTags("Promotions").WithSummary("Begin a promotion").WithDescription("It holds from its first day on; one that was ended goes on.")
            .WithExample(PromotionExamples.Promotion).WithProblems(404).Requires(Permissions.PromotionEdit);
        api.MapPost<SavePromotion, PromotionEdit>("/promotions/{id}/end", (use, request) => use.EndAsync(request))
            .WithName("EndPromotion").WithTags("Promotions").WithSummary("End a promotion").WithDescription("At once, whatever its last day is.")
            .WithExample(PromotionExamples.Promotion).WithProblems(404).Requires(Permissions.PromotionEdit);
        api.MapPost<SavePromotion, PromotionEdit>("/promotions/{id}/copy", (use, request) => use.CopyAsync(request))
            .WithName("CopyPromotion").WithTags("Promotions").WithSummary("Copy a promotion").WithDescription("Makes a draft of the same content, without coupons.")
            .WithExample(PromotionExamples.Promotion).WithProblems(404).Requires(Permissions.PromotionEdit);
        api.MapDelete<SavePromotion, Nothing>("/promotions/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemovePromotion").WithTags("Promotions").WithSummary("Delete a promotion").WithDescription("Only a draft, with its coupons. What was active is ended and kept.").WithProblems(404).Requires(Permissions.PromotionEdit);
    }

    /// <summary>Whether somebody may change what is for these stores.</summary>
    public static bool MayEdit(Caller caller, IReadOnlyList<StoreId>? of) => of is { Count: > 0 }
        ? of.All(store => caller.Rights.HasIn(Permissions.PromotionEdit.Name, store.Value))
        : caller.Rights.HasEverywhere(Permissions.PromotionEdit.Name);

    public async Task<Result<PromotionEdit>> AddAsync(PromotionBody body, WriteRequest request)
    {
        if (!MayEdit(request.Caller, body.Terms?.Stores))
        {
            return Access.Forbidden;
        }

        var id = body.Id ?? TypedId.New<PromotionId>(time);
        var problems = await CheckAsync(id, body, request.Stop);
        return problems.Any ? problems.Errors.ToArray() : await work.RunAsync<PromotionEdit>(
            async stop => await query.LockAsync(id, stop) is not null
                ? Error.Conflict("promotion.id_taken", "Another promotion has this id.") with { Field = "id" }
                : await InsertAsync("catalog.promotion.add", id, body, request, stop),
            request.Stop);
    }

    public async Task<Result<PromotionEdit>> SaveAsync(PromotionBody body, WriteRequest request)
    {
        var version = request.IfMatch();
        return version.IsFailure ? version.Errors.ToArray() : await ChangeAsync(request, async (found, stop) =>
        {
            if (!MayEdit(request.Caller, body.Terms?.Stores))
            {
                return Access.Forbidden;
            }

            if (found.Version != version.Value)
            {
                return ProductEditing.Outdated;
            }

            var problems = await CheckAsync(found.Id, body, stop);
            problems.Require(body.Id is null || body.Id == found.Id, "promotion.id", "The id of a promotion does not change.", "id");
            if (found.State == PromotionState.Ended)
            {
                problems.Add(Error.Conflict("promotion.ended", "This promotion is over; begin it again, or change a copy of it."));
            }

            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            if (found.Rule.IsFailure || found.Rule.Value.Limits != body.Limits)
            {
                await using var recount = (await work.CommandAsync("select catalog.recount($1)", stop)).With(found.Id.Value);
                await recount.ExecuteNonQueryAsync(stop);
            }

            await using (var update = StoredPromotion.Fill(await work.CommandAsync($"update catalog.promotion set {Assigned}, version = version + 1, updated_at = $13 where id = $14", stop), body.Name, body.ToRule()).With(time.GetUtcNow(), found.Id.Value))
            {
                await update.ExecuteNonQueryAsync(stop);
            }

            return await ToldAsync("catalog.promotion.update", found, found.Id, request, stop);
        });
    }

    public Task<Result<PromotionEdit>> ActivateAsync(WriteRequest request) => ChangeAsync(request, async (found, stop) =>
    {
        if (found.Rule.IsFailure)
        {
            return found.Rule.Errors.ToArray();
        }

        if (found.State == PromotionState.Active)
        {
            return Error.Conflict("promotion.active", "This promotion is active already.");
        }

        await using (var count = await work.CommandAsync("select count(*) from catalog.promotion where state = 'active'", stop))
        {
            if ((long)(await count.ExecuteScalarAsync(stop))! >= PricingLimits.Promotions)
            {
                return Error.Conflict("promotion.too_many", $"There are at most {PricingLimits.Promotions} active promotions; end some that are over.");
            }
        }

        // What was wrong since it was made, such as goods that are gone, is told before it holds.
        var problems = await CheckAsync(found.Id, PromotionBody.Of(found.Name, found.Rule.Value), stop);
        return problems.Any ? problems.Errors.ToArray() : await MoveAsync("catalog.promotion.activate", found, "active", request, stop);
    });

    public Task<Result<PromotionEdit>> EndAsync(WriteRequest request) => ChangeAsync(request, async (found, stop) => found.State == PromotionState.Active
        ? await MoveAsync("catalog.promotion.end", found, "ended", request, stop)
        : Error.Conflict("promotion.not_active", "This promotion is not active."));

    public Task<Result<PromotionEdit>> CopyAsync(WriteRequest request) => ChangeAsync(request, async (found, stop) => found.Rule.IsFailure
        ? found.Rule.Errors.ToArray()
        : await InsertAsync("catalog.promotion.add", TypedId.New<PromotionId>(time), PromotionBody.Of(found.Name, found.Rule.Value), request, stop));

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request) => (await ChangeAsync(request, async (found, stop) =>
    {
        if (found.State != PromotionState.Draft)
        {
            return Error.Conflict("promotion.in_use", "A promotion that was active is ended and not deleted.");
        }

        await using var delete = (await work.CommandAsync("delete from catalog.promotion where id = $1", stop)).With(found.Id.Value);
        await delete.ExecuteNonQueryAsync(stop);
        work.Audit(new AuditEntry("catalog.promotion.delete", "catalog.promotion", found.Id.ToString(), found.Name.In("en"), PromotionEdit.Of(found)));
        return PromotionEdit.Of(found);
    })).Map(_ => Nothing.Value);

    /// <summary>All that is wrong with a promotion.</summary>
    public async Task<Problems> CheckAsync(PromotionId id, PromotionBody body, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var shop = await stores.ShopAsync(cancellationToken);
        var rule = body.ToRule();
        PromotionCheck.Read(id.Value, body.Name, rule, Currency.Get(shop!.Currency), problems);
        foreach (var (store, index) in (rule.Terms?.Stores ?? []).Select((store, index) => (store, index)))
        {
            problems.Require(shop.Stores.Any(one => one.Id == store), "store.unknown", "There is no such store.", FormattableString.Invariant($"terms.stores[{index}]"));
        }

        await names.CheckAsync(rule, problems, cancellationToken);
        return problems;
    }

    private async Task<Result<PromotionEdit>> InsertAsync(string action, PromotionId id, PromotionBody body, WriteRequest request, CancellationToken cancellationToken)
    {
        await using (var insert = StoredPromotion.Fill(await work.CommandAsync(StoredPromotion.Insert, cancellationToken), body.Name, body.ToRule()).With(id.Value, "draft", time.GetUtcNow()))
        {
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        request.Location = $"/api/v1/promotions/{id}";
        return await ToldAsync(action, before: null, id, request, cancellationToken);
    }

    private async Task<Result<PromotionEdit>> MoveAsync(string action, StoredPromotion found, string state, WriteRequest request, CancellationToken cancellationToken)
    {
        await using (var move = (await work.CommandAsync("update catalog.promotion set state = $1, version = version + 1, updated_at = $2 where id = $3", cancellationToken)).With(state, time.GetUtcNow(), found.Id.Value))
        {
            await move.ExecuteNonQueryAsync(cancellationToken);
        }

        return await ToldAsync(action, found, found.Id, request, cancellationToken);
    }

    private async Task<Result<PromotionEdit>> ToldAsync(string action, StoredPromotion? before, PromotionId id, WriteRequest request, CancellationToken cancellationToken)
    {
        var after = PromotionEdit.Of((await query.LockAsync(id, cancellationToken))!);
        work.Audit(new AuditEntry(action, "catalog.promotion", id.ToString(), after.Name.In("en"), before is null ? null : PromotionEdit.Of(before), after));
        work.Changed(LivePromotions.Tag);
        request.Version = after.Version;
        return after;
    }

    private async Task<Result<PromotionEdit>> ChangeAsync(WriteRequest request, Func<StoredPromotion, CancellationToken, Task<Result<PromotionEdit>>> change)
    {
        var id = request.Id<PromotionId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<PromotionEdit>(
            async stop => await query.LockAsync(id.Value, stop) is not { } found ? PromotionQuery.Unknown
                : !MayEdit(request.Caller, found.Stores) ? Access.Forbidden
                : await change(found, stop),
            request.Stop);
    }
}
