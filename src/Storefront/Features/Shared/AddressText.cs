using Aisle.Contracts.Customers;

namespace Aisle.Storefront.Features;

/// <summary>Addresses as people read them.</summary>
internal static class AddressText
{
    /// <summary>The parts of a place, the smallest first: <c>Dhanmondi, Dhaka 1205</c>; the town as it was written where its area is unknown.</summary>
    public static string Place(PostalAddress address, AreaTree areas, Speech t)
    {
        var path = areas.PathTo(address.Area);
        var place = path.Count == 0 ? address.City : string.Join(", ", path.Skip(1).Reverse().Select(area => t.Text(area.Name)).Distinct(StringComparer.Ordinal));
        return address.Postcode.Length == 0 ? place : $"{place} {t.Digits(address.Postcode)}";
    }
}

/// <summary>The fields of a place: what is filled in, and what is wrong with it.</summary>
/// <param name="Areas">The areas of the country.</param>
/// <param name="Area">Code of the area chosen, or null.</param>
/// <param name="City">Town, where the areas are unknown.</param>
/// <param name="Line">House, road, village.</param>
/// <param name="Landmark">What it is near to.</param>
/// <param name="Postcode">Postal code.</param>
/// <param name="FaultOf">What is wrong with one of the fields, or null.</param>
internal sealed record AddressFields(AreaTree Areas, string? Area, string? City, string? Line, string? Landmark, string? Postcode, Func<string, string?> FaultOf)
{
    /// <summary>Says of a field that it is wrong; null where it is not.</summary>
    public string? Bad(string field) => FaultOf(field) is null ? null : "true";
}
