using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.FeatureTests.Payments;

/// <summary>Something that is paid for: it writes down what it is told in the unit of work that tells it, and posts the money as an order would. One whose id begins with <c>gone</c> wants none.</summary>
internal sealed class TestPaper(UnitOfWork work, ILedger ledger, TimeProvider time) : IPaymentSubject
{
    public const string TypeName = "test_paper";

    public string Type => TypeName;

    private BusinessDate Today => BusinessDate.Of(time.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue);

    public static async Task CreateTableAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("create schema test; create table test.told (no bigint generated always as identity primary key, subject text not null, what text not null, method text not null, amount bigint not null, id uuid not null)", connection);
        await command.ExecuteNonQueryAsync();
    }

    public string? PageOf(string id, bool isProven) => "/papers/" + id + (isProven ? "?key=proven" : "");

    public Task<Result> BegunAsync(DocumentRef subject, string method, CancellationToken cancellationToken) => Task.FromResult(Result.Success);

    public async Task<Result<Money>> PaidAsync(MoneyCame came, CancellationToken cancellationToken)
    {
        await TellAsync(came.Subject, came.IsPromised ? "promised" : came.IsPaid ? "paid" : "part", came.Method, came.Amount.Minor, came.Attempt.Value, cancellationToken);
        if (came is { IsPosted: false, IsPromised: false })
        {
            var facts = new Facts().Set("number", came.Subject.Id).Set("method", came.Method).Set("amount", came.Amount);
            var posted = await ledger.PostDocumentAsync(new NewDocument(EntryId.From(came.Attempt.Value), new DocumentRef(Type, came.Subject.Id), Today, facts) { Rule = "payment_received" }, cancellationToken);
            if (posted.IsFailure)
            {
                return posted.Errors.ToArray();
            }
        }

        return came.Subject.Id.StartsWith("gone", StringComparison.Ordinal) ? came.Amount : came.Excess;
    }

    public async Task<Result<Money>> RefundedAsync(MoneyWent went, CancellationToken cancellationToken)
    {
        await TellAsync(went.Subject, went.IsExcess ? "excess_back" : "back", went.Method, went.Amount.Minor, went.Refund.Value, cancellationToken);
        return went.IsPosted ? went.Due : (await ledger.PostAsync(new NewEntry(
            EntryId.From(went.Refund.Value), "RF", Today, new DocumentRef(Type, went.Subject.Id), "Refund", [new NewLine(AccountRef.For("receivable"), AccountRef.For("tender", went.Method), went.Amount)]), cancellationToken)).Map(_ => went.Due);
    }

    public Task RefundRefusedAsync(DocumentRef subject, RefundRecord refund, CancellationToken cancellationToken) => TellAsync(subject, "refused", refund.Method, refund.Amount.Minor, refund.Id.Value, cancellationToken);

    public Task AttemptEndedAsync(DocumentRef subject, PaymentAttemptRecord attempt, CancellationToken cancellationToken) =>
        TellAsync(subject, "ended_" + attempt.State.ToString().ToLowerInvariant(), attempt.Method, 0, attempt.Id.Value, cancellationToken);

    private async Task TellAsync(DocumentRef subject, string what, string method, long amount, Guid id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync("insert into test.told (subject, what, method, amount, id) values ($1, $2, $3, $4, $5)", cancellationToken)).With(subject.Id, what, method, amount, id);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>All of them are there.</summary>
internal sealed class TestPaperDocuments : ILedgerDocuments
{
    public string Type => TestPaper.TypeName;

    public string? Page => null;

    public Task<IReadOnlyDictionary<string, string>> NumbersAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(ids.Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => "", StringComparer.Ordinal));
}
