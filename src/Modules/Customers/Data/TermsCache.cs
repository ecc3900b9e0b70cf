using System.Collections.Concurrent;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;

namespace Aisle.Modules.Customers.Data;

/// <summary>What prices depend on, kept for a minute and dropped when it changes on any host.</summary>
internal sealed class TermsCache : IDisposable
{
    private const int MostKept = 20_000;
    private static readonly TimeSpan _time = TimeSpan.FromMinutes(1);
    private static readonly CustomerTerms _none = new([], IsTaxExempt: false);
    private readonly ConcurrentDictionary<UserId, (CustomerTerms Terms, DateTimeOffset Until)> _kept = new();
    private readonly ApartDatabase _database;
    private readonly ChangeListener _listener;
    private readonly TimeProvider _clock;
    private long _generation;

    public TermsCache(ApartDatabase database, ChangeListener listener, TimeProvider clock)
    {
        (_database, _listener, _clock) = (database, listener, clock);
        listener.Changed += Drop;
    }

    /// <summary>The change of one customer's terms. It is about one thing, so no page hangs on it.</summary>
    public static string TagOf(UserId customer) => $"{CustomersModule.Tag}/{customer}";

    public async ValueTask<CustomerTerms> GetAsync(UserId customer, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow();
        if (_kept.TryGetValue(customer, out var kept) && now < kept.Until && _listener.IsListening)
        {
            return kept.Terms;
        }

        var generation = Interlocked.Read(ref _generation);
        var terms = await LoadAsync(customer, cancellationToken);
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        _kept[customer] = (terms, now + _time);
        // What changed while it was read is not kept.
        if (generation != Interlocked.Read(ref _generation))
        {
            _kept.TryRemove(customer, out _);
        }

        return terms;
    }

    public void Dispose() => _listener.Changed -= Drop;

    private async Task<CustomerTerms> LoadAsync(UserId customer, CancellationToken cancellationToken)
    {
        await using var command = _database.Source.CreateCommand("""
            select is_tax_exempt, array(select group_id from customers.member where customer_id = $1 order by group_id) from customers.customer where id = $1
            """).With(customer.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new CustomerTerms([.. reader.GetFieldValue<Guid[]>(1).Select(CustomerGroupId.From)], reader.GetBoolean(0)) : _none;
    }

    private void Drop(string tag)
    {
        var isAll = tag is CustomersModule.Tag or CacheTags.Everything;
        if (!isAll && !tag.StartsWith(CustomersModule.Tag + "/", StringComparison.Ordinal))
        {
            return;
        }

        Interlocked.Increment(ref _generation);
        if (isAll)
        {
            _kept.Clear();
        }
        else if (Guid.TryParse(tag.AsSpan(CustomersModule.Tag.Length + 1), out var id))
        {
            _kept.TryRemove(UserId.From(id), out _);
        }
    }
}
