using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A row of the form.</summary>
internal sealed record LadderRow(string Days, string Percent);

/// <summary><c>/admin/stock/markdowns/ladder</c>: how much is taken off in the last days, for all or for a category.</summary>
internal sealed class LadderPageModel(MarkdownQuery markdowns, SaveLadder save, ICatalog catalog) : StockPageModel
{
    private const int Free = 3;
    private readonly Dictionary<int, int> _places = [];

    /// <summary>Id of the category, or <c>all</c>.</summary>
    public string Category { get; private set; } = SaveLadder.All;

    public string Whose { get; private set; } = "";

    /// <summary>Whose ladder holds while there is none of its own.</summary>
    public string? From { get; private set; }

    public int Version { get; private set; }

    public IReadOnlyList<ListChoice> Categories { get; private set; } = [];

    public IReadOnlyList<LadderRow> Rows { get; private set; } = [];

    public string Path => To("/admin/stock/markdowns/ladder?category=" + Category);

    public string? FaultAt(int row, string field) => _places.TryGetValue(row, out var place) ? FaultOf($"steps[{place}].{field}") : null;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => await LoadAsync(cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync(int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return Missing();
        }

        Version = version;
        Rows = [.. Enumerable.Range(0, SaveLadder.MostSteps).Where(index => Request.Form.ContainsKey($"days[{index}]")).Select(index => new LadderRow(Request.Form[$"days[{index}]"].ToString(), Request.Form[$"percent[{index}]"].ToString()))];
        var (problems, steps) = (new Problems(), new List<LadderStep>());
        for (var index = 0; index < Rows.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(Rows[index].Days) && string.IsNullOrWhiteSpace(Rows[index].Percent))
            {
                continue;
            }

            var at = FormattableString.Invariant($"steps[{steps.Count}]");
            _places[index] = steps.Count;
            steps.Add(new LadderStep(Typed.Whole(Rows[index].Days, at + ".daysLeft", problems) ?? -1, Typed.Number(Rows[index].Percent, at + ".percent", problems) ?? 0));
        }

        RouteData.Values["category"] = Category;
        var done = problems.Any ? problems.Errors.ToArray() : await save.RunAsync(new LadderBody(steps), WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["inventory.ladder_page.saved"], "/admin/stock/markdowns/ladder?category=" + Category) : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync(int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(cancellationToken))
        {
            return Missing();
        }

        RouteData.Values["category"] = Category;
        var done = await save.RemoveAsync(WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["inventory.ladder_page.removed"], "/admin/stock/markdowns/ladder?category=" + Category) : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.ladder_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock"), new AdminCrumb(T["inventory.markdowns_page.title"], "/admin/stock/markdowns")];
        var (tree, ladders) = (await catalog.CategoriesAsync(cancellationToken), await markdowns.LaddersAsync(cancellationToken));
        var asked = Request.Query["category"].ToString();
        var category = TypedId.TryParse<CategoryId>(asked, out var id) ? tree.ById(id) : null;
        if (category is null && asked is not ("" or SaveLadder.All))
        {
            return false;
        }

        string NameOf(CategoryId? of) => of is { } known && tree.ById(known) is { } one ? T.Of(one.Name) : T["inventory.ladder_page.all"];
        // Those that have a ladder of their own are marked.
        Categories =
        [
            new ListChoice(SaveLadder.All, Marked(null, T["inventory.ladder_page.all"])), .. tree.All.Select(one => new ListChoice(one.Id.ToString(), Marked(one.Id, string.Join(" › ", tree.PathTo(one).Select(step => T.Of(step.Name)))))),
        ];
        (Category, Whose) = (category?.Id.ToString() ?? SaveLadder.All, NameOf(category?.Id));
        var own = ladders.FirstOrDefault(ladder => ladder.Category == category?.Id);
        var path = category is null ? [] : tree.PathTo(category).Reverse().Select(step => (CategoryId?)step.Id).Append(null);
        From = path.Select(step => ladders.FirstOrDefault(ladder => ladder.Category == step)).FirstOrDefault(ladder => ladder is not null) is { } above ? NameOf(above.Category) : null;
        Version = own?.Version ?? 0;
        var steps = own?.Steps ?? [];
        Rows = [.. steps.Select(step => new LadderRow(step.DaysLeft.ToString(CultureInfo.InvariantCulture), step.Percent.ToString("0.##", CultureInfo.InvariantCulture))), .. Enumerable.Repeat(new LadderRow("", ""), Math.Min(Free, SaveLadder.MostSteps - steps.Count))];
        return true;

        string Marked(CategoryId? of, string name) => ladders.Any(ladder => ladder.Category == of) ? name + " •" : name;
    }
}
