using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Data;

/// <summary>The rows of this module. Locks are taken in one order: intent, attempt, refund, and what a subject locks after these.</summary>
internal sealed class PaymentRows(UnitOfWork work, DocumentNumbers numbers) : RowStore(work, numbers)
{
    /// <summary>Locks an intent and all of its attempts, in this order; null where there is none.</summary>
    public Task<LockedIntent?> LockAsync(Guid intent, CancellationToken cancellationToken) => LockAsync("id = $1", intent, cancellationToken);

    /// <summary>The same of the intent of an attempt.</summary>
    public Task<LockedIntent?> LockOfAsync(Guid attempt, CancellationToken cancellationToken) => LockAsync("id = (select intent_id from payments.attempt where id = $1)", attempt, cancellationToken);

    private async Task<LockedIntent?> LockAsync(string condition, Guid id, CancellationToken cancellationToken)
    {
        if (await ListAsync<IntentRow>(condition + " for no key update", cancellationToken, id) is not [var intent])
        {
            return null;
        }

        // Who holds the intent adds attempts, so there are no others than these. They are locked in the order of their ids.
        var attempts = await ListAsync<AttemptRow>("intent_id = $1 order by id for no key update", cancellationToken, intent.Id);
        return new LockedIntent(intent, [.. attempts.OrderBy(attempt => attempt.CreatedAt).ThenBy(attempt => attempt.Id)]);
    }

    /// <summary>Writes an attempt with a step of its history; its first step makes it.</summary>
    public async Task<AttemptRow> SaveAsync(AttemptRow row, Step step, CancellationToken cancellationToken)
    {
        var after = row with { Steps = row.Steps + 1 };
        await (row.Steps == 0 ? InsertOneAsync(after, cancellationToken) : UpdateAsync(row.Id, after, cancellationToken));
        await InsertOneAsync(new AttemptStepRow(row.Id, after.Steps, step.At, step.Source, row.State, step.Outcome, step.Detail, step.ByUser, step.ByName), cancellationToken);
        return after;
    }

    /// <summary>Writes a refund with a step of its history; its first step makes it.</summary>
    public async Task<RefundRow> SaveAsync(RefundRow row, Step step, CancellationToken cancellationToken)
    {
        var after = row with { Steps = row.Steps + 1 };
        await (row.Steps == 0 ? InsertOneAsync(after, cancellationToken) : UpdateAsync(row.Id, after, cancellationToken));
        await InsertOneAsync(new RefundStepRow(row.Id, after.Steps, step.At, step.Source, row.State, row.Method, step.Outcome, step.Detail, step.ByUser, step.ByName), cancellationToken);
        return after;
    }
}

/// <summary>An intent with its attempts, oldest first, all of them locked.</summary>
internal sealed record LockedIntent(IntentRow Intent, List<AttemptRow> Attempts)
{
    public AttemptRow Attempt(Guid id) => Attempts.Find(attempt => attempt.Id == id)!;

    public AttemptRow? Open => Attempts.Find(attempt => AttemptStates.IsOpen(attempt.State));
}

/// <summary>What is written down of a change.</summary>
/// <param name="At">When.</param>
/// <param name="Source">From whom: <see cref="Sources"/>.</param>
/// <param name="Outcome">What came of it, a word for texts.</param>
/// <param name="Detail">More of it: a code, what a provider said.</param>
/// <param name="ByUser">Who, where it was a person.</param>
/// <param name="ByName">What they are called.</param>
internal sealed record Step(DateTimeOffset At, string Source, string Outcome, string Detail, Guid? ByUser, string ByName);
