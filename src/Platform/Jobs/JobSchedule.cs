using System.Globalization;
using Quartz;

namespace Aisle.Platform.Jobs;

/// <summary>When a job runs by itself.</summary>
/// <remarks>
/// A moment at which no host was there, or at which the job was paused or still at work, is made up for by one run as soon
/// as that is possible, however many such moments there were.
/// </remarks>
public sealed record JobSchedule
{
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(100);

    private JobSchedule()
    {
    }

    /// <summary>Never by itself: only when a person asks.</summary>
    public static JobSchedule OnRequest { get; } = new();

    /// <summary>Time from one run's beginning to the next one's, or null.</summary>
    public TimeSpan? Interval { get; private init; }

    /// <summary>The five fields of cron, or null.</summary>
    public string? Expression { get; private init; }

    /// <summary>The time zone whose clock <see cref="Expression"/> goes by, or null.</summary>
    public TimeZoneInfo? Zone { get; private init; }

    /// <summary>Again and again, the first time an interval after it was first registered.</summary>
    public static JobSchedule Every(TimeSpan interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, _shortest);
        return new JobSchedule { Interval = interval };
    }

    /// <summary>At the times that cron's five fields say (minute, hour, day of month, month, day of week), on the clock of a time zone.</summary>
    /// <exception cref="ArgumentException">The expression is none.</exception>
    public static JobSchedule Cron(string expression, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        try
        {
            CronExpression.Parse(expression, CronFormat.Unix);
        }
        catch (FormatException fault)
        {
            throw new ArgumentException($"'{expression}' is no cron expression of five fields: {fault.Message}", nameof(expression), fault);
        }

        return new JobSchedule { Expression = expression, Zone = zone };
    }

    /// <summary>For people, and to see whether the stored one is still the same.</summary>
    public override string ToString() => (Interval, Expression) switch
    {
        ({ } interval, _) => string.Create(CultureInfo.InvariantCulture, $"every {interval:c}"),
        (_, { } expression) => $"{expression} {Zone!.Id}",
        _ => "on request",
    };
}
