using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Security;

namespace Aisle.Modules.Payments.Data;

/// <summary>The clock, the stores, and who asks.</summary>
internal sealed class PaymentsClock(IStores stores, CallerContext caller, TimeProvider time)
{
    /// <summary>To the microsecond, as the database keeps it: what is answered at first is what is answered when it is read.</summary>
    public DateTimeOffset Now
    {
        get
        {
            var now = time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }

    public ValueTask<Shop?> ShopAsync(CancellationToken cancellationToken) => stores.ShopAsync(cancellationToken);

    public async ValueTask<TimeZoneInfo> ZoneAsync(CancellationToken cancellationToken) => (await stores.ShopAsync(cancellationToken)).Zone();

    /// <summary>A store; null where there is none.</summary>
    public async ValueTask<StoreRecord?> StoreAsync(Guid id, CancellationToken cancellationToken) => (await stores.ShopAsync(cancellationToken))?.Stores.FirstOrDefault(store => store.Id.Value == id);

    /// <summary>The code of a store that is there, by which its accounts with providers are found.</summary>
    public async ValueTask<string> CodeAsync(Guid id, CancellationToken cancellationToken) =>
        (await StoreAsync(id, cancellationToken))?.Code ?? throw new InvalidOperationException($"Store {id} has gone.");

    /// <summary>Whether customers can be told where to transfer to.</summary>
    public async ValueTask<bool> TakesTransfersAsync(StoreId store, CancellationToken cancellationToken) => (await stores.SettingAsync("payments.bank_account", store, cancellationToken)).Length > 0;

    public Guid New() => Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>A step of history, by whoever asks here.</summary>
    public Step Step(string source, string outcome, string detail = "") =>
        new(Now, source, outcome, detail.Length > 500 ? detail[..500] : detail, caller.Caller.Kind is CallerKind.User or CallerKind.Key ? caller.Caller.Id : null, caller.Caller.Name);
}
