using Aisle.Contracts.Stores;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>The day of the office.</summary>
internal static class Today
{
    public static DateOnly Of(Shop? shop, TimeProvider time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), shop.Zone()).DateTime);
}
