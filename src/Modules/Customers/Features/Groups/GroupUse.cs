using System.ComponentModel;
using System.Text.RegularExpressions;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Modules.Customers.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Customers.Features;

/// <summary>A group as it is to be.</summary>
/// <param name="Code">1 to 30 small letters, digits, <c>-</c> and <c>_</c>; no other group's.</param>
/// <param name="Name">Name, in every language.</param>
/// <param name="Id">Of a new one, made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record GroupBody(string Code, LocalText Name, CustomerGroupId? Id = null);

/// <summary>Who joins and who leaves a group.</summary>
/// <param name="Add">Accounts that are to be in it.</param>
/// <param name="Remove">Accounts that are not to be in it.</param>
internal sealed record MembersBody(IReadOnlyList<UserId>? Add = null, IReadOnlyList<UserId>? Remove = null);

/// <summary>What became of the members.</summary>
/// <param name="Added">How many are in it now who were not.</param>
/// <param name="Removed">How many are not any more.</param>
internal sealed record MembersAnswer(int Added, int Removed);

/// <summary>Groups.</summary>
/// <param name="Items">Groups, by code.</param>
internal sealed record GroupList(IReadOnlyList<CustomerGroup> Items);

/// <summary><c>/api/v1/customer-groups</c>: groups of customers, which prices and promotions hold for. A shop has a few dozen, which are read as a whole.</summary>
internal sealed partial class GroupUse(UnitOfWork work, RowStore rows, Profiles profiles, IEnumerable<ICustomerGroupUse> uses)
{
    private const int MostMembers = 1000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/customer-groups", async (HttpContext context, GroupUse use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(new GroupList(await use.ListAsync(cancellationToken)));
            })
            .WithName("ListCustomerGroups").WithTags("Customer groups").WithSummary("List groups of customers").WithDescription("All of them, by code. Their members are listed by `GET /customers?group=`.")
            .WithQuery([]).Produces<GroupList>().WithExample(new GroupList([CustomersExamples.Group])).Requires(Permissions.CustomerRead);
        api.MapGet("/customer-groups/{id}", ([Description("Id of the group.")] string id, HttpContext context, GroupUse use, CancellationToken cancellationToken) =>
                ListAnswers.OneAsync<CustomerGroupId, CustomerGroup>(context, id, wanted => use.FindAsync(wanted, cancellationToken), _ => true, CustomerErrors.GroupUnknown, group => group.Version))
            .WithName("ReadCustomerGroup").WithTags("Customer groups").WithSummary("Read a group of customers").WithDescription("The ETag is the version for edits.")
            .WithQuery([]).Produces<CustomerGroup>().WithProblems(404).WithExample(CustomersExamples.Group).Requires(Permissions.CustomerRead);
        api.MapPost<GroupUse, GroupBody, CustomerGroup>("/customer-groups", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddCustomerGroup").WithTags("Customer groups").WithSummary("Add a group of customers").WithDescription("Nobody is in it at first.").WithExample(CustomersExamples.Group).Requires(Permissions.GroupEdit);
        api.MapPut<GroupUse, GroupBody, CustomerGroup>("/customer-groups/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName("EditCustomerGroup").WithTags("Customer groups").WithSummary("Edit a group of customers").WithDescription("Its code and name.").WithExample(CustomersExamples.Group with { Version = 2 }).WithProblems(404).Requires(Permissions.GroupEdit);
        api.MapDelete<GroupUse, Nothing>("/customer-groups/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveCustomerGroup").WithTags("Customer groups").WithSummary("Remove a group of customers").WithDescription("Only one without members, for which no price and no promotion holds.").WithProblems(404).Requires(Permissions.GroupEdit);
        api.MapPost<GroupUse, MembersBody, MembersAnswer>("/customer-groups/{id}/members", (use, body, request) => use.SetMembersAsync(body, request))
            .WithName("SetCustomerGroupMembers").WithTags("Customer groups").WithSummary("Add and remove members").WithDescription("Up to a thousand of each, all or none. Who is in it already, or not in it, stays so.")
            .WithExample(new MembersAnswer(2, 1)).WithProblems(404).Requires(Permissions.GroupEdit);
    }

    public Task<List<CustomerGroup>> ListAsync(CancellationToken cancellationToken) => ReadAsync("", cancellationToken);

    public async Task<CustomerGroup?> FindAsync(CustomerGroupId id, CancellationToken cancellationToken) => (await ReadAsync("where found.id = $1", cancellationToken, id.Value)).FirstOrDefault();

    public async Task<Result<CustomerGroup>> AddAsync(GroupBody body, WriteRequest request)
    {
        var problems = new Problems();
        var (code, name) = Read(problems, body);
        if (Refusal(request, problems) is { } refused)
        {
            return refused;
        }

        var (id, now) = (body.Id ?? profiles.New<CustomerGroupId>(), profiles.Now);
        var added = await work.RunAsync<CustomerGroup>(async stop =>
        {
            await rows.AloneAsync(id.Value, stop);
            if (await FindAsync(id, stop) is { } known)
            {
                return known.Code == code && known.Name.Equals(name) ? known : CustomerErrors.Contradiction;
            }

            if (await rows.InsertAsync([new CustomerGroupRow(id.Value, code, name, 1, now, now)], stop, "on conflict (code) do nothing") == 0)
            {
                return CustomerErrors.GroupCodeTaken;
            }

            work.Audit(new AuditEntry("customers.group.add", "customers.group", id.ToString(), code, After: new { code, name }));
            return new CustomerGroup(id, code, name, 0, 1);
        }, request.Stop);
        request.Location = added.IsSuccess ? $"/api/v1/customer-groups/{id}" : null;
        request.Version = added.IsSuccess ? added.Value.Version : null;
        return added;
    }

    public async Task<Result<CustomerGroup>> EditAsync(GroupBody body, WriteRequest request)
    {
        var (id, version, problems) = (request.Id<CustomerGroupId>(), request.IfMatch(), new Problems());
        var (code, name) = Read(problems, body);
        if (Refusal(request, problems) is { } refused || id.IsFailure || version.IsFailure)
        {
            return Refusal(request, problems) ?? [.. id.Errors, .. version.Errors];
        }

        problems.Require(body.Id is null || body.Id == id.Value, "customer.contradiction", "The id is that of another group.", "id");
        var saved = problems.Any ? problems.Errors.ToArray() : await work.RunAsync<CustomerGroup>(async stop =>
        {
            if (await rows.FindAsync<CustomerGroupRow>(id.Value.Value, stop, isLocked: true) is not { } before)
            {
                return CustomerErrors.GroupUnknown;
            }

            if ((await rows.ListAsync<CustomerGroupRow>("code = $1 and id <> $2", stop, code, before.Id)).Count > 0)
            {
                return CustomerErrors.GroupCodeTaken;
            }

            if (before.Version != version.Value)
            {
                return CustomerErrors.Outdated;
            }

            if (before.Code != code || !before.Name.Equals(name))
            {
                await rows.UpdateAsync(before.Id, before with { Code = code, Name = name, Version = before.Version + 1, UpdatedAt = profiles.Now }, stop);
                work.Audit(new AuditEntry("customers.group.edit", "customers.group", id.Value.ToString(), code, new { code = before.Code, name = before.Name }, new { code, name }));
            }

            return (await FindAsync(id.Value, stop))!;
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        var id = request.Id<CustomerGroupId>();
        if (!request.Caller.May(Permissions.GroupEdit) || id.IsFailure)
        {
            return id.IsFailure && request.Caller.May(Permissions.GroupEdit) ? id.Errors.ToArray() : Access.Forbidden;
        }

        return await work.RunAsync<Nothing>(async stop =>
        {
            // Who joins it now waits for the row, and then finds that it is gone.
            await rows.ExecuteAsync("select 1 from customers.customer_group where id = $1 for update", stop, id.Value.Value);
            if (await FindAsync(id.Value, stop) is not { } group)
            {
                return CustomerErrors.GroupUnknown;
            }

            var isUsed = group.Members > 0;
            foreach (var use in uses)
            {
                isUsed = isUsed || await use.IsUsedAsync(id.Value, stop);
            }

            if (isUsed)
            {
                return CustomerErrors.GroupUsed;
            }

            await rows.ExecuteAsync("delete from customers.customer_group where id = $1", stop, id.Value.Value);
            work.Audit(new AuditEntry("customers.group.remove", "customers.group", id.Value.ToString(), group.Code, Before: new { group.Code, group.Name }));
            return Nothing.Value;
        }, request.Stop);
    }

    public async Task<Result<MembersAnswer>> SetMembersAsync(MembersBody body, WriteRequest request)
    {
        var (id, problems) = (request.Id<CustomerGroupId>(), new Problems());
        UserId[] add = [.. (body.Add ?? []).Distinct()], remove = [.. (body.Remove ?? []).Distinct()];
        problems.Require(add.Length <= MostMembers, "group.members", "At most a thousand at once.", "add");
        problems.Require(remove.Length <= MostMembers, "group.members", "At most a thousand at once.", "remove");
        problems.Require(!add.Intersect(remove).Any(), "group.members", "Nobody joins and leaves at once.", "remove");
        problems.Require(add.Length + remove.Length > 0, "group.members", "Say who joins or who leaves.", "add");
        if (Refusal(request, problems) is { } refused || id.IsFailure)
        {
            return Refusal(request, problems) ?? [.. id.Errors];
        }

        return await work.RunAsync<MembersAnswer>(async stop =>
        {
            await rows.ExecuteAsync("select 1 from customers.customer_group where id = $1 for key share", stop, id.Value.Value);
            if (await FindAsync(id.Value, stop) is not { } group)
            {
                return CustomerErrors.GroupUnknown;
            }

            if ((await profiles.EnsureAsync(add, stop)).Count < add.Length)
            {
                return CustomerErrors.Unknown with { Kind = ErrorKind.Validation, Field = "add" };
            }

            var (added, removed) = (
                await rows.InsertAsync([.. add.OrderBy(one => one.Value).Select(one => new MemberRow(id.Value.Value, one.Value, profiles.Now))], stop, "on conflict do nothing"),
                await rows.ExecuteAsync("delete from customers.member where group_id = $1 and customer_id = any ($2)", stop, id.Value.Value, remove.Select(one => one.Value).ToArray()));
            if (added + removed > 0)
            {
                work.Audit(new AuditEntry("customers.group.members", "customers.group", id.Value.ToString(), group.Code, After: new { added, removed, add = add.Take(100), remove = remove.Take(100) }));
                work.Changed(CustomersModule.Tag);
            }

            return new MembersAnswer(added, removed);
        }, request.Stop);
    }

    private static Error[]? Refusal(WriteRequest request, Problems problems) => !request.Caller.May(Permissions.GroupEdit) ? [Access.Forbidden] : problems.Any ? [.. problems.Errors] : null;

    private static (string Code, LocalText Name) Read(Problems problems, GroupBody body)
    {
        var code = (body.Code ?? "").Trim().ToLowerInvariant();
        problems.Require(CodeFormat().IsMatch(code), "group.code", "A code is 1 to 30 small letters, digits, - and _.", "code");
        return (code, problems.Name(body.Name, "name"));
    }

    private async Task<List<CustomerGroup>> ReadAsync(string condition, CancellationToken cancellationToken, params SqlValue[] values) =>
        [.. (await rows.SelectAsync<ReadMembers>($"select found.id, found.code, found.name, found.version, (select count(*) from customers.member where group_id = found.id) as members from customers.customer_group found {condition} order by found.code", cancellationToken, values))
            .Select(row => new CustomerGroup(CustomerGroupId.From(row.Id), row.Code, row.Name, row.Members, row.Version))];

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9_-]{0,29}\z", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CodeFormat();

    private sealed record ReadMembers(Guid Id, string Code, LocalText Name, int Version, long Members);
}
