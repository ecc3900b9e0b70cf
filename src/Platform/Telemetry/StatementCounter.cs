using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Telemetry;

/// <summary>
/// Counts the SQL statements of each request and says it in the header <c>X-Statements</c>. Off unless
/// <c>Aisle:CountStatements</c> is true: tests and benches hold each route to its bound with it.
/// </summary>
public static class StatementCounter
{
    private static readonly AsyncLocal<Count?> _current = new();

    /// <summary>Npgsql starts one activity for each command it sends. One listener for the process, however many hosts are in it.</summary>
    private static readonly Lazy<ActivityListener> _listener = new(() => new ActivityListener
    {
        ShouldListenTo = source => string.Equals(source.Name, "Npgsql", StringComparison.Ordinal),
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        ActivityStarted = activity =>
        {
            if (_current.Value is { } count && activity.Kind == ActivityKind.Client)
            {
                Interlocked.Increment(ref count.Statements);
            }
        },
    });

    /// <summary>Counts from here on.</summary>
    public static void UseStatementCounter(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        ActivitySource.AddActivityListener(_listener.Value);
        app.Use((context, next) =>
        {
            var count = new Count();
            _current.Value = count;
            context.Response.OnStarting(() =>
            {
                context.Response.Headers["X-Statements"] = count.Statements.ToString(CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private sealed class Count
    {
        public int Statements;
    }
}
