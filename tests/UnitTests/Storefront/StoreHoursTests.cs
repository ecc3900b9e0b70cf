using System.Text.Json;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Ui;
using Aisle.Storefront.Features;

namespace Aisle.UnitTests.Storefront;

public sealed class StoreHoursTests
{
    private static readonly Texts _texts = new([typeof(Aisle.Storefront.Storefront).Assembly]);
    private static readonly Speech _english = new(_texts, "en");
    private static readonly Speech _bangla = new(_texts, "bn");

    [Theory]
    [InlineData("00:00", "12\u00A0am", "রাত\u00A0১২টা")]
    [InlineData("00:05", "12:05\u00A0am", "রাত\u00A0১২:০৫টা")]
    [InlineData("03:59", "3:59\u00A0am", "রাত\u00A0৩:৫৯টা")]
    [InlineData("04:00", "4\u00A0am", "ভোর\u00A0৪টা")]
    [InlineData("06:00", "6\u00A0am", "সকাল\u00A0৬টা")]
    [InlineData("11:59", "11:59\u00A0am", "সকাল\u00A0১১:৫৯টা")]
    [InlineData("12:00", "12\u00A0pm", "দুপুর\u00A0১২টা")]
    [InlineData("15:00", "3\u00A0pm", "বিকেল\u00A0৩টা")]
    [InlineData("18:30", "6:30\u00A0pm", "সন্ধ্যা\u00A0৬:৩০টা")]
    [InlineData("20:30", "8:30\u00A0pm", "রাত\u00A0৮:৩০টা")]
    [InlineData("23:59", "11:59\u00A0pm", "রাত\u00A0১১:৫৯টা")]
    public void A_time_is_said_as_people_say_it(string time, string english, string bangla)
    {
        TimeText.Of(At(time), "en").ShouldBe(english);
        TimeText.Of(At(time), "bn").ShouldBe(bangla);
    }

    [Theory]
    [InlineData("BD", DayOfWeek.Saturday, DayOfWeek.Friday)]
    [InlineData("DE", DayOfWeek.Monday, DayOfWeek.Sunday)]
    public void A_week_begins_as_it_does_where_the_store_is(string country, DayOfWeek first, DayOfWeek last)
    {
        var week = StoreHours.Week(Store([], country)).ToList();

        (week[0], week[^1]).ShouldBe((first, last));
        week.Distinct().Count().ShouldBe(7);
    }

    [Fact]
    public void The_times_of_a_day_come_in_their_order_and_a_closed_day_has_none()
    {
        var store = Store([Open(DayOfWeek.Friday, "16:00", "22:00"), Open(DayOfWeek.Friday, "08:00", "12:30")]);

        StoreHours.On(store, DayOfWeek.Friday, _english).ShouldBe("8\u00A0am – 12:30\u00A0pm, 4\u00A0pm – 10\u00A0pm");
        StoreHours.On(store, DayOfWeek.Monday, _english).ShouldBeNull();
    }

    [Fact]
    public void A_night_belongs_to_the_day_on_which_it_begins()
    {
        var store = Store([Open(DayOfWeek.Thursday, "20:00", "02:00")]);

        StoreHours.On(store, DayOfWeek.Thursday, _english).ShouldBe("8\u00A0pm – 2\u00A0am");
        StoreHours.On(store, DayOfWeek.Friday, _english).ShouldBeNull();
    }

    [Fact]
    public void The_same_hours_all_week_are_one_line()
    {
        var store = Store([.. Enum.GetValues<DayOfWeek>().Select(day => Open(day, "08:00", "22:00"))]);

        StoreHours.Lines(store, _english).ShouldBe([("Every day", "8\u00A0am – 10\u00A0pm")]);
        StoreHours.Line(store, _bangla).ShouldBe("প্রতিদিন সকাল\u00A0৮টা – রাত\u00A0১০টা");
    }

    [Fact]
    public void Days_with_the_same_hours_stand_together_in_the_order_of_the_week()
    {
        var store = Store([.. Enum.GetValues<DayOfWeek>().Where(day => day != DayOfWeek.Friday).Select(day => day == DayOfWeek.Monday ? Open(day, "10:00", "18:00") : Open(day, "08:00", "22:00"))]);

        StoreHours.Lines(store, _english).ShouldBe(
            [("Saturday – Sunday", "8\u00A0am – 10\u00A0pm"), ("Monday", "10\u00A0am – 6\u00A0pm"), ("Tuesday – Thursday", "8\u00A0am – 10\u00A0pm"), ("Friday", null)]);
        StoreHours.Line(store, _english).ShouldBe("Opening hours", "one line cannot say that");
    }

    [Fact]
    public void A_store_that_never_opens_does_not_say_every_day_to_the_head_of_a_page()
    {
        StoreHours.Line(Store([]), _english).ShouldBe("Opening hours");
        StoreHours.Lines(Store([]), _english).ShouldHaveSingleItem().Times.ShouldBeNull();
    }

    [Fact]
    public void The_script_is_given_minutes_and_texts_of_the_language()
    {
        var time = JsonDocument.Parse(StoreHours.Data(Store([Open(DayOfWeek.Sunday, "20:30", "01:15")]), _bangla)).RootElement.EnumerateArray().Single();

        (time.GetProperty("day").GetInt32(), time.GetProperty("from").GetInt32(), time.GetProperty("to").GetInt32()).ShouldBe((0, 1230, 75));
        time.GetProperty("opens").GetString().ShouldBe("রাত\u00A0৮:৩০টা");
        time.GetProperty("closes").GetString().ShouldBe("রাত\u00A0১:১৫টা");
    }

    [Theory]
    [InlineData("08:00", "22:00", "08:00", "22:00")]
    [InlineData("20:00", "02:00", "20:00", "02:00")]
    [InlineData("00:00", "00:00", "00:00", "23:59")]
    [InlineData("06:00", "06:00", "06:00", "05:59")]
    public void Search_engines_are_told_no_store_is_closed_that_is_open_day_and_night(string opens, string closes, string told, string end)
    {
        var hours = StoreHours.Specification(Store([Open(DayOfWeek.Monday, opens, closes)])).Single()!.AsObject();

        hours["dayOfWeek"]!.GetValue<string>().ShouldBe("https://schema.org/Monday");
        (hours["opens"]!.GetValue<string>(), hours["closes"]!.GetValue<string>()).ShouldBe((told, end));
    }

    private static TimeOnly At(string time) => TimeOnly.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private static OpeningHours Open(DayOfWeek day, string opens, string closes) => new(day, At(opens), At(closes));

    private static StoreRecord Store(IReadOnlyList<OpeningHours> hours, string country = "BD") => new(
        Stores.Samples.Id, "S1", "dhanmondi", StoreKind.Store, LocalText.Of(("en", "Dhanmondi")), new Address(LocalText.Of(("en", "Road 8")), LocalText.Of(("en", "Dhaka")), "1205", country),
        "", "Asia/Dhaka", "BDT", new TimeOnly(4, 0), hours, Latitude: null, Longitude: null, Version: 1);
}
