using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.UnitTests.Stores;

public sealed class StoreTests
{
    [Fact]
    public void AGoodStoreIsTaken()
    {
        var store = Store.Create(Samples.Id, Samples.Store, [Samples.Hours(DayOfWeek.Friday, "10:00", "23:00")], Samples.Now).Value;

        store.Details.ShouldBe(Samples.Store);
        store.Hours.Single().ToRecord().ShouldBe(Samples.Hours(DayOfWeek.Friday, "10:00", "23:00"));
        store.Version.ShouldBe(1);
    }

    [Fact]
    public void EveryFaultIsReportedAtOnce()
    {
        var store = Store.Create(
            Samples.Id,
            new StoreDetails(
                "s 1", "Dhan mondi", (StoreKind)7, (StoreStatus)7, -1, LocalText.Empty, new Address(LocalText.Empty, LocalText.Empty, new string('1', 17), "bd"),
                "01711", "Dhaka", "TAKA", new TimeOnly(12, 1), 90.1m, Longitude: null),
            [Samples.Hours(DayOfWeek.Friday, "10:00", "23:00"), Samples.Hours(DayOfWeek.Friday, "22:00", "23:30")],
            Samples.Now);

        Samples.Fields(store.Errors).ShouldBe([
            "code", "slug", "kind", "status", "position", "name", "address.postcode", "address.country", "phone", "timeZone", "currency", "dayCutOff",
            "latitude", "longitude", "hours[1]"]);
    }

    [Theory]
    [InlineData("Asia/Dhaka")]
    [InlineData("Europe/London")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("UTC")]
    // A link is a name of the database too.
    [InlineData("Greenwich")]
    public void ATimeZoneOfIanaIsTaken(string zone) => Store.Create(Samples.Id, Samples.Store with { TimeZone = zone }, [], Samples.Now).IsSuccess.ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("Bangladesh Standard Time")]
    [InlineData("GMT Standard Time")]
    [InlineData("Asia/Atlantis")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/localtime")]
    [InlineData("posix/Asia/Dhaka")]
    [InlineData("+06:00")]
    public void AnyOtherTimeZoneIsRefused(string zone) =>
        Samples.Codes(Store.Create(Samples.Id, Samples.Store with { TimeZone = zone }, [], Samples.Now).Errors).ShouldBe(["time_zone.unknown"]);

    [Theory]
    [InlineData("", true)]
    [InlineData("+8801000000001", true)]
    [InlineData("8801000000001", false)]
    [InlineData("+0801000000001", false)]
    [InlineData("+880 1000 000001", false)]
    [InlineData("+12345678901234567", false)]
    [InlineData("+৮৮০১০০০০০০০০১", false)]
    [InlineData("+8801000000001\n", false)]
    public void APhoneIsInE164OrEmpty(string phone, bool fine) =>
        Store.Create(Samples.Id, Samples.Store with { Phone = phone }, [], Samples.Now).IsSuccess.ShouldBe(fine);

    [Theory]
    [InlineData(90, 180, true)]
    [InlineData(-90, -180, true)]
    [InlineData(90.000001, 0, false)]
    [InlineData(0, -180.5, false)]
    [InlineData(1.1234567, 0, false)]
    public void CoordinatesAreOnEarth(double latitude, double longitude, bool fine) =>
        Store.Create(Samples.Id, Samples.Store with { Latitude = (decimal)latitude, Longitude = (decimal)longitude }, [], Samples.Now).IsSuccess.ShouldBe(fine);

    [Fact]
    public void TheSameDetailsAndHoursLeaveTheVersionAlone()
    {
        OpeningHours[] hours = [Samples.Hours(DayOfWeek.Friday, "10:00", "23:00"), Samples.Hours(DayOfWeek.Sunday, "09:00", "22:30")];
        var store = Store.Create(Samples.Id, Samples.Store, hours, Samples.Now).Value;

        store.Change(Samples.Store with { Latitude = 23.746100m }, [.. hours.Reverse()], Samples.Later).IsSuccess.ShouldBeTrue();
        store.Change(Samples.Store, hours: null, Samples.Later).IsSuccess.ShouldBeTrue();
        store.Version.ShouldBe(1);
        store.UpdatedAt.ShouldBe(Samples.Now);
    }

    [Fact]
    public void NewHoursReplaceTheOldOnes()
    {
        var store = Store.Create(Samples.Id, Samples.Store, [Samples.Hours(DayOfWeek.Friday, "10:00", "23:00"), Samples.Hours(DayOfWeek.Sunday, "09:00", "22:30")], Samples.Now).Value;

        store.Change(Samples.Store, [Samples.Hours(DayOfWeek.Friday, "10:00", "22:00"), Samples.Hours(DayOfWeek.Monday, "09:00", "22:30")], Samples.Later).IsSuccess.ShouldBeTrue();
        store.Hours.Select(span => span.ToRecord()).ShouldBe(
            [Samples.Hours(DayOfWeek.Friday, "10:00", "22:00"), Samples.Hours(DayOfWeek.Monday, "09:00", "22:30")], ignoreOrder: true);
        store.Version.ShouldBe(2);
        store.Change(Samples.Store, [], Samples.Later);
        store.Hours.ShouldBeEmpty();
    }
}
