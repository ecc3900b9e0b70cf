using System.Globalization;

namespace Aisle.Modules.Payments.Providers.Wire;

/// <summary>Times as providers of Bangladesh write them: local, six hours before UTC, without summer time.</summary>
internal static class DhakaTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(6);

    public static string Write(DateTimeOffset at, string format) => at.ToOffset(Offset).ToString(format, CultureInfo.InvariantCulture);

    /// <summary>Reads a local time; null where it is none.</summary>
    public static DateTimeOffset? Read(string text, params string[] formats) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) ? new DateTimeOffset(local, Offset) : null;
}
