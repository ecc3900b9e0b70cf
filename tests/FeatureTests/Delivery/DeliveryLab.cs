using Aisle.Contracts.Delivery;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Delivery;

/// <summary>What the tests of delivery share: plans of their own, and places taken as an order takes them.</summary>
internal static class DeliveryLab
{
    public static readonly string[] EveryDay = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

    private static int _documents;

    public static DocumentRef NewDocument() => new("order", $"D-{Interlocked.Increment(ref _documents)}");

    public static Task<Guid> StoreAsync(this ShopHost shop, string code) => shop.ScalarAsync<Guid>($"select id from stores.store where code = '{code}'");

    public static object Plan(Guid store, int capacity = 3, string from = "09:00:00", string to = "12:00:00", Guid? zone = null, bool isPickup = false, string[]? days = null, int closesBefore = 0, bool isActive = true, Guid? id = null) =>
        new { id, storeId = store, zoneId = zone, isPickup, days = days ?? EveryDay, from, to, capacity, closesBefore, isActive };

    /// <summary>A plan of every day.</summary>
    public static async Task<Guid> PlanAsync(this ShopHost shop, string owner, object plan) =>
        Guid.Parse((await shop.Http.SendAsync("POST", "/api/v1/delivery/plans", plan, owner)).Is(201).Json.GetProperty("plan").GetProperty("id").GetString()!);

    /// <summary>A coming slot of a plan: the nth from the day after tomorrow on.</summary>
    public static async Task<SlotId> SlotAsync(this ShopHost shop, Guid plan, int place = 0) =>
        SlotId.From(await shop.ScalarAsync<Guid>($"select id from delivery.slot where plan_id = '{plan}' and starts_at > now() + interval '25 hours' order by starts_at offset {place} limit 1"));

    /// <summary>Takes a place as an order does: with the commit of its unit of work.</summary>
    public static Task<Result<int>> TakeAsync(this IServiceProvider services, SlotId slot, DocumentRef document) => services.DoAsync(delivery => delivery.TakeWithCommitAsync(slot, document, TestContext.Current.CancellationToken));

    public static Task<Result<int>> GiveBackAsync(this IServiceProvider services, DocumentRef document) => services.DoAsync(delivery => delivery.GiveBackAsync(document, TestContext.Current.CancellationToken));

    public static Task<int> TakenAsync(this ShopHost shop, SlotId slot) => shop.ScalarAsync<int>($"select taken from delivery.slot where id = '{slot}'");

    private static async Task<Result<int>> DoAsync(this IServiceProvider services, Func<IDelivery, Task> act)
    {
        await using var scope = services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UnitOfWork>().RunAsync<int>(async _ =>
        {
            await act(scope.ServiceProvider.GetRequiredService<IDelivery>());
            return 1;
        }, TestContext.Current.CancellationToken);
    }
}
