using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;

namespace Aisle.Modules.Payments.Features;

/// <summary>What is due: attempts to be asked about, refunds to be sent or asked about, notices that were not handled.</summary>
internal sealed class SweepPayments(PaymentRows rows, AskProvider ask, PaymentsClock clock)
{
    public Task<IReadOnlyList<Guid>> AttemptsAsync(int most, CancellationToken cancellationToken) => DueAsync("payments.attempt", most, cancellationToken);

    public Task<IReadOnlyList<Guid>> RefundsAsync(int most, CancellationToken cancellationToken) => DueAsync("payments.refund", most, cancellationToken);

    /// <summary>Asks about an attempt, or ends it where it is to be given up.</summary>
    public async Task AttemptAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await rows.FindAsync<AttemptRow>(id, cancellationToken) is { } row)
        {
            await ask.RunAsync(id, row.IsGivenUp && row.IsOpen() && row.State != AttemptStates.Created ? Talk.Void : Talk.Query, message: null, Sources.Sweeper, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<Guid>> DueAsync(string table, int most, CancellationToken cancellationToken) =>
        [.. (await rows.SelectAsync<Found>($"select id from {table} where next_at <= $1 and (claimed_until is null or claimed_until <= $1) order by next_at limit $2", cancellationToken, clock.Now, most)).Select(found => found.Id)];

    private sealed record Found(Guid Id);
}
