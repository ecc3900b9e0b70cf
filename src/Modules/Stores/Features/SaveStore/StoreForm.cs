using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Stores.Features;

/// <summary>A time of opening as it was typed.</summary>
internal sealed record HoursForm(DayOfWeek Day, string Opens, string Closes);

/// <summary>What is typed into the form of a store, kept as it is so that it can be shown again.</summary>
internal sealed record StoreForm
{
    public string Code { get; init; } = "";

    public string Slug { get; init; } = "";

    public string Kind { get; init; } = "store";

    public string Position { get; init; } = "0";

    public IReadOnlyDictionary<string, string> Name { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> Lines { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> City { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Postcode { get; init; } = "";

    public string Country { get; init; } = "";

    public string Phone { get; init; } = "";

    public string TimeZone { get; init; } = "";

    public string Currency { get; init; } = "";

    public string DayCutOff { get; init; } = "00:00";

    public string Latitude { get; init; } = "";

    public string Longitude { get; init; } = "";

    /// <summary>Times of opening; a fault names one by its place here.</summary>
    public IReadOnlyList<HoursForm> Hours { get; init; } = [];

    public static StoreForm Of(ManagedStore store) => new()
    {
        Code = store.Code, Slug = store.Slug, Kind = store.Kind == StoreKind.Store ? "store" : "warehouse", Position = store.Position.ToString(CultureInfo.InvariantCulture),
        Name = Typed.Texts(store.Name), Lines = Typed.Texts(store.Address.Lines), City = Typed.Texts(store.Address.City), Postcode = store.Address.Postcode, Country = store.Address.Country,
        Phone = store.Phone, TimeZone = store.TimeZone, Currency = store.Currency, DayCutOff = Print(store.DayCutOff),
        Latitude = store.Latitude?.ToString("0.######", CultureInfo.InvariantCulture) ?? "", Longitude = store.Longitude?.ToString("0.######", CultureInfo.InvariantCulture) ?? "",
        Hours = [.. store.Hours.Select(span => new HoursForm(span.Day, Print(span.Opens), Print(span.Closes)))],
    };

    public static StoreForm Read(IFormCollection form, AdminText text)
    {
        string Get(string name) => form[name].ToString();
        return new StoreForm
        {
            Code = Get("code"), Slug = Get("slug"), Kind = Get("kind"), Position = Get("position"), Name = Typed.Texts(form, "name", text.Languages), Lines = Typed.Texts(form, "address.lines", text.Languages),
            City = Typed.Texts(form, "address.city", text.Languages), Postcode = Get("address.postcode"), Country = Get("address.country"), Phone = Get("phone"), TimeZone = Get("timeZone"), Currency = Get("currency"),
            DayCutOff = Get("dayCutOff"), Latitude = Get("latitude"), Longitude = Get("longitude"),
            Hours =
            [
                .. form["day"].Zip(form["opens"], form["closes"]).Where(row => !string.IsNullOrWhiteSpace(row.Second) || !string.IsNullOrWhiteSpace(row.Third))
                    .Select(row => new HoursForm(int.TryParse(row.First, NumberStyles.None, CultureInfo.InvariantCulture, out var day) ? (DayOfWeek)day : (DayOfWeek)(-1), row.Second ?? "", row.Third ?? "")),
            ],
        };
    }

    /// <summary>What the use case is asked. What cannot be read at all is added to the problems, under the name of its field.</summary>
    public StoreBody Body(Problems problems, StoreStatus? status) => new(
        Code.Trim(), Slug.Trim(), Typed.Choice<StoreKind>(Kind, "kind", problems) ?? StoreKind.Store, Typed.Text(Name, "name", problems, 100),
        new AddressBody(Typed.Text(Lines, "address.lines", problems, 300), Typed.Text(City, "address.city", problems, 100), Postcode, Country.Trim()), TimeZone, Currency.Trim(),
        ReadTime(problems, DayCutOff, "dayCutOff") ?? default,
        [.. Hours.Select((row, i) => new HoursBody(row.Day, ReadTime(problems, row.Opens, $"hours[{i}].opens"), ReadTime(problems, row.Closes, $"hours[{i}].closes")))],
        status, Typed.Whole(Position, "position", problems) ?? 0, Phone.Trim(), Typed.Number(Latitude, "latitude", problems), Typed.Number(Longitude, "longitude", problems));

    /// <summary>Field by field in words, for two versions side by side.</summary>
    public IEnumerable<(string Label, string Words)> InWords(AdminText text, Func<DayOfWeek, string> nameOfDay) =>
    [
        (text["stores.store_page.name"], Typed.InWords(Name)), (text["stores.store_page.code"], Code), (text["stores.store_page.slug"], Slug),
        (text["stores.store_page.kind"], text[Kind is "warehouse" ? "stores.store_page.warehouse" : "stores.store_page.store"]), (text["stores.store_page.position"], Position),
        (text["stores.store_page.street"], Typed.InWords(Lines)), (text["stores.store_page.city"], Typed.InWords(City)), (text["stores.store_page.postcode"], Postcode), (text["stores.store_page.country"], Country),
        (text["stores.store_page.phone"], Phone), (text["stores.store_page.zone"], TimeZone), (text["stores.store_page.currency"], Currency), (text["stores.store_page.cut_off"], DayCutOff),
        (text["stores.store_page.place"], string.Join(", ", ((string[])[Latitude, Longitude]).Where(part => part.Length > 0))),
        (text["stores.store_page.hours"], string.Join(", ", Hours.OrderBy(row => row.Day).ThenBy(row => row.Opens, StringComparer.Ordinal).Select(row => $"{nameOfDay(row.Day)} {row.Opens}–{row.Closes}"))),
    ];

    private static string Print(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static TimeOnly? ReadTime(Problems problems, string typed, string field)
    {
        if (TimeOnly.TryParseExact(typed.Trim(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        // What is left out the use case misses itself.
        problems.Require(typed.Trim().Length == 0 && field.StartsWith("hours", StringComparison.Ordinal), "time.format", "A time of day looks like 09:30.", field);
        return null;
    }
}
