using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Delivery.Features;

/// <summary>Delivery in the words of the pages.</summary>
internal static class DeliveryWords
{
    /// <summary>The stores in which somebody holds a permission.</summary>
    public static IReadOnlyList<ListChoice> Stores(AdminText text, Caller caller, Permission permission, Shop? shop) =>
        [.. (shop?.Stores ?? []).Where(store => caller.MayIn(permission, store.Id)).Select(store => new ListChoice(store.Id.ToString(), StoreOf(text, shop, store.Id)))];

    public static string StoreOf(AdminText text, Shop? shop, StoreId id) => shop?.Stores.FirstOrDefault(store => store.Id == id) is { } found ? $"{found.Code} {text.Of(found.Name)}" : "–";

    /// <summary>What a plan or slot is for: a zone, all zones, or fetching.</summary>
    public static string For(AdminText text, ZoneBook book, Contracts.Delivery.ZoneId? zone, bool isPickup) =>
        isPickup ? text["delivery.page.pickup"] : zone is null ? text["delivery.page.all_zones"] : book.Zones.FirstOrDefault(one => one.Id == zone) is { } found ? text.Of(found.Name) : "–";

    public static string Times(AdminText text, TimeOnly from, TimeOnly to) => text.Digits(FormattableString.Invariant($"{from:HH\\:mm}–{to:HH\\:mm}"));

    public static string Times(AdminText text, DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone) =>
        Times(text, TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(from, zone).DateTime), TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(to, zone).DateTime));

    public static string Day(AdminText text, DayOfWeek day) => text.Culture.DateTimeFormat.GetDayName(day);

    /// <summary>The days of a plan, from the first day of the week on.</summary>
    public static string Days(AdminText text, IReadOnlyList<DayOfWeek> days) =>
        days.Count == 7 ? text["delivery.page.every_day"] : string.Join(", ", Week(text.Culture).Where(days.Contains).Select(text.Culture.DateTimeFormat.GetAbbreviatedDayName));

    public static IEnumerable<DayOfWeek> Week(CultureInfo culture) => Enumerable.Range(0, 7).Select(day => (DayOfWeek)(((int)culture.DateTimeFormat.FirstDayOfWeek + day) % 7));

    public static string Minutes(AdminText text, int minutes) => text["delivery.page.minutes", text.Number(minutes)];

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>What somebody typed as money; none where it is empty, a fault of its field where it cannot be.</summary>
    public static Money? Typed(string text, string field, Currency currency, Problems problems)
    {
        var amount = Platform.Ui.Admin.Typed.Number(text, field, problems);
        return amount is { } number && problems.Take(Money.FromDecimal(number, currency), field) is { Currency: var known } money && known == currency ? money : null;
    }

    /// <summary>A time of day that was typed.</summary>
    public static TimeOnly TypedTime(string text, string field, Problems problems) =>
        problems.Require(TimeOnly.TryParseExact(Platform.Ui.Admin.Typed.Digits(text), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time), "form.time", "A time of day looks like 09:30.", field) ? time : default;
}
