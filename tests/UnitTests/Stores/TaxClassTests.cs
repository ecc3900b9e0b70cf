using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.UnitTests.Stores;

public sealed class TaxClassTests
{
    [Fact]
    public void EveryFaultIsReportedAtOnce() =>
        Samples.Fields(TaxClass.Create("Standard Rate", LocalText.Empty, Samples.Now).Errors).ShouldBe(["code", "name"]);

    [Fact]
    public void TheFirstRateHoldsForever() => Set("15 2019-07-01").ShouldBe("15 2019-07-01..");

    [Fact]
    public void ANewRateEndsTheOpenOneOnTheDayBefore() =>
        Set("15 2019-07-01", "16 2027-01-01").ShouldBe("15 2019-07-01..2026-12-31, 16 2027-01-01..");

    [Fact]
    public void ARateBeforeTheFirstEndsWhereThatBegins() =>
        Set("15 2019-07-01", "10 2012-01-01").ShouldBe("10 2012-01-01..2019-06-30, 15 2019-07-01..");

    [Fact]
    public void ARateInsideAPeriodTakesOverTheRestOfIt() =>
        Set("15 2019-07-01", "16 2027-01-01", "12 2020-01-01").ShouldBe("15 2019-07-01..2019-12-31, 12 2020-01-01..2026-12-31, 16 2027-01-01..");

    [Fact]
    public void ARateThatBeginsTheSameDayIsChanged() =>
        Set("15 2019-07-01", "16 2027-01-01", "12 2019-07-01").ShouldBe("12 2019-07-01..2026-12-31, 16 2027-01-01..");

    [Theory]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-20")]
    [InlineData("2019-07-01")]
    public void ADayThatHasComeKeepsItsRate(string from)
    {
        var taxClass = New();
        taxClass.SetRate(15, Samples.Day("2019-07-01"), Samples.Now);

        Samples.Codes(taxClass.SetRate(16, Samples.Day(from), Samples.Now, begun: Samples.Day("2026-11-21")).Errors).ShouldBe(["tax_rate.begun"]);
        Print(taxClass).ShouldBe("15 2019-07-01..");
        taxClass.SetRate(16, Samples.Day("2026-11-22"), Samples.Now, begun: Samples.Day("2026-11-21")).IsSuccess.ShouldBeTrue();
        Print(taxClass).ShouldBe("15 2019-07-01..2026-11-21, 16 2026-11-22..");
    }

    [Theory]
    [InlineData("16 2019-07-01..")]
    [InlineData("15 2019-07-02..")]
    [InlineData("15 2019-07-01..2026-11-20")]
    [InlineData("15 2019-07-01..2020-01-01, 15 2020-01-02..")]
    [InlineData("")]
    public void ATimelineThatWouldChangeThePastIsRefused(string timeline)
    {
        var taxClass = New();
        taxClass.SetRate(15, Samples.Day("2019-07-01"), Samples.Now);

        Samples.Codes(taxClass.SetTimeline(Timeline(timeline), Samples.Now, begun: Samples.Day("2026-11-21")).Errors).ShouldBe(["tax_rate.begun"]);
        Print(taxClass).ShouldBe("15 2019-07-01..");
        taxClass.SetTimeline(Timeline(timeline), Samples.Now).IsSuccess.ShouldBeTrue("where that is said");
    }

    [Theory]
    [InlineData("15 2019-07-01..2026-11-21")]
    [InlineData("15 2019-07-01..2026-11-21, 16 2026-11-22..")]
    [InlineData("10 2012-01-01..2019-06-30, 15 2019-07-01..")]
    public void ATimelineThatChangesOnlyWhatIsToComeOrWasNeverTaxedIsTaken(string timeline)
    {
        var taxClass = New();
        taxClass.SetRate(15, Samples.Day("2019-07-01"), Samples.Now);

        taxClass.SetTimeline(Timeline(timeline), Samples.Now, begun: Samples.Day("2026-11-21")).IsSuccess.ShouldBeTrue();
        Print(taxClass).ShouldBe(timeline);
    }

    [Fact]
    public void ARateThatHasNotBegunIsTakenAwayAndTheOneBeforeGoesOn()
    {
        var taxClass = New();
        taxClass.SetTimeline(Timeline("15 2019-07-01..2026-12-31, 16 2027-01-01..2027-06-30, 17 2028-01-01.."), Samples.Now);

        taxClass.RemoveRate(Samples.Day("2027-01-01"), begun: Samples.Day("2026-12-31"), Samples.Now).IsSuccess.ShouldBeTrue();
        Print(taxClass).ShouldBe("15 2019-07-01..2027-06-30, 17 2028-01-01..");
        taxClass.RemoveRate(Samples.Day("2028-01-01"), begun: Samples.Day("2026-12-31"), Samples.Now).IsSuccess.ShouldBeTrue();
        Print(taxClass).ShouldBe("15 2019-07-01..2027-06-30");
        Samples.Codes(taxClass.RemoveRate(Samples.Day("2019-07-01"), begun: Samples.Day("2019-07-01"), Samples.Now).Errors).ShouldBe(["tax_rate.begun"]);
        Samples.Codes(taxClass.RemoveRate(Samples.Day("2020-07-01"), begun: Samples.Day("2019-07-01"), Samples.Now).Errors).ShouldBe(["tax_rate.unknown"]);
    }

    private static TaxRateRecord[] Timeline(string text) => [.. text.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(Rate)];

