using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;

namespace Aisle.Modules.Customers.Data;

/// <summary>What prices depend on, kept for a minute and dropped when it changes on any host.</summary>
internal sealed class TermsCache(ApartDatabase database, ChangeListener listener, TimeProvider clock) : IDisposable
{
    private const int Most = 20_000;
    private static readonly TimeSpan _time = TimeSpan.FromMinutes(1);
    private static readonly CustomerTerms _none = new([], IsTaxExempt: false);
    private readonly KeyedCache<UserId, Kept> _kept = new(listener, Most, About);

    /// <summary>The change of one customer's terms. It is about one thing, so no page hangs on it.</summary>
    public static string TagOf(UserId customer) => $"{CustomersModule.Tag}/{customer}";

    public async ValueTask<CustomerTerms> GetAsync(UserId customer, CancellationToken cancellationToken)
    {
        var (turn, now) = (_kept.Turn, clock.GetUtcNow());
        if (_kept.Find(customer) is { } kept && now < kept.Until)
        {
            return kept.Terms;
        }

        var terms = await LoadAsync(customer, cancellationToken);
        _kept.Keep(turn, customer, new Kept(terms, now + _time));
        return terms;
    }

    public void Dispose() => _kept.Dispose();

    private async Task<CustomerTerms> LoadAsync(UserId customer, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand("""
            select is_tax_exempt, array(select group_id from customers.member where customer_id = $1 order by group_id) from customers.customer where id = $1
            """).With(customer.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new CustomerTerms([.. reader.GetFieldValue<Guid[]>(1).Select(CustomerGroupId.From)], reader.GetBoolean(0)) : _none;
    }

    private static Func<UserId, Kept, bool>? About(string tag) => tag == CustomersModule.Tag ? (_, _) => true
        : tag.StartsWith(CustomersModule.Tag + "/", StringComparison.Ordinal) && Guid.TryParse(tag.AsSpan(CustomersModule.Tag.Length + 1), out var id) ? (customer, _) => customer.Value == id : null;

    private sealed record Kept(CustomerTerms Terms, DateTimeOffset Until);
}
