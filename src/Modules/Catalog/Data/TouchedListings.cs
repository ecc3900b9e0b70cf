using Aisle.Platform.Database;

namespace Aisle.Modules.Catalog.Data;

/// <summary>
/// Brings lists and search up to date after a brand or category changed: at once where few products show it, and otherwise
/// bit by bit right after the commit (<see cref="Jobs.PriceClock"/>), so that no request waits for thousands of them.
/// </summary>
internal sealed class TouchedListings(UnitOfWork work, TimeProvider time)
{
    /// <summary>So many are made anew within the request.</summary>
    public const int MostAtOnce = 200;

    /// <summary>Products of these brands.</summary>
    public Task OfBrandAsync(Guid brand, CancellationToken cancellationToken) => RefreshAsync("brand_id = $1", brand, cancellationToken);

    /// <summary>Products in a category and below it, as it lay before this change.</summary>
    public Task OfCategoryAsync(Guid category, CancellationToken cancellationToken) => RefreshAsync("category_path @> array[$1]", category, cancellationToken);

    private async Task RefreshAsync(string condition, Guid id, CancellationToken cancellationToken)
    {
        Guid[] few;
        await using (var find = (await work.CommandAsync(
            $"select coalesce(array_agg(product_id), '{{}}') from (select product_id from catalog.listing where {condition} limit {MostAtOnce + 1}) touched", cancellationToken)).With(id))
        {
            few = (Guid[])(await find.ExecuteScalarAsync(cancellationToken))!;
        }

        await using var refresh = few.Length <= MostAtOnce
            ? (await work.CommandAsync("select catalog.refresh_listing($1, $2)", cancellationToken)).With(few, time.GetUtcNow())
            : (await work.CommandAsync($"insert into catalog.stale_listing select product_id from catalog.listing where {condition} on conflict do nothing", cancellationToken)).With(id);
        await refresh.ExecuteNonQueryAsync(cancellationToken);
    }
}
