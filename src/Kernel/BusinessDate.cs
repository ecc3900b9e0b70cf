using System.Globalization;
using System.Text.Json.Serialization;

namespace Aisle.Kernel;

/// <summary>
/// The day a shop counts a sale to. A shop open past midnight closes its day at a cut-off, such as 04:00, and not at
/// 00:00.
/// </summary>
/// <param name="Date">The day.</param>
[JsonConverter(typeof(BusinessDateJsonConverter))]
public readonly record struct BusinessDate(DateOnly Date) : IComparable<BusinessDate>
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>True when the left day is earlier.</summary>
    public static bool operator <(BusinessDate left, BusinessDate right) => left.Date < right.Date;

    /// <summary>True when the left day is later.</summary>
    public static bool operator >(BusinessDate left, BusinessDate right) => left.Date > right.Date;

    /// <summary>True when the left day is not later.</summary>
    public static bool operator <=(BusinessDate left, BusinessDate right) => left.Date <= right.Date;

    /// <summary>True when the left day is not earlier.</summary>
    public static bool operator >=(BusinessDate left, BusinessDate right) => left.Date >= right.Date;

    /// <summary>
    /// The day of an instant. The wall clock of the shop at that instant decides, so a cut-off that the clock skips in
    /// spring takes effect at the jump, and one that comes twice in autumn takes effect each time the clock shows it.
    /// </summary>
    /// <param name="instant">The instant; its own offset does not matter.</param>
    /// <param name="zone">The time zone of the shop.</param>
    /// <param name="cutOff">Local time. A sale before it belongs to the day before; a sale at it to the new
    /// day.</param>
    public static BusinessDate Of(DateTimeOffset instant, TimeZoneInfo zone, TimeOnly cutOff)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        var date = DateOnly.FromDateTime(local);
        return new BusinessDate(TimeOnly.FromDateTime(local) < cutOff ? date.AddDays(-1) : date);
    }

    /// <summary>Reads <c>yyyy-MM-dd</c> (ISO 8601); false when the text is anything else.</summary>
    public static bool TryParse(string? text, out BusinessDate date)
    {
        var ok = DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        date = new BusinessDate(day);
        return ok;
    }

    /// <summary>The day so many days later, or earlier when negative.</summary>
    public BusinessDate AddDays(int days) => new(Date.AddDays(days));

    /// <inheritdoc/>
    public int CompareTo(BusinessDate other) => Date.CompareTo(other.Date);

    /// <summary>The day as <c>yyyy-MM-dd</c>, whatever the culture.</summary>
    public override string ToString() => Date.ToString(Format, CultureInfo.InvariantCulture);
}
