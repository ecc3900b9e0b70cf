using Npgsql;

namespace Aisle.Platform.Database;

/// <summary>The connection string in force, with its password; a data source does not give it back.</summary>
/// <param name="ConnectionString">Npgsql connection string. Never logged.</param>
public sealed record DatabaseConnection(string ConnectionString)
{
    /// <summary>Only the type's name: the string holds a password.</summary>
    public override string ToString() => nameof(DatabaseConnection);
}

/// <summary>How Aisle talks to PostgreSQL.</summary>
public static class DatabaseOptions
{
    /// <summary>
    /// Connections per host: twelve for each processor, and 48 at most. A sale holds one through several short statements and a commit,
    /// and most of that time it waits: for its turn, for the disk, for us. The more wait for the disk together, the less each costs.
    /// Measured on two processors with 32 sellers: with four for each processor a fifth fewer sales, with sixteen no more. Where all want
    /// the same ten items it is the other way round, and the slowest wait four times as long; that is rarer.
    /// </summary>
    public static int DefaultPool => Math.Min(48, 12 * Environment.ProcessorCount);

    private const int ReadBuffer = 32 * 1024;

    /// <summary>
    /// A data source on <paramref name="connectionString"/> with the settings every part of Aisle relies on. What the
    /// string itself says wins.
    /// <list type="bullet">
    /// <item>A pool of a known size, and statements prepared after their second use.</item>
    /// <item>A buffer that a page of a list fits into, so that it is taken in at once and not in three pieces.</item>
    /// <item>A prepared statement is planned once, not for each value: planning takes several times as long as running
    /// the short statements of a shop. A statement whose best plan depends on a value is written so that its text does.</item>
    /// <item>A fault names its statement, so that what is left to a commit can say what became of it.</item>
    /// <item>A connection goes back to the pool as it is, which saves a round of clearing statements for each use. So no
    /// one leaves state behind on it: settings are <c>set local</c>, session locks are given back.</item>
    /// </list>
    /// </summary>
    public static NpgsqlDataSource CreateDataSource(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        Default("Maximum Pool Size", DefaultPool);
        Default("Max Auto Prepare", 100);
        Default("Auto Prepare Min Usages", 2);
        Default("Read Buffer Size", ReadBuffer);
        Default("Timeout", 15);
        Default("Command Timeout", 30);
        Default("Application Name", "aisle");
        Default("No Reset On Close", true);
        Default("Include Failed Batched Command", true);
        Default("Options", "-c plan_cache_mode=force_generic_plan");
        // Without a name the connection string is the pool's label in every metric.
        return new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = settings.ApplicationName }.Build();

        void Default(string key, object value)
        {
            if (!given.ContainsKey(key) || !given.ShouldSerialize(key))
            {
                settings[key] = value;
            }
        }
    }

    /// <summary>
    /// How many of the connections of a data source may be used at once for what keeps a processor busy for long, or costs less when it is
    /// done for several together: one for each processor, two at least, but never more than half of all.
    /// </summary>
    public static int Few(NpgsqlDataSource database) =>
        Math.Max(1, Math.Min(Math.Max(2, Environment.ProcessorCount), new NpgsqlConnectionStringBuilder(database.ConnectionString).MaxPoolSize / 2));
}
