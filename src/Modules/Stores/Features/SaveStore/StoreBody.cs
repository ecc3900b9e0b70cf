using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is asked of a store.</summary>
/// <param name="Code">Short code, such as S1.</param>
/// <param name="Slug">Name in addresses.</param>
/// <param name="Kind">Whether customers come in.</param>
/// <param name="Name">Name in at least one language.</param>
/// <param name="Address">Where it is.</param>
/// <param name="TimeZone">IANA time zone.</param>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="DayCutOff">Local time before which a sale belongs to the business day before.</param>
/// <param name="Hours">When it is open; left out, those there are stay.</param>
/// <param name="Status">Whether it trades; left out, it does.</param>
/// <param name="Position">Place in lists.</param>
/// <param name="Phone">Telephone in E.164.</param>
/// <param name="Latitude">WGS 84 degrees.</param>
/// <param name="Longitude">WGS 84 degrees.</param>
/// <param name="Id">Id of a new one, made by the caller.</param>
internal sealed record StoreBody(
    string Code, string Slug, StoreKind Kind, LocalText Name, AddressBody Address, string TimeZone, string Currency, TimeOnly DayCutOff, IReadOnlyList<HoursBody?>? Hours = null,
    StoreStatus? Status = null, int? Position = null, string? Phone = null, decimal? Latitude = null, decimal? Longitude = null, StoreId? Id = null)
{
    public StoreDetails Details() => new(
        Code, Slug, Kind, Status ?? StoreStatus.Active, Position ?? 0, Name,
        new Address(Address.Lines ?? LocalText.Empty, Address.City ?? LocalText.Empty, Address.Postcode ?? "", Address.Country ?? ""), Phone ?? "", TimeZone, Currency, DayCutOff, Latitude, Longitude);

    /// <summary>The times of opening; what a time lacks is a fault of its own, as <c>hours[2].opens</c>.</summary>
    public IReadOnlyList<OpeningHours>? ReadHours(Problems problems)
    {
        for (var i = 0; i < (Hours?.Count ?? 0); i++)
        {
            var (span, field) = (Hours![i], string.Create(CultureInfo.InvariantCulture, $"hours[{i}]"));
            problems.Require(span?.Day is not null, "body.required", "This is needed.", field + ".day");
            problems.Require(span?.Opens is not null, "body.required", "This is needed.", field + ".opens");
            problems.Require(span?.Closes is not null, "body.required", "This is needed.", field + ".closes");
        }

        return Hours?.Select(span => new OpeningHours(span?.Day ?? default, span?.Opens ?? default, span?.Closes ?? default)).ToList();
    }
}

/// <summary>A postal address.</summary>
/// <param name="Lines">Street and so on.</param>
/// <param name="City">City or town.</param>
/// <param name="Postcode">Postal code.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
internal sealed record AddressBody(LocalText? Lines = null, LocalText? City = null, string? Postcode = null, string? Country = null);

/// <summary>A time of opening.</summary>
/// <param name="Day">Day of the week.</param>
/// <param name="Opens">Local time.</param>
/// <param name="Closes">Local time; at or before <paramref name="Opens"/> it means the next morning.</param>
internal sealed record HoursBody(DayOfWeek? Day = null, TimeOnly? Opens = null, TimeOnly? Closes = null);
