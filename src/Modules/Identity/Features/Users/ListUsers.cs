using Aisle.Contracts.Identity;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Identity.Features;

/// <summary><c>GET /api/v1/users</c> and <c>/users/{id}</c>.</summary>
internal static class ListUsers
{
    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in name or address.", 100);
    private static readonly QueryParameter<string?> _role = Query.Text("role", "Code of a role they hold; `staff` for any.", 40);
    private static readonly QueryParameter<string> _status = Query.Choice("status", "Whether they may log in.", "any", "any", "active", "disabled");
    private static readonly QueryParameter<StoreId?> _store = Query.Id<StoreId>("store", "A store one of their roles holds in.");
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order; a `-` before it turns it round.", "name", UserQuery.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows of a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _role, _status, _store, _sort, _limit, Cursor.Parameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/users", ListAsync)
            .WithName(nameof(ListUsers)).WithTags("Users").WithSummary("List users").WithDescription("Users with their roles, searched, filtered and page by page.")
            .WithQuery(_query).Produces<Page<UserDetail>>().WithExample(new Page<UserDetail>([UserDetail.Example], NextCursor: null)).Requires(Permissions.UserRead);
        api.MapGet("/users/{id}", GetAsync)
            .WithName("GetUser").WithTags("Users").WithSummary("Read a user").WithDescription("A user with their roles. The ETag is the version for edits.")
            .Produces<UserDetail>().WithProblems(404).WithExample(UserDetail.Example).Requires(Permissions.UserRead);
    }

    private static async Task<IResult> ListAsync(HttpContext context, UserQuery users, CancellationToken cancellationToken)
    {
        if (!context.Caller().Rights.HasEverywhere(Permissions.UserRead.Name))
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        var reader = QueryReader.Strict(context.Request, _query);
        var filter = new UserFilter(reader.Get(_words), reader.Get(_role), reader.Get(_status) is "any" ? null : reader.Get(_status), reader.Get(_store), reader.Get(_sort));
        var cursor = UserQuery.ReadCursor(reader.Get(Cursor.Parameter), filter.Sort, reader.Problems);
        var limit = reader.Get(_limit);
        return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(await users.ListAsync(filter, cursor, limit, cancellationToken));
    }

    private static async Task<IResult> GetAsync([System.ComponentModel.Description("Id of the user.")] string id, HttpContext context, UserQuery users, CancellationToken cancellationToken)
    {
        if (!context.Caller().Rights.HasEverywhere(Permissions.UserRead.Name))
        {
            return new[] { Access.Forbidden }.ToProblem();
        }

        var problems = new Problems();
        var user = problems.Take(TypedId.Parse<UserId>(id, "id"));
        if (problems.Any)
        {
            return problems.Errors.ToProblem();
        }

        return await users.ByIdAsync(user, cancellationToken) is { } detail ? VersionTags.Answer(context, detail, detail.Version) : new[] { UserErrors.Unknown }.ToProblem();
    }
}
