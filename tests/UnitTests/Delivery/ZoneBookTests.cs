using Aisle.Contracts.Delivery;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Features;

namespace Aisle.UnitTests.Delivery;

public sealed class ZoneBookTests
{
    private static readonly ZoneBook _book = new([Zone("thana", "BD-6-47-T13"), Zone("district", "BD-6-47", "BD-6-41"), Zone("shut", isActive: false, "BD-6-47-T21"), Zone("country", "BD"), Zone("abroad", "IN")]);

    [Theory]
    [InlineData("BD-6-47-T13", "BD", "thana")]
    [InlineData("BD-6-47-T1", "BD", "district")]
    [InlineData("BD-6-47-T21", "BD", "district")]
    [InlineData("BD-6-47", "BD", "district")]
    [InlineData("BD-6-4", "BD", "country")]
    [InlineData("BD-1-8-1", "BD", "country")]
    [InlineData("", "BD", "country")]
    [InlineData("", "IN", "abroad")]
    [InlineData("", "US", null)]
    [InlineData("IN-1", "BD", null)]
    [InlineData("", "", null)]
    [InlineData("nonsense", "BD", null)]
    [InlineData("BDX", "BD", null)]
    [InlineData("-", "-", null)]
    public void The_smallest_area_wins(string area, string country, string? zone) => (_book.Find(area, country) is { } found ? found.Name.In("en") : null).ShouldBe(zone);

    [Fact]
    public void Goods_from_an_amount_on_are_brought_for_nothing()
    {
        var taka = Currency.Get("BDT");
        var zone = _book.Zones[0].AsRecord() with { Fee = new Money(40, taka), FreeFrom = new Money(1000, taka) };
        (zone.FeeFor(new Money(999, taka)).Minor, zone.FeeFor(new Money(1000, taka)).Minor).ShouldBe((40, 0));
    }

    private static ManagedZone Zone(string name, params string[] areas) => Zone(name, isActive: true, areas);

    private static ManagedZone Zone(string name, bool isActive, params string[] areas) => new(
        ZoneId.From(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())), LocalText.Of(("en", name)), StoreId.From(Guid.Empty), areas[0][..2], areas, Money.Zero(Currency.Get("BDT")), "standard", FreeFrom: null, MinimumOrder: null, NeedsSlot: true,
        AllowsCashOnDelivery: true, isActive, 0, 1);
}
