using System.Data.Common;
using Aisle.Contracts.Payments;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Payments.Data;

/// <summary>Intents as somebody else's connection sees them.</summary>
internal sealed class PaymentsState : IPaymentsState
{
    public async Task<IReadOnlyDictionary<PaymentIntentId, IntentSums>> SumsAsync(DbConnection connection, IReadOnlyCollection<PaymentIntentId> intents, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select id, greatest(0, amount - (paid - excess)), paid, refunded, state = '{OtherStates.IntentClosed}' from payments.intent where id = any ($1)", (NpgsqlConnection)connection)
            .With(intents.Select(id => id.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return (await reader.ListAsync(row => (Id: PaymentIntentId.From(row.GetGuid(0)), Sums: new IntentSums(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4))), cancellationToken))
            .ToDictionary(one => one.Id, one => one.Sums);
    }
}
