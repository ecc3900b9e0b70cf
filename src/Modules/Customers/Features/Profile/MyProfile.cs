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

/// <summary>Oneself as a customer.</summary>
/// <param name="Name">Name, of the account.</param>
/// <param name="Email">E-mail address, of the account.</param>
/// <param name="Phone">Telephone in E.164, or empty.</param>
/// <param name="TaxNumber">Tax number for invoices, or empty.</param>
/// <param name="IsTaxExempt">Whether no tax is paid.</param>
/// <param name="Version">Version, for edits; 0 while nothing was saved.</param>
internal sealed record ProfileRecord(string Name, string Email, string Phone, string TaxNumber, bool IsTaxExempt, int Version);

/// <summary>Oneself as a customer, as it is to be.</summary>
/// <param name="Phone">Telephone as people write it, abroad with +; empty for none.</param>
/// <param name="TaxNumber">Tax number for invoices; empty for none.</param>
internal sealed record ProfileBody(string? Phone = null, string? TaxNumber = null);

/// <summary><c>/api/v1/account/profile</c>: what a customer sees and says of themselves. Name, e-mail and language are the account's.</summary>
internal sealed class MyProfile(UnitOfWork work, RowStore rows, Profiles profiles, ProfileRules rules, IPeople people)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/account/profile", async (HttpContext context, MyProfile use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                if (reader.Problems.Any)
                {
                    return reader.Problems.Errors.ToProblem();
                }

                return await use.FindAsync(UserId.From(context.Caller().Id!.Value), cancellationToken) is { } found ? TaggedAnswer.Of(found, found.Version) : new[] { CustomerErrors.Unknown }.ToProblem();
            })
            .WithName("ReadMyProfile").WithTags("My account").WithSummary("Read one's own profile").WithDescription("What one is as a customer. The ETag is the version for edits.")
            .WithQuery([]).Produces<ProfileRecord>().WithProblems(404).WithExample(CustomersExamples.Profile).ForSignedIn();
        api.MapPut<MyProfile, ProfileBody, ProfileRecord>("/account/profile", (use, body, request) => use.SaveAsync(body, request))
            .WithName("EditMyProfile").WithTags("My account").WithSummary("Edit one's own profile").WithDescription("Telephone and tax number; name, e-mail address and language are those of the account.")
            .WithExample(CustomersExamples.Profile with { Version = 2 }).WithProblems(404).ForSignedIn();
    }

    public async Task<ProfileRecord?> FindAsync(UserId me, CancellationToken cancellationToken)
    {
        if (await profiles.FindAsync(me, cancellationToken) is { } found)
        {
            return new ProfileRecord(found.Name, found.Email, profiles.PhoneOf(found), found.TaxNumber, found.IsTaxExempt, found.Version);
        }

        return (await people.FindAsync([me], cancellationToken)).GetValueOrDefault(me) is { } person ? new ProfileRecord(person.Name, person.Email, "", "", IsTaxExempt: false, 0) : null;
    }

    public async Task<Result<ProfileRecord>> SaveAsync(ProfileBody body, WriteRequest request)
    {
        var (me, version, problems) = (UserId.From(request.Caller.Id ?? Guid.Empty), request.IfMatch(), new Problems());
        var phone = await rules.PhoneAsync(problems, body.Phone, request.Stop);
        var taxNumber = problems.Line(body.TaxNumber, "taxNumber", 50);
        if (problems.Any || version.IsFailure)
        {
            return problems.Any ? problems.Errors.ToArray() : version.Errors.ToArray();
        }

        var saved = await work.RunAsync<int>(async stop =>
        {
            // Who has no row yet has seen version 0.
            var isNew = version.Value == 0 && await profiles.FindAsync(me, stop) is null;
            if (await profiles.EnsureAsync(me, stop) is not { } before)
            {
                return CustomerErrors.Unknown;
            }

            if (!isNew && before.Version != version.Value)
            {
                return CustomerErrors.Outdated;
            }

            var after = profiles.WithPhone(before, phone) with { TaxNumber = taxNumber };
            if (after == before)
            {
                return before.Version;
            }

            await rows.UpdateAsync(before.Id, after with { Version = before.Version + 1, UpdatedAt = profiles.Now }, stop);
            work.Audit(new AuditEntry("customers.profile.edit", "customers.customer", me.ToString(), before.Name, Before: new { taxNumber = before.TaxNumber }, After: new { taxNumber, phone = Masking.Phone(phone) }));
            return before.Version + 1;
        }, request.Stop);
        if (saved.IsFailure)
        {
            return saved.Errors.ToArray();
        }

        request.Version = saved.Value;
        return (await FindAsync(me, request.Stop))!;
    }
}
