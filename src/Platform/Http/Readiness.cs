using System.Collections.Concurrent;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Aisle.Platform.Http;

/// <summary>What this process still waits for, or has lost. Each part says so itself.</summary>
public sealed class Readiness
{
    private readonly ConcurrentDictionary<string, string> _notReady = new(StringComparer.Ordinal);

    /// <summary>Says that <paramref name="part"/> is not ready, and why.</summary>
    public void NotReady(string part, string reason) => _notReady[part] = reason;

    /// <summary>Says that <paramref name="part"/> is ready.</summary>
    public void Ready(string part) => _notReady.TryRemove(part, out _);

    /// <summary>The parts that are not ready.</summary>
    public IReadOnlyDictionary<string, string> Faults => _notReady;
}

/// <summary>Health routes: <c>/health/live</c> (the process answers) and <c>/health/ready</c> (it can do its work).</summary>
public static class HealthRoutes
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    /// <summary>Maps both routes.</summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live")).OpenToEveryone().ExcludeFromDescription();
        app.MapGet("/health/ready", ReadyAsync).OpenToEveryone().ExcludeFromDescription();
    }

    private static async Task<IResult> ReadyAsync(
        Readiness readiness, NpgsqlDataSource database, Storage.IFileStore files, CancellationToken cancellationToken)
    {
        var faults = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (part, reason) in readiness.Faults)
        {
            faults[part] = reason;
        }

        await TryAsync(faults, "database", async stop =>
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(stop);
        }, cancellationToken);
        await TryAsync(faults, "files", files.CheckAsync, cancellationToken);
        return Results.Json(new { status = faults.Count == 0 ? "ready" : "not ready", parts = faults }, statusCode: faults.Count == 0 ? 200 : 503);
    }

    private static async Task TryAsync(
        SortedDictionary<string, string> faults, string part, Func<CancellationToken, Task> check, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_limit);
        try
        {
            await check(limit.Token);
        }
        catch (Exception fault) when (fault is NpgsqlException or IOException or OperationCanceledException or TimeoutException or System.Net.Sockets.SocketException or UnauthorizedAccessException)
        {
            // The kind of fault is enough for an operator's first look; a message could name hosts or paths.
            faults[part] = fault is OperationCanceledException or TimeoutException ? "no answer in time" : "cannot be reached";
        }
    }
}
