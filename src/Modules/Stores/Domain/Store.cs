using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>Whether a place works.</summary>
internal enum StoreStatus
{
    /// <summary>It trades and is shown.</summary>
    Active,

    /// <summary>It is kept for what happened there.</summary>
    Closed,
}

/// <summary>What one says of a store or warehouse.</summary>
internal sealed record StoreDetails(
    string Code, string Slug, StoreKind Kind, StoreStatus Status, int Position, LocalText Name, Address Address, string Phone,
    string TimeZone, string Currency, TimeOnly DayCutOff, decimal? Latitude, decimal? Longitude);

/// <summary>A store or warehouse with its opening hours.</summary>
internal sealed class Store
{
    private readonly List<OpeningSpan> _hours = [];

    private Store()
    {
    }

    public StoreId Id { get; private set; }

    public string Code { get; private set; } = "";

    public string Slug { get; private set; } = "";

    public StoreKind Kind { get; private set; }

    public StoreStatus Status { get; private set; }

    public int Position { get; private set; }

    public LocalText Name { get; private set; } = LocalText.Empty;

    public LocalText AddressLines { get; private set; } = LocalText.Empty;

    public LocalText City { get; private set; } = LocalText.Empty;

    public string Postcode { get; private set; } = "";

    public string Country { get; private set; } = "";

    public string Phone { get; private set; } = "";

    public string TimeZone { get; private set; } = "";

    public string Currency { get; private set; } = "";

    public TimeOnly DayCutOff { get; private set; }

    public decimal? Latitude { get; private set; }

    public decimal? Longitude { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The times of opening, by day and time.</summary>
    public IReadOnlyCollection<OpeningSpan> Hours => _hours;

    public StoreDetails Details => new(
        Code, Slug, Kind, Status, Position, Name, new Address(AddressLines, City, Postcode, Country), Phone, TimeZone, Currency, DayCutOff, Latitude, Longitude);

    public static Result<Store> Create(StoreId id, StoreDetails details, IReadOnlyList<OpeningHours> hours, DateTimeOffset now)
    {
        var store = new Store { Id = id };
        return store.Change(details, hours, now).Map(() => store);
    }

    /// <summary>Takes new details and hours; what is the same as before leaves the version alone.</summary>
    /// <param name="details">All details.</param>
    /// <param name="hours">All times of opening; null keeps those there are.</param>
    /// <param name="now">The moment.</param>
    public Result Change(StoreDetails details, IReadOnlyList<OpeningHours>? hours, DateTimeOffset now)
    {
        var problems = new Problems();
        var clean = Check(problems, details);
        WeekHours.Check(problems, hours ?? []);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (Version > 0 && clean == Details && (hours is null || SameHours(hours)))
        {
            return Result.Success;
        }

        Take(clean);
        if (hours is not null)
        {
            TakeHours(hours);
        }

        (Version, UpdatedAt) = (Version + 1, now);
        return Result.Success;
    }

    private static StoreDetails Check(Problems problems, StoreDetails details)
    {
        problems.Require(details.Code is { Length: >= 1 and <= 8 } code && char.IsAsciiLetterUpper(code[0]) && code.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter)),
            "store.code", "A code is 1 to 8 capital letters and digits and begins with a letter, such as S1.", "code");
        problems.Require(Kernel.Slug.IsValid(details.Slug), "slug.format", "A slug is lower-case letters and digits with single hyphens between, at most 80 characters.", "slug");
        problems.Require(Enum.IsDefined(details.Kind), "store.kind", "There is no such kind of store.", "kind");
        problems.Require(Enum.IsDefined(details.Status), "store.status", "There is no such status.", "status");
        problems.Require(details.Position is >= 0 and <= 1_000_000, "store.position", "A position is from 0 to 1000000.", "position");
        Checks.Text(problems, details.Name, 100, "name");
        Checks.Text(problems, details.Address.Lines, 300, "address.lines", required: false);
        Checks.Text(problems, details.Address.City, 100, "address.city", required: false);
        var postcode = Checks.Line(problems, details.Address.Postcode, 16, "address.postcode");
        Checks.Country(problems, details.Address.Country, "address.country");
        Checks.Phone(problems, details.Phone, "phone");
        Checks.TimeZone(problems, details.TimeZone, "timeZone");
        Checks.CurrencyCode(problems, details.Currency, "currency");
        Checks.WholeMinutes(problems, details.DayCutOff, "dayCutOff");
        problems.Require(details.DayCutOff <= new TimeOnly(12, 0), "store.day_cut_off", "A day is cut off from 00:00 to 12:00.", "dayCutOff");
        Coordinate(problems, details.Latitude, 90, details.Longitude is not null, "latitude");
        Coordinate(problems, details.Longitude, 180, details.Latitude is not null, "longitude");
        return details with { Address = details.Address with { Postcode = postcode } };
    }

    private static void Coordinate(Problems problems, decimal? degrees, decimal most, bool hasOther, string field)
    {
        if (degrees is not { } value)
        {
            problems.Require(!hasOther, "store.coordinates", "Latitude and longitude go together.", field);
            return;
        }

        problems.Require(Math.Abs(value) <= most, "store.coordinates", $"Degrees are from -{most} to {most}.", field);
        problems.Require(decimal.Round(value, 6) == value, "store.coordinates", "Degrees have at most six decimals.", field);
    }

    private void Take(StoreDetails details)
    {
        (Code, Slug, Kind, Status, Position) = (details.Code, details.Slug, details.Kind, details.Status, details.Position);
        (Name, AddressLines, City) = (details.Name, details.Address.Lines, details.Address.City);
        (Postcode, Country, Phone) = (details.Address.Postcode, details.Address.Country, details.Phone);
        (TimeZone, Currency, DayCutOff) = (details.TimeZone, details.Currency, details.DayCutOff);
        (Latitude, Longitude) = (details.Latitude, details.Longitude);
    }

    private bool SameHours(IReadOnlyList<OpeningHours> hours) =>
        hours.Count == _hours.Count && hours.All(given => _hours.Exists(span => span.ToRecord() == given));

    /// <summary>Spans that stay are changed in place, because a row with the same key cannot be removed and added at once.</summary>
    private void TakeHours(IReadOnlyList<OpeningHours> hours)
    {
        _hours.RemoveAll(span => !hours.Any(given => span.BeginsWith(given)));
        foreach (var given in hours)
        {
            if (_hours.Find(span => span.BeginsWith(given)) is { } span)
            {
                span.CloseAt(given.Closes);
            }
            else
            {
                _hours.Add(new OpeningSpan(Id, given));
            }
        }
    }
}

/// <summary>One time of opening of a store; made and changed by its store only.</summary>
internal sealed class OpeningSpan
{
    private OpeningSpan()
    {
    }

    internal OpeningSpan(StoreId store, OpeningHours hours) => (StoreId, Weekday, Opens, Closes) = (store, hours.Day, hours.Opens, hours.Closes);

    public StoreId StoreId { get; private set; }

    public DayOfWeek Weekday { get; private set; }

    public TimeOnly Opens { get; private set; }

    public TimeOnly Closes { get; private set; }

    public OpeningHours ToRecord() => new(Weekday, Opens, Closes);

    internal bool BeginsWith(OpeningHours hours) => Weekday == hours.Day && Opens == hours.Opens;

    internal void CloseAt(TimeOnly closes) => Closes = closes;
}
