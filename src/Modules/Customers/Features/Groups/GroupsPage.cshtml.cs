using Aisle.Contracts.Customers;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Customers.Features;

/// <summary><c>/admin/customer-groups</c>: groups of customers.</summary>
internal sealed class GroupsPageModel(GroupUse groups) : AdminPage
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "", 100);
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "", "code", "code", "-code", "name", "-name", "members", "-members");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public bool MayEdit => Caller.May(Permissions.GroupEdit);

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        Title = T["customers.groups_page.title"];
        var reader = QueryReader.Lenient(Request);
        List = new ListView
        {
            Key = "customer-groups",
            Path = To("/admin/customer-groups"),
            Words = reader.Get(_words) ?? "",
            Sort = reader.Get(_sort),
            HasExport = true,
            Chosen = reader.GetAll(_columns),
            Columns = [new ListColumn("name", T["customers.group_page.name"], Sort: "name"), new ListColumn("code", T["customers.group_page.code"], Sort: "code"), new ListColumn("members", T["customers.group_page.members"], Sort: "members", IsNumber: true)],
            Rows = [.. (await FoundAsync(reader, cancellationToken)).Select(group => new ListRow(group.Id.ToString(), To($"/admin/customer-groups/{group.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = T.Of(group.Name), ["code"] = group.Code, ["members"] = T.Number(group.Members),
            }))],
            Empty = T["customers.groups_page.none"],
        };
    }

    public async Task<IActionResult> OnGetExportAsync(CancellationToken cancellationToken)
    {
        var found = await FoundAsync(QueryReader.Lenient(Request), cancellationToken);
        return new CsvAnswer(
            "customer-groups.csv", ["id", "code", .. T.Languages.Select(language => "name_" + language), "members"],
            found.Select(group => (IEnumerable<string?>)[group.Id.ToString(), group.Code, .. T.Languages.Select(language => group.Name.All.GetValueOrDefault(language)), group.Members.ToString(System.Globalization.CultureInfo.InvariantCulture)]).ToAsyncEnumerable());
    }

    private async Task<IReadOnlyList<CustomerGroup>> FoundAsync(QueryReader reader, CancellationToken cancellationToken)
    {
        var (words, sort) = (reader.Get(_words) ?? "", reader.Get(_sort));
        var found = (await groups.ListAsync(cancellationToken)).Where(group => group.Name.All.Values.Append(group.Code).Any(text => text.Contains(words, StringComparison.OrdinalIgnoreCase)));
        var sorted = sort.TrimStart('-') switch
        {
            "name" => found.OrderBy(group => T.Of(group.Name), StringComparer.Create(T.Culture, ignoreCase: true)),
            "members" => found.OrderBy(group => group.Members),
            _ => found.OrderBy(group => group.Code, StringComparer.Ordinal),
        };
        return [.. sort.StartsWith('-') ? sorted.Reverse() : sorted];
    }
}