    [Fact]
    public void ARateInAGapHoldsUntilTheNext()
    {
        var taxClass = New();
        taxClass.SetTimeline([Rate("15 2019-07-01..2019-12-31"), Rate("16 2027-01-01..")], Samples.Now).IsSuccess.ShouldBeTrue();

        taxClass.SetRate(12, Samples.Day("2020-05-01"), Samples.Now).IsSuccess.ShouldBeTrue();
        Print(taxClass).ShouldBe("15 2019-07-01..2019-12-31, 12 2020-05-01..2026-12-31, 16 2027-01-01..");
    }

    [Theory]
    [InlineData("-0.0001", "tax_rate.percent")]
    [InlineData("1000.0001", "tax_rate.percent")]
    [InlineData("7.12345", "tax_rate.percent")]
    public void APercentageOutOfBoundsIsRefused(string percent, string code)
    {
        var taxClass = New();
        Samples.Codes(taxClass.SetRate(decimal.Parse(percent, CultureInfo.InvariantCulture), Samples.Day("2019-07-01"), Samples.Now).Errors).ShouldBe([code]);
        taxClass.Rates.ShouldBeEmpty();
        taxClass.Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("7.5000")]
    [InlineData("0.0001")]
    [InlineData("1000")]
    public void APercentageInBoundsIsTaken(string percent) =>
        New().SetRate(decimal.Parse(percent, CultureInfo.InvariantCulture), Samples.Day("2019-07-01"), Samples.Now).IsSuccess.ShouldBeTrue();

    [Fact]
    public void DatesThatTheDatabaseTakesForInfinityAreRefused()
    {
        Samples.Codes(New().SetRate(15, DateOnly.MinValue, Samples.Now).Errors).ShouldBe(["tax_rate.date"]);
        Samples.Codes(New().SetTimeline([new TaxRateRecord(15, Samples.Day("2019-07-01"), DateOnly.MaxValue)], Samples.Now).Errors).ShouldBe(["tax_rate.date"]);
    }

    [Fact]
    public void ATimelineReportsEveryFaultAtItsPeriod()
    {
        var taxClass = New();
        var errors = taxClass.SetTimeline([Rate("15 2019-07-01.."), Rate("-1 2018-01-01..2017-01-01"), Rate("16 2027-01-01..")], Samples.Now).Errors;

        Samples.Fields(errors).ShouldBe(["rates[1].percent", "rates[1].to", "rates[2].from"]);
        taxClass.Rates.ShouldBeEmpty();
    }

    [Fact]
    public void PeriodsThatShareADayOverlap()
    {
        Samples.Codes(New().SetTimeline([Rate("15 2019-07-01..2020-01-01"), Rate("16 2020-01-01..")], Samples.Now).Errors).ShouldBe(["tax_rate.overlap"]);
        New().SetTimeline([Rate("15 2019-07-01..2019-12-31"), Rate("16 2020-01-01..")], Samples.Now).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void TheSameTimelineAndNameLeaveTheVersionAlone()
    {
        var taxClass = New();
        taxClass.SetTimeline([Rate("15 2019-07-01.."), Rate("10 2012-01-01..2019-06-30")], Samples.Now);
        taxClass.Version.ShouldBe(2);

        taxClass.SetTimeline([Rate("10.0 2012-01-01..2019-06-30"), Rate("15 2019-07-01..")], Samples.Later);
        taxClass.SetRate(15.00m, Samples.Day("2019-07-01"), Samples.Later);
        taxClass.Rename(LocalText.Of(("en", "Standard")), Samples.Later);
        taxClass.Version.ShouldBe(2);
    }

    [Fact]
    public void WhateverIsSetNoDayHasTwoRates()
    {
        var random = new Random(20261101);
        for (var run = 0; run < 200; run++)
        {
            var taxClass = New();
            for (var step = 0; step < 12; step++)
            {
                taxClass.SetRate(random.Next(0, 100), Samples.Day("2020-01-01").AddDays(random.Next(0, 40)), Samples.Now).IsSuccess.ShouldBeTrue();
            }

            var from = taxClass.Rates.Min(rate => rate.ValidFrom);
            for (var day = from; day < Samples.Day("2020-03-01"); day = day.AddDays(1))
            {
                taxClass.Rates.Count(rate => rate.HoldsOn(day)).ShouldBe(1);
            }
        }
    }

    private static TaxClass New() => TaxClass.Create("standard", LocalText.Of(("en", "Standard")), Samples.Now).Value;

    private static string Set(params string[] steps)
    {
        var taxClass = New();
        foreach (var step in steps)
        {
            var words = step.Split(' ');
            taxClass.SetRate(decimal.Parse(words[0], CultureInfo.InvariantCulture), Samples.Day(words[1]), Samples.Now).IsSuccess.ShouldBeTrue();
        }

        return Print(taxClass);
    }

    private static string Print(TaxClass taxClass) => string.Join(", ", taxClass.Rates.OrderBy(rate => rate.ValidFrom)
        .Select(rate => string.Create(CultureInfo.InvariantCulture, $"{rate.Percent} {rate.ValidFrom:yyyy-MM-dd}..{rate.ValidTo:yyyy-MM-dd}")));

    private static TaxRateRecord Rate(string text)
    {
        var words = text.Split(' ');
        var days = words[1].Split("..");
        return new TaxRateRecord(decimal.Parse(words[0], CultureInfo.InvariantCulture), Samples.Day(days[0]), days[1].Length == 0 ? null : Samples.Day(days[1]));
    }
}
