using Aisle.Contracts.Ledger;
using Aisle.Modules.Payments.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Payments;

/// <summary>The documents of this module in the books: what providers paid out. Payments themselves are posted by what is paid.</summary>
internal sealed class PaymentsDocuments(IServiceScopeFactory scopes) : ILedgerDocuments
{
    public const string Settlement = "provider_settlement";

    public string Type => Settlement;

    public string? Page => "/admin/payments/settlements/{0}";

    public async Task<IReadOnlySet<string>> ExistingAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        // Asked from wherever, so in a scope of its own: what is committed is there, and nothing else.
        await using var scope = scopes.CreateAsyncScope();
        var known = ids.Select(id => Guid.TryParseExact(id, "D", out var value) ? value : (Guid?)null).OfType<Guid>().ToArray();
        var found = await scope.ServiceProvider.GetRequiredService<PaymentRows>().SelectAsync<Found>("select id from payments.settlement where id = any ($1)", cancellationToken, known);
        return found.Select(one => one.Id.ToString("D")).ToHashSet(StringComparer.Ordinal);
    }

    private sealed record Found(Guid Id);
}
