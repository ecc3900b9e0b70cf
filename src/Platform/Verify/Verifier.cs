using Aisle.Kernel;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Platform.Verify;

/// <summary>A run of invariants.</summary>
/// <param name="Id">Its id.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="AskedBy">Who asked for it; left out where it ran by itself.</param>
/// <param name="Host">The machine.</param>
/// <param name="Only">Only invariants whose name begins with this; left out for all.</param>
/// <param name="Results">How each stands.</param>
public sealed record VerifyRun(Guid Id, DateTimeOffset StartedAt, DateTimeOffset EndedAt, string? AskedBy, string Host, string? Only, IReadOnlyList<InvariantResult> Results)
{
    /// <summary>Whether all hold.</summary>
    public bool Ok => Results.All(result => result.Ok);
}

/// <summary>
/// Checks every registered invariant, one after the other, on a connection of its own and on one state of the database: what
/// is written meanwhile is in the next run. It holds no lock that a sale would wait for.
/// </summary>
public sealed class Verifier(DatabaseConnection database, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Names of all invariants, in their order.</summary>
    public IReadOnlyList<string> Names()
    {
        using var scope = scopes.CreateScope();
        return [.. Invariants(scope.ServiceProvider, only: null).Select(invariant => invariant.Name)];
    }

    /// <summary>Runs them.</summary>
    /// <param name="askedBy">Who asks, or null.</param>
    /// <param name="only">Only those whose name begins with this; null for all.</param>
    /// <param name="told">Called with each as soon as it is checked.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<VerifyRun> RunAsync(string? askedBy, string? only, Func<InvariantResult, Task>? told, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = "aisle verify", CommandTimeout = 0 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        return await RunAsync(connection, askedBy, only, told, cancellationToken);
    }

    /// <summary>
    /// Runs them on a connection. One that is open is taken as it is, with the transaction that is under way on it.
    /// </summary>
    public async Task<VerifyRun> RunAsync(NpgsqlConnection connection, string? askedBy, string? only, Func<InvariantResult, Task>? told, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(connection);
        await using var scope = ApartDatabase.CreateScope(scopes);
        var invariants = Invariants(scope.ServiceProvider, only);
        var started = time.GetUtcNow();
        foreach (var invariant in invariants)
        {
            await invariant.PrepareAsync(cancellationToken);
        }

        var results = new List<InvariantResult>();
        var isOwn = connection.State != System.Data.ConnectionState.Open;
        if (isOwn)
        {
            await connection.OpenAsync(cancellationToken);
        }

        await using var transaction = isOwn ? await BeginAsync(connection, cancellationToken) : null;
        var proof = new Proof(connection, transaction!);
        foreach (var invariant in invariants)
        {
            var result = await CheckAsync(invariant, proof, cancellationToken);
            results.Add(result);
            await (told?.Invoke(result) ?? Task.CompletedTask);
        }

        return new VerifyRun(Guid.CreateVersion7(time.GetUtcNow()), started, time.GetUtcNow(), askedBy, Environment.MachineName, only, results);
    }

    private static List<IInvariant> Invariants(IServiceProvider services, string? only)
    {
        var all = services.GetServices<IInvariant>().ToList();
        if (all.GroupBy(invariant => invariant.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidOperationException($"Two invariants are called {twice.Key}.");
        }

        return only is null ? all : all.FindAll(invariant => invariant.Name.StartsWith(only, StringComparison.Ordinal));
    }

    private static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        // Sums over all there is are planned for what there is now, and use what the machine has.
        await using var command = new NpgsqlCommand("set transaction read only; set local work_mem = '64MB'; set local plan_cache_mode = auto", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        return transaction;
    }

    /// <summary>An invariant that cannot be checked does not hold: a damaged database shows itself so too.</summary>
    private async Task<InvariantResult> CheckAsync(IInvariant invariant, Proof proof, CancellationToken cancellationToken)
    {
        var (finding, began) = (new Finding(), time.GetTimestamp());
        await using (var point = proof.Command("savepoint invariant"))
        {
            await point.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            await invariant.CheckAsync(proof, finding, cancellationToken);
        }
        catch (Exception fault) when (fault is PostgresException or InvalidCastException or FormatException or ArgumentException or InvalidOperationException or OverflowException)
        {
            finding.Add($"It cannot be checked: {fault.Message.ReplaceLineEndings(" ")}");
            await using var back = proof.Command("rollback to savepoint invariant");
            await back.ExecuteNonQueryAsync(cancellationToken);
        }

        return InvariantResult.Of(invariant.Name, finding, time.GetElapsedTime(began));
    }
}
