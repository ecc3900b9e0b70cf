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

/// <summary>A customer as they are to be.</summary>
/// <param name="Phone">Telephone as people write it; empty for none.</param>
/// <param name="TaxNumber">Tax number for invoices; empty for none.</param>
/// <param name="IsTaxExempt">Whether they pay no tax; then a tax number is needed.</param>
/// <param name="OrderBlock">Why they may not order, 1 to 200 characters; absent where they may.</param>
/// <param name="CashBlock">Why they may not pay at the door, 1 to 200 characters; absent where they may.</param>
/// <param name="Groups">Groups they are to be in; absent to leave them.</param>
internal sealed record CustomerBody(string? Phone = null, string? TaxNumber = null, bool IsTaxExempt = false, string? OrderBlock = null, string? CashBlock = null, IReadOnlyList<CustomerGroupId>? Groups = null);

/// <summary>A note about a customer.</summary>
/// <param name="Text">What it says, 1 to 2000 characters.</param>
internal sealed record CustomerNoteBody(string Text);

/// <summary>What staff change of a customer, and what they note down.</summary>
internal sealed class EditCustomer(UnitOfWork work, RowStore rows, Profiles profiles, PersonalSeal seal, ProfileRules rules, ListCustomers read)
{
    private const int MostGroups = 50;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut<EditCustomer, CustomerBody, CustomerDetail>("/customers/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName(nameof(EditCustomer)).WithTags("Customers").WithSummary("Edit a customer").WithDescription("All of it is as the body says; name and e-mail address are those of the account.")
            .WithExample(CustomersExamples.Detail).WithProblems(404).Requires(Permissions.CustomerEdit);
        api.MapPost<EditCustomer, CustomerNoteBody, CustomerNote>("/customers/{id}/notes", (use, body, request) => use.NoteAsync(body, request), StatusCodes.Status200OK)
            .WithName("NoteCustomer").WithTags("Customers").WithSummary("Note something about a customer").WithDescription("Seen by staff alone. A note stays as it was written.")
            .WithExample(CustomersExamples.Note).WithProblems(404).Requires(Permissions.CustomerEdit);
    }

    public async Task<Result<CustomerDetail>> EditAsync(CustomerBody body, WriteRequest request)
    {
        var (id, version, problems) = (request.Id<UserId>(), request.IfMatch(), new Problems());
        if (Refusal(request.Caller, id, version.WithoutValue()) is { } refused)
        {
            return refused;
        }

        var phone = await rules.PhoneAsync(problems, body.Phone, request.Stop);
        var taxNumber = problems.Line(body.TaxNumber, "taxNumber", 50);
        problems.Require(!body.IsTaxExempt || taxNumber.Length > 0, "customer.tax_number", "Who pays no tax has a tax number, which stands on the invoice.", "taxNumber");
        var (orders, cash) = (Reason(problems, body.OrderBlock, "orderBlock"), Reason(problems, body.CashBlock, "cashBlock"));
        Guid[]? groups = body.Groups is null ? null : [.. body.Groups.Select(group => group.Value).Distinct().Order()];
        problems.Require(groups is null or { Length: <= MostGroups }, "customer.groups", "A customer is in at most 50 groups.", "groups");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var saved = await work.RunAsync<int>(async stop =>
        {
            if (await rows.FindAsync<CustomerRow>(id.Value.Value, stop, isLocked: true) is not { } before)
            {
                return CustomerErrors.Unknown;
            }

            if (before.Version != version.Value)
            {
                return CustomerErrors.Outdated;
            }

            var had = (await rows.ListAsync<MemberRow>("customer_id = $1 order by group_id", stop, before.Id)).Select(member => member.GroupId).ToArray();
            var wanted = groups ?? had;
            if ((await rows.ListAsync<CustomerGroupRow>("id = any ($1) order by id for key share", stop, wanted)).Count < wanted.Length)
            {
                return CustomerErrors.GroupUnknown with { Kind = ErrorKind.Validation, Field = "groups" };
            }

            var after = profiles.WithPhone(before, phone) with { TaxNumber = taxNumber, IsTaxExempt = body.IsTaxExempt, OrderBlock = orders, CashBlock = cash };
            if (after == before && had.ToHashSet().SetEquals(wanted))
            {
                return before.Version;
            }

            await rows.UpdateAsync(before.Id, after with { Version = before.Version + 1, UpdatedAt = profiles.Now }, stop);
            await rows.ExecuteAsync("delete from customers.member where customer_id = $1 and group_id <> all ($2)", stop, before.Id, wanted);
            await rows.InsertAsync([.. wanted.Except(had).Select(group => new MemberRow(group, before.Id, profiles.Now))], stop, "on conflict do nothing");
            work.Audit(new AuditEntry("customers.customer.edit", "customers.customer", id.Value.ToString(), before.Name, Told(before, had), Told(after, wanted)));
            work.Changed(TermsCache.TagOf(id.Value));
            return before.Version + 1;
        }, request.Stop);
        if (saved.IsFailure)
        {
            return saved.Errors.ToArray();
        }

        request.Version = saved.Value;
        return (await read.FindAsync(id.Value, request.Stop))!;
    }

    public async Task<Result<CustomerNote>> NoteAsync(CustomerNoteBody body, WriteRequest request)
    {
        var (id, problems) = (request.Id<UserId>(), new Problems());
        if (Refusal(request.Caller, id, Result.Success) is { } refused)
        {
            return refused;
        }

        var text = problems.Lines(body.Text, "text", 2000, isNeeded: true);
        return problems.Any ? problems.Errors.ToArray() : await work.RunAsync<CustomerNote>(async stop =>
        {
            if (await rows.FindAsync<CustomerRow>(id.Value.Value, stop) is not { } about)
            {
                return CustomerErrors.Unknown;
            }

            var note = new CustomerNote(text, request.Caller.Name, profiles.Now);
            await rows.InsertOneAsync(new NoteRow(profiles.NewId(), about.Id, note.By, note.At, seal.Seal(id.Value, about.Key, text)), stop);
            work.Audit(new AuditEntry("customers.customer.note", "customers.customer", id.Value.ToString(), about.Name));
            return note;
        }, request.Stop);
    }

    private static Error[]? Refusal(Caller caller, Result<UserId> id, Result version) =>
        !caller.May(Permissions.CustomerEdit) ? [Access.Forbidden] : id.IsFailure ? [.. id.Errors] : version.IsFailure ? [.. version.Errors] : null;

    /// <summary>A reason that was given; what is empty is none.</summary>
    private static string? Reason(Problems problems, string? text, string field) => problems.Line(text, field, 200) is { Length: > 0 } reason ? reason : null;

    /// <summary>What the audit shows. It keeps for ever, so of the telephone number it has the end alone.</summary>
    private object Told(CustomerRow row, IReadOnlyList<Guid> groups) => new
    {
        phone = row.Phone is { } phone ? Masking.Phone(seal.Open(UserId.From(row.Id), row.Key, phone)) : "", taxNumber = row.TaxNumber, isTaxExempt = row.IsTaxExempt, orderBlock = row.OrderBlock, cashBlock = row.CashBlock, groups,
    };
}
