using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>
/// A small pool of its own for what is asked while a transaction is under way and must not be part of it: what is loaded into
/// memory, and what stays counted though the request fails. Taken from the requests' pool, such a connection would be waited
/// for by those who hold all the others. Who uses it waits for nothing else meanwhile.
/// </summary>
/// <param name="connectionString">Where the database is.</param>
public sealed class ApartDatabase(string connectionString) : IAsyncDisposable
{
    /// <summary>Connections of this pool.</summary>
    public const int Pool = 2;

    /// <summary>The data source.</summary>
    public NpgsqlDataSource Source { get; } = DatabaseOptions.CreateDataSource(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Pool, ApplicationName = "aisle apart" }.ConnectionString);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    /// <summary>A scope whose unit of work is not part of the one under way, and commits by itself.</summary>
    public static AsyncServiceScope CreateScope(IServiceScopeFactory scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<DatabaseLane>().Source = scope.ServiceProvider.GetRequiredService<ApartDatabase>().Source;
        return scope;
    }
}

/// <summary>The pool that a scope's unit of work takes its connection from.</summary>
/// <param name="source">The requests' pool.</param>
public sealed class DatabaseLane(NpgsqlDataSource source)
{
    /// <summary>The pool.</summary>
    public NpgsqlDataSource Source { get; set; } = source;
}
