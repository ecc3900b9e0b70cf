using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Aisle.Modules.Catalog.Jobs;

/// <summary>
/// Brings the read model up to date at the moment a price begins or ends, and empties the caches that show it. Until
/// it has, lists ask the price table for such rows, so no page shows a wrong price; only sorting by price lags. It also
/// makes those rows anew whose brand or category was renamed, where they were too many for the request that did it.
/// </summary>
internal sealed partial class PriceClock(
    IServiceScopeFactory scopes, NpgsqlDataSource database, ChangeListener changes, TimeProvider time, ILogger<PriceClock> logger) : BackgroundService
{
    /// <summary>Rows made anew in one transaction: long ones would keep others from editing the same products.</summary>
    private const int StaleRows = 500;

    private static readonly TimeSpan _longestSleep = TimeSpan.FromSeconds(15);

    /// <summary>Set when the catalogue changed: a new price may begin sooner than the moment slept for.</summary>
    private readonly SemaphoreSlim _changed = new(0, 1);

    public override void Dispose()
    {
        _changed.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        changes.Changed += Wake;
        try
        {
            await RunAsync(stoppingToken);
        }
        finally
        {
            changes.Changed -= Wake;
        }
    }

    private void Wake(string tag)
    {
        if (tag is CatalogModule.Tag or CacheTags.Everything && _changed.CurrentCount == 0)
        {
            try
            {
                _changed.Release();
            }
            catch (SemaphoreFullException)
            {
                // Two changes at once wake it once.
            }
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var sleep = _longestSleep;
            try
            {
                await TickAsync(stoppingToken);
                while (await RefreshStaleAsync(stoppingToken) == StaleRows)
                {
                }

                sleep = await UntilNextAsync(stoppingToken);
            }
            catch (Exception fault) when (fault is NpgsqlException or TimeoutException)
            {
                LogFailed(logger, fault.Message);
            }

            await _changed.WaitAsync(sleep, stoppingToken);
        }
    }

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        await work.RunAsync<int>(async stop =>
        {
            // Hosts share the rows between them; what one has locked the others leave to it.
            await using var command = (await work.CommandAsync("""
                with due as (
                    select product_id from catalog.listing where price_until <= $1
                    order by product_id limit 5000 for update skip locked)
                select coalesce(catalog.refresh_listing(array_agg(product_id), $1), 0) from due
                """, stop)).With(time.GetUtcNow());
            var changed = (int)(await command.ExecuteScalarAsync(stop))!;
            if (changed > 0)
            {
                work.Changed(CatalogModule.Tag);
                LogChanged(logger, changed);
            }

            return changed;
        }, cancellationToken);
    }

    private async Task<long> RefreshStaleAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        var done = await work.RunAsync<long>(async stop =>
        {
            // The rows of a product that is being edited are left to its editor and come next time.
            await using var command = (await work.CommandAsync($"""
                with taken as (
                    select stale.product_id from catalog.stale_listing stale join catalog.product on product.id = stale.product_id
                    order by product.id limit {StaleRows} for update skip locked),
                gone as (delete from catalog.stale_listing using taken where stale_listing.product_id = taken.product_id)
                select count(*), coalesce(catalog.refresh_listing(array_agg(product_id), $1), 0) from taken
                """, stop)).With(time.GetUtcNow());
            var count = (long)(await command.ExecuteScalarAsync(stop))!;
            if (count > 0)
            {
                work.Changed(CatalogModule.Tag);
            }

            return count;
        }, cancellationToken);
        return done.IsSuccess ? done.Value : 0;
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select min(price_until) from catalog.listing where price_until is not null");
        var next = await command.ExecuteScalarAsync(cancellationToken) is DateTime moment
            ? new DateTimeOffset(moment, TimeSpan.Zero) - time.GetUtcNow()
            : _longestSleep;
        return next < TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : next > _longestSleep ? _longestSleep : next;
    }

    [LoggerMessage(2001, LogLevel.Information, "Prices of {Products} products changed at their appointed time")]
    private static partial void LogChanged(ILogger logger, int products);

    [LoggerMessage(2002, LogLevel.Warning, "The price clock could not look ({Reason}); it tries again")]
    private static partial void LogFailed(ILogger logger, string reason);
}
