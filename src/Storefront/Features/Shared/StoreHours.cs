using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.Contracts.Stores;

namespace Aisle.Storefront.Features;

/// <summary>Says when a store is open.</summary>
internal static class StoreHours
{
    /// <summary>The days of a week as it begins where the store is: Saturday in Bangladesh, Monday elsewhere.</summary>
    public static IEnumerable<DayOfWeek> Week(StoreRecord store)
    {
        var first = string.Equals(store.Address.Country, "BD", StringComparison.Ordinal) ? DayOfWeek.Saturday : DayOfWeek.Monday;
        return Enumerable.Range(0, 7).Select(day => (DayOfWeek)(((int)first + day) % 7));
    }

    /// <summary>The times of a day: <c>8 am – 2 pm, 4 pm – 10 pm</c>, or null where it is closed.</summary>
    public static string? On(StoreRecord store, DayOfWeek day, Speech speech)
    {
        var times = store.Hours.Where(hours => hours.Day == day).OrderBy(hours => hours.Opens)
            .Select(hours => $"{speech.Time(hours.Opens)} – {speech.Time(hours.Closes)}").ToList();
        return times.Count == 0 ? null : string.Join(", ", times);
    }

    /// <summary>Days with the same times together, in the order of the week.</summary>
    public static IReadOnlyList<(string Days, string? Times)> Lines(StoreRecord store, Speech speech)
    {
        var runs = new List<(DayOfWeek First, DayOfWeek Last, string? Times)>();
        foreach (var day in Week(store))
        {
            var times = On(store, day, speech);
            if (runs.Count > 0 && string.Equals(runs[^1].Times, times, StringComparison.Ordinal))
            {
                runs[^1] = (runs[^1].First, day, times);
            }
            else
            {
                runs.Add((day, day, times));
            }
        }

        return runs.Count == 1
            ? [(speech["hours.daily"], runs[0].Times)]
            : [.. runs.Select(run => (run.First == run.Last ? speech.Day(run.First) : $"{speech.Day(run.First)} – {speech.Day(run.Last)}", run.Times))];
    }

    /// <summary>One line for the head of every page.</summary>
    public static string Line(StoreRecord store, Speech speech)
    {
        var lines = Lines(store, speech);
        return lines.Count == 1 && lines[0].Times is { } times ? $"{lines[0].Days} {times}" : speech["hours.see"];
    }

    /// <summary>
    /// The times for the script that says "open now". A cached page cannot know: it is read later than it was written.
    /// </summary>
    public static string Data(StoreRecord store, Speech speech) => new JsonArray([.. store.Hours.Select(hours => new JsonObject
    {
        ["day"] = (int)hours.Day,
        ["from"] = (int)hours.Opens.ToTimeSpan().TotalMinutes,
        ["to"] = (int)hours.Closes.ToTimeSpan().TotalMinutes,
        ["opens"] = speech.Time(hours.Opens),
        ["closes"] = speech.Time(hours.Closes),
    })]).ToJsonString(JsonSerializerOptions.Default);

    /// <summary>For search engines (schema.org OpeningHoursSpecification).</summary>
    public static JsonArray Specification(StoreRecord store) => new([.. store.Hours.Select(hours => new JsonObject
    {
        ["@type"] = "OpeningHoursSpecification",
        ["dayOfWeek"] = "https://schema.org/" + hours.Day.ToString(),
        ["opens"] = hours.Opens.ToString("HH:mm", CultureInfo.InvariantCulture),
        // The same time twice would mean "closed" to search engines, and means all day and night to us.
        ["closes"] = (hours.Closes == hours.Opens ? hours.Closes.AddMinutes(-1) : hours.Closes).ToString("HH:mm", CultureInfo.InvariantCulture),
    })]);
}
