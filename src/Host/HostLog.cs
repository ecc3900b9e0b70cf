namespace Aisle.Host;

/// <summary>What the host says in the log.</summary>
internal static partial class HostLog
{
    [LoggerMessage(3001, LogLevel.Error, "The embedded PostgreSQL ended by itself; starting it again")]
    public static partial void DatabaseEnded(ILogger logger);

    [LoggerMessage(3002, LogLevel.Error, "The embedded PostgreSQL does not come back ({Reason}); trying again")]
    public static partial void DatabaseNotBack(ILogger logger, string reason);

    [LoggerMessage(3003, LogLevel.Information, "Stopping: no new requests, those under way may finish")]
    public static partial void Stopping(ILogger logger);
}
