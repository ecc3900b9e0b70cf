using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Inventory.Features;

/// <summary>A category, and how new items of it are kept.</summary>
/// <param name="Category">The category.</param>
/// <param name="Name">Its name with those above it.</param>
/// <param name="Tracking">What is known of each piece.</param>
/// <param name="Valuation">What a piece is worth that goes.</param>
/// <param name="Version">Version of what it says itself; 0 where it takes it from above.</param>
internal sealed record PolicyRow(CategoryRecord Category, string Name, Tracking Tracking, Valuation Valuation, int Version);

/// <summary><c>/admin/stock/policies</c>: how new items are kept, category by category.</summary>
internal sealed class PoliciesModel(CategoryPolicy policy, ICatalog catalog, UnitOfWork work) : AdminPage
{
    public IReadOnlyList<PolicyRow> Rows { get; private set; } = [];

    /// <summary>The category whose form was sent and failed.</summary>
    public string Open { get; private set; } = "";

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.ItemEdit.Name);

    public IReadOnlyList<ListChoice> Trackings => [.. Enum.GetValues<Tracking>().Select(tracking => new ListChoice(tracking.ToString(), Tracking(tracking)))];

    public IReadOnlyList<ListChoice> Valuations => [.. Enum.GetValues<Valuation>().Select(valuation => new ListChoice(valuation.ToString(), Valuation(valuation)))];

    public string Tracking(Tracking tracking) => T["inventory.tracking." + ChoiceWords.Of(tracking)];

    public string Valuation(Valuation valuation) => T["inventory.valuation." + ChoiceWords.Of(valuation)];

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public Task OnGetAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(string? category, string? tracking, string? valuation, int version, CancellationToken cancellationToken)
    {
        (Open, RouteData.Values["category"]) = (category ?? "", category);
        var problems = new Problems();
        var (track, value) = (Typed.Choice<Tracking>(tracking ?? "", "tracking", problems), Typed.Choice<Valuation>(valuation ?? "", "valuation", problems));
        problems.Require(track is not null || problems.Any, "form.choice", "Choose one of what is offered.", "tracking");
        problems.Require(value is not null || problems.Any, "form.choice", "Choose one of what is offered.", "valuation");
        var done = problems.Any ? problems.Errors.ToArray() : await policy.RunAsync(new PolicyBody(track!.Value, value!.Value), WriteRequest.ForPage(HttpContext, version));
        await LoadAsync(cancellationToken);
        return done.IsSuccess ? Done(T["inventory.policies_page.saved"], "/admin/stock/policies#c-" + category) : Fail(done.Errors);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["inventory.policies_page.title"];
        Crumbs = [new AdminCrumb(T["inventory.stock_page.title"], "/admin/stock")];
        var tree = await catalog.CategoriesAsync(cancellationToken);
        await using var command = await work.CommandAsync("select category_id, tracking, valuation, version from inventory.category_policy", cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var said = (await reader.ListAsync(row => (Id: CategoryId.From(row.GetGuid(0)), Tracking: ChoiceWords.To<Tracking>(row.GetString(1)), Valuation: ChoiceWords.To<Valuation>(row.GetString(2)), Version: row.GetInt32(3)), cancellationToken)).ToDictionary(one => one.Id);
        Rows = [.. tree.Top.SelectMany(top => Below(tree, top)).Select(category =>
        {
            var path = tree.PathTo(category);
            var from = path.Reverse().FirstOrDefault(step => said.ContainsKey(step.Id));
            var (tracks, values) = from is null ? (Data.Tracking.None, Data.Valuation.Average) : (said[from.Id].Tracking, said[from.Id].Valuation);
            return new PolicyRow(category, string.Join(" › ", path.Select(step => T.Of(step.Name))), tracks, values, said.TryGetValue(category.Id, out var own) ? own.Version : 0);
        })];
    }

    private static IEnumerable<CategoryRecord> Below(CategoryTree tree, CategoryRecord category) => [category, .. tree.Below(category.Id).SelectMany(child => Below(tree, child))];
}
