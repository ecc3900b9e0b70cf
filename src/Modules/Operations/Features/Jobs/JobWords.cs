using System.Globalization;
using Aisle.Platform.Jobs;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Operations.Features;

/// <summary>Jobs in words.</summary>
internal static class JobWords
{
    public static string Schedule(AdminText text, JobSchedule schedule) =>
        schedule.Interval is { } interval ? text["operations.jobs_page.every", Took(text, interval)]
        : schedule.Expression is { } expression ? $"{expression} ({schedule.Zone!.Id})"
        : text["operations.jobs_page.on_request"];

    /// <summary>How long something took: the two greatest units of it.</summary>
    public static string Took(AdminText text, TimeSpan time)
    {
        var parts = new List<string>();
        void Add(double amount, string key, string format = "0")
        {
            if (amount > 0 && parts.Count < 2)
            {
                parts.Add(text[key, text.Digits(amount.ToString(format, text.Culture))]);
            }
        }

        Add(time.Days, "operations.time.days");
        Add(time.Hours, "operations.time.hours");
        Add(time.Minutes, "operations.time.minutes");
        Add(time < TimeSpan.FromSeconds(10) ? Math.Round(time.TotalSeconds, 1) : time.Seconds, "operations.time.seconds", "0.#");
        return parts.Count == 0 ? text["operations.time.seconds", text.Digits(0.ToString(CultureInfo.InvariantCulture))] : string.Join(' ', parts);
    }

    public static IHtmlContent Outcome(AdminText text, JobOutcome outcome) => outcome switch
    {
        JobOutcome.Running => ListView.Badge(text["operations.outcome.running"], "blue"),
        JobOutcome.Done => ListView.Badge(text["operations.outcome.done"], "green"),
        JobOutcome.Failed => ListView.Badge(text["operations.outcome.failed"], "red"),
        _ => ListView.Badge(text["operations.outcome.lost"], "yellow"),
    };
}
