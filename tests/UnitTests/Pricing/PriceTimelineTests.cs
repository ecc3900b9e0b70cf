using Aisle.Pricing;
using Aisle.UnitTests.Kernel;
using FsCheck;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Pricing;

public sealed class PriceTimelineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Guid Store = Guid.Parse("00000000-0000-7000-8000-00000000000a");
    private static readonly Guid OtherStore = Guid.Parse("00000000-0000-7000-8000-00000000000b");

    // Few instants, stores and channels, so that ties are common.
    private static readonly Gen<PriceEntry[]> Timelines =
        from entries in Gen.ListOf(
            from start in Gen.Choose(-3, 3)
            from hours in Gen.Choose(-1, 4)
            from ends in Gen.Elements(true, false)
            from store in Gen.Elements<Guid?>(null, Store, OtherStore)
            from channel in Gen.Elements(Enum.GetValues<PriceChannel>())
            select Entry(0, start, ends ? start + hours : null, store, channel))
        select entries.Select((entry, index) => entry with { Id = IdOf(index) }).ToArray();

    [Fact]
    public void The_most_specific_price_wins()
    {
        var general = Entry(4, 0, null, null, PriceChannel.Any);
        var channel = Entry(3, -1, null, null, PriceChannel.Till);
        var store = Entry(2, -2, null, Store, PriceChannel.Any);
        var both = Entry(1, -3, null, Store, PriceChannel.Till);
        PriceEntry[] all = [general, channel, store, both];

        PriceTimeline.At(all, Noon, Store, PriceChannel.Till).ShouldBe(both);
        PriceTimeline.At(all, Noon, Store, PriceChannel.Online).ShouldBe(store);
        PriceTimeline.At(all, Noon, Store, PriceChannel.Any).ShouldBe(store);
        PriceTimeline.At([general, channel, store], Noon, Store, PriceChannel.Till).ShouldBe(store);
        PriceTimeline.At(all, Noon, OtherStore, PriceChannel.Till).ShouldBe(channel);
        PriceTimeline.At(all, Noon, OtherStore, PriceChannel.Online).ShouldBe(general);
        PriceTimeline.At(all, Noon, null, PriceChannel.Any).ShouldBe(general);
    }

    [Fact]
    public void Among_equals_the_latest_start_wins_and_then_the_greatest_id()
    {
        var early = Entry(3, -2, null, null, PriceChannel.Any);
        var late = Entry(1, -1, null, null, PriceChannel.Any);
        var lateToo = Entry(2, -1, null, null, PriceChannel.Any);
        PriceTimeline.At([early, late], Noon, null, PriceChannel.Any).ShouldBe(late);
        PriceTimeline.At([lateToo, late, early], Noon, null, PriceChannel.Any).ShouldBe(lateToo);
    }

    [Fact]
    public void A_price_holds_from_its_start_up_to_but_not_at_its_end()
    {
        PriceEntry[] entries = [Entry(1, 0, 1, null, PriceChannel.Any)];
        PriceTimeline.At(entries, Noon.AddTicks(-1), null, PriceChannel.Any).ShouldBeNull();
        PriceTimeline.At(entries, Noon, null, PriceChannel.Any).ShouldNotBeNull();
        PriceTimeline.At(entries, Noon.AddHours(1).AddTicks(-1), null, PriceChannel.Any).ShouldNotBeNull();
        PriceTimeline.At(entries, Noon.AddHours(1), null, PriceChannel.Any).ShouldBeNull();
    }

    [Fact]
    public void A_price_that_ends_when_it_starts_never_holds() =>
        PriceTimeline.At([Entry(1, 0, 0, null, PriceChannel.Any)], Noon, null, PriceChannel.Any).ShouldBeNull();

    [Fact]
    public void The_offset_of_an_instant_does_not_matter() =>
        PriceTimeline.At([Entry(1, 0, 1, null, PriceChannel.Any)], Noon.ToOffset(TimeSpan.FromHours(6)), null, PriceChannel.Any)
            .ShouldNotBeNull();

    [Fact]
    public void Without_a_price_there_is_none() => PriceTimeline.At([], Noon, Store, PriceChannel.Till).ShouldBeNull();

    [Fact]
    public void The_order_of_the_input_does_not_matter() =>
        Always.Holds(
            from entries in Timelines
            from shuffled in Gen.Shuffle(entries)
            from store in Gen.Elements<Guid?>(null, Store)
            from channel in Gen.Elements(Enum.GetValues<PriceChannel>())
            select (entries, shuffled, store, channel),
            value => PriceTimeline.At(value.entries, Noon, value.store, value.channel)
                == PriceTimeline.At(value.shuffled, Noon, value.store, value.channel));

    [Fact]
    public void The_chosen_price_holds_and_nothing_that_holds_is_more_specific() =>
        Always.Holds(Timelines, entries =>
        {
            bool Holds(PriceEntry entry) =>
                entry.ValidFrom <= Noon && !(entry.ValidTo <= Noon)
                && entry.StoreId != OtherStore && entry.Channel != PriceChannel.Online;
            var chosen = PriceTimeline.At(entries, Noon, Store, PriceChannel.Till);
            var holding = entries.Where(Holds).ToArray();
            return chosen is null
                ? holding.Length == 0
                : Holds(chosen) && (chosen.StoreId is not null || holding.All(entry => entry.StoreId is null));
        });

    private static Guid IdOf(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static PriceEntry Entry(int id, int startHour, int? endHour, Guid? store, PriceChannel channel) => new(
        IdOf(id), Taka(id), Noon.AddHours(startHour), endHour is { } hour ? Noon.AddHours(hour) : null, store, channel);
}
