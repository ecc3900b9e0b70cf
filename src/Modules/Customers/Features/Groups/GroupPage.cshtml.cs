using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Customers.Features;

/// <summary><c>/admin/customer-groups/{id}</c>: a group and who joins or leaves it; <c>new</c> is one to be added.</summary>
internal sealed class GroupPageModel(GroupUse groups, IPeople people, Profiles profiles) : AdminPage
{
    private const int MostPeople = 200;

    public CustomerGroup? Group { get; private set; }

    public string Code { get; private set; } = "";

    public Dictionary<string, string> Name { get; private set; } = [];

    /// <summary>Id of a new one: a form that is sent twice adds one.</summary>
    public string Key { get; private set; } = "";

    public bool MayEdit => Caller.May(Permissions.GroupEdit);

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        (Code, Name) = (Sent("code"), Typed.Texts(Request.Form, "name", T.Languages));
        var problems = new Problems();
        var key = Typed.Id<CustomerGroupId>(Sent("key"), "key", problems);
        var body = new GroupBody(Code, Typed.Text(Name, "name", problems, 100), Group is null ? key : null);
        var done = problems.Any ? problems.Errors.ToArray() : Group is null ? await groups.AddAsync(body, WriteRequest.ForPage(HttpContext)) : await groups.EditAsync(body, WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["customers.group_page.saved"], $"/admin/customer-groups/{done.Value.Id}") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || Group is null)
        {
            return Missing();
        }

        var done = await groups.RemoveAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["customers.group_page.removed"], "/admin/customer-groups") : Fail(done.Errors);
    }

    public async Task<IActionResult> OnPostMembersAsync([FromRoute] string id, string act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || Group is null)
        {
            return Missing();
        }

        var addresses = Sent("people").Split([' ', ',', ';', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var (problems, found) = (new Problems(), new List<UserId>());
        problems.Require(addresses.Count is > 0 and <= MostPeople, "group.people", "Say 1 to 200 e-mail addresses.", "people");
        foreach (var address in addresses.Take(MostPeople))
        {
            var person = await people.ByEmailAsync(address, cancellationToken);
            problems.Require(person is not null, "group.person_unknown", $"Nobody has an account under {address}.", "people");
            found.AddRange(person is null ? [] : [person.Id]);
        }

        var body = act == "remove" ? new MembersBody(Remove: found) : new MembersBody(Add: found);
        var done = problems.Any ? problems.Errors.ToArray() : await groups.SetMembersAsync(body, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["customers.group_page.members_set", T.Number(done.Value.Added), T.Number(done.Value.Removed)], $"/admin/customer-groups/{id}") : Fail(done.Errors);
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        Crumbs = [new AdminCrumb(T["customers.groups_page.title"], "/admin/customer-groups")];
        Key = profiles.New<CustomerGroupId>().ToString();
        Title = T["customers.group_page.new"];
        if (string.Equals(id, "new", StringComparison.Ordinal))
        {
            return MayEdit;
        }

        if (!TypedId.TryParse<CustomerGroupId>(id, out var wanted) || await groups.FindAsync(wanted, cancellationToken) is not { } found)
        {
            return false;
        }

        (Group, Code, Name, Title) = (found, found.Code, Typed.Texts(found.Name), T.Of(found.Name));
        return true;
    }
}
