using System.Globalization;
using System.Runtime.CompilerServices;
using Aisle.Contracts.Stores;
using Aisle.Modules.Stores.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>/admin/taxes</c>: the classes of tax, each with the rate of today and the next one.</summary>
internal sealed class TaxesPageModel(StoresFacade stores, BegunDay begun) : AdminPage
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "name", "name", "-name", "code", "-code");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.TaxEdit.Name);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["stores.taxes_page.title"];
        var reader = QueryReader.Lenient(Request);
        var today = await begun.GetAsync(cancellationToken);
        List = new ListView
        {
            Key = "taxes",
            Path = To("/admin/taxes"),
            Words = reader.Get(_words) ?? "",
            Sort = reader.Get(_sort),
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Columns =
            [
                new ListColumn("name", T["stores.store_page.name"], Sort: "name"), new ListColumn("code", T["stores.store_page.code"], Sort: "code"),
                new ListColumn("now", T["stores.taxes_page.now"]), new ListColumn("next", T["stores.taxes_page.next"]), new ListColumn("rates", T["stores.taxes_page.rates"], IsShown: false, IsNumber: true),
            ],
            Rows = [.. (await FindAsync(reader, cancellationToken)).Select(found =>
            {
                var line = TaxTimeline.Of(found.Rates, today);
                var next = line.FirstOrDefault(stretch => stretch.Time == RateTime.ToCome);
                return new ListRow(found.Code, To($"/admin/taxes/{found.Code}"), new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["name"] = T.Of(found.Name),
                    ["code"] = found.Code,
                    ["now"] = line.FirstOrDefault(stretch => stretch.Time == RateTime.Now) is { Percent: { } percent } ? ListView.Badge(TaxPageModel.InWords(T, percent), "green") : ListView.Badge(T["stores.taxes_page.no_rate"], "yellow"),
                    ["next"] = next is null ? "–" : T["stores.taxes_page.from", TaxPageModel.InWords(T, next.Percent), T.Day(next.From)],
                    ["rates"] = T.Number(found.Rates.Count),
                });
            })],
            Empty = T["stores.taxes_page.none"],
        };
    }

    public IActionResult OnGetExport() => new CsvAnswer("tax-rates.csv", ["class", "name", "percent", "from", "to"], RowsAsync());

    private async Task<IEnumerable<TaxClassRecord>> FindAsync(QueryReader reader, CancellationToken cancellationToken)
    {
        var (words, sort) = (reader.Get(_words) ?? "", reader.Get(_sort));
        var fit = (await stores.SnapshotAsync(cancellationToken)).TaxClasses.Where(found => found.Code.Contains(words, StringComparison.OrdinalIgnoreCase) || found.Name.All.Values.Any(name => name.Contains(words, StringComparison.OrdinalIgnoreCase)));
        var sorted = sort.EndsWith("code", StringComparison.Ordinal) ? fit.OrderBy(found => found.Code, StringComparer.Ordinal) : fit.OrderBy(found => T.Of(found.Name), StringComparer.Create(T.Culture, ignoreCase: true));
        return sort.StartsWith('-') ? sorted.Reverse() : sorted;
    }

    private async IAsyncEnumerable<IEnumerable<string?>> RowsAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var found in await FindAsync(QueryReader.Lenient(Request), cancellationToken))
        {
            foreach (var rate in found.Rates)
            {
                yield return [found.Code, T.Of(found.Name), rate.Percent.ToString(CultureInfo.InvariantCulture), Print(rate.From), rate.To is { } to ? Print(to) : null];
            }
        }

        static string Print(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
