using System.ComponentModel;
using System.Globalization;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Data;
using Aisle.Modules.Customers.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Customers.Features;

/// <summary>A customer, as staff see them.</summary>
/// <param name="Id">Id of the account.</param>
/// <param name="Name">Name.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="Phone">Telephone in E.164, or empty.</param>
/// <param name="Language">Language of mails.</param>
/// <param name="Groups">Groups they are in.</param>
/// <param name="IsTaxExempt">Whether they pay no tax.</param>
/// <param name="TaxNumber">Their tax number, or empty.</param>
/// <param name="OrderBlock">Why they may not order; absent where they may.</param>
/// <param name="CashBlock">Why they may not pay at the door; absent where they may.</param>
/// <param name="CreatedAt">Since when they are known as a customer.</param>
/// <param name="Version">Version, for edits.</param>
internal sealed record CustomerView(
    UserId Id, string Name, string Email, string Phone, string Language, IReadOnlyList<GroupName> Groups, bool IsTaxExempt, string TaxNumber, string? OrderBlock, string? CashBlock, DateTimeOffset CreatedAt, int Version);

/// <summary>A note of staff about a customer.</summary>
/// <param name="Text">What it says.</param>
/// <param name="By">Who wrote it.</param>
/// <param name="At">When.</param>
internal sealed record CustomerNote(string Text, string By, DateTimeOffset At);

/// <summary>A customer with all that staff know of them.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Addresses">Their address book, the default first.</param>
/// <param name="Notes">Notes of staff, the newest first, at most 100.</param>
internal sealed record CustomerDetail(CustomerView Customer, IReadOnlyList<AddressRecord> Addresses, IReadOnlyList<CustomerNote> Notes);

/// <summary><c>GET /api/v1/customers</c>: customers a page at a time, as JSON or all of them as CSV; and one of them.</summary>
internal sealed class ListCustomers(RowStore rows, Profiles profiles, AddressBook book, PersonalSeal seal, ProfileRules rules)
{
    private const int MostNotes = 100;

    public static RowList List { get; } = new(Profiles.Columns, Profiles.From, new Dictionary<string, (string, KeyKind)>(StringComparer.Ordinal)
    {
        ["name"] = ("lower(r.name)", KeyKind.Text), ["created"] = ("r.created_at", KeyKind.Moment),
    });

    public static readonly string[] Blocks = ["any", "none", "orders", "cash"];
    private static readonly QueryParameter<string?> _words = Query.Text("q", "A text in name or e-mail address, or a whole telephone number.", 100, "anika");
    private static readonly QueryParameter<CustomerGroupId?> _group = Query.Id<CustomerGroupId>("group", "Only members of this group.");
    private static readonly QueryParameter<string> _exempt = Query.Choice("exempt", "Whether they pay no tax.", "any", "any", "yes", "no");
    private static readonly QueryParameter<string> _blocked = Query.Choice("blocked", "What they may not do.", "any", Blocks);
    private static readonly QueryParameter<string> _sort = Query.Choice("sort", "Order of the rows, a `-` before it turns it round.", "name", List.Sorts);
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Rows on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_words, _group, _exempt, _blocked, _sort, _limit, ListAnswers.Format, Cursor.Parameter];

    public CsvFile<ReadCustomer> File { get; } = new(
        "customers.csv", ["id", "name", "email", "phone", "language", "groups", "tax_exempt", "tax_number", "order_block", "cash_block", "created_at"],
        row =>
        [
            row.Id.ToString(), row.Name, row.Email, profiles.PhoneOf(row), row.Language, string.Join(' ', row.Groups.Select(group => group.Code)), row.IsTaxExempt ? "true" : "false", row.TaxNumber, row.OrderBlock, row.CashBlock,
            row.CreatedAt.ToString("O", CultureInfo.InvariantCulture),
        ]);

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/customers", async (HttpContext context, RowQuery query, ListCustomers use, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, _query);
                var filter = await use.FilterAsync(reader.Get(_words), reader.Get(_group), reader.Get(_exempt), reader.Get(_blocked), cancellationToken);
                return context.Caller().May(Permissions.CustomerRead)
                    ? await ListAnswers.OfAsync(reader, query, List, filter, reader.Get(_sort), reader.Get(_limit), (ReadCustomer row) => use.ViewOf(row), use.File, cancellationToken) : new[] { Access.Forbidden }.ToProblem();
            })
            .WithName(nameof(ListCustomers)).WithTags("Customers").WithSummary("List customers").WithDescription("People with an account who registered, ordered or were put into a group.")
            .WithQuery(_query).Produces<Page<CustomerView>>().WithExample(new Page<CustomerView>([CustomersExamples.Customer], NextCursor: null)).Requires(Permissions.CustomerRead);
        api.MapGet("/customers/{id}", ([Description("Id of the account.")] string id, HttpContext context, ListCustomers use, CancellationToken cancellationToken) => context.Caller().May(Permissions.CustomerRead)
                ? ListAnswers.OneAsync<UserId, CustomerDetail>(context, id, wanted => use.FindAsync(wanted, cancellationToken), _ => true, CustomerErrors.Unknown, found => found.Customer.Version) : Task.FromResult(new[] { Access.Forbidden }.ToProblem()))
            .WithName("ReadCustomer").WithTags("Customers").WithSummary("Read a customer").WithDescription("With address book and notes. The ETag is the version for edits.")
            .WithQuery([]).Produces<CustomerDetail>().WithProblems(404).WithExample(CustomersExamples.Detail).Requires(Permissions.CustomerRead);
    }

    public async Task<RowFilter> FilterAsync(string? words, CustomerGroupId? group, string exempt, string blocked, CancellationToken cancellationToken)
    {
        var phone = string.IsNullOrWhiteSpace(words) ? null : await rules.FindAsync(words, cancellationToken);
        var filter = phone is null ? new RowFilter().Words(words, "(r.name || ' ' || r.email)") : new RowFilter().And("r.phone_hash = {0}", seal.HashOf(phone));
        filter.And("exists (select from customers.member where member.customer_id = r.id and member.group_id = {0})", group?.Value).And("r.is_tax_exempt = {0}", exempt == "any" ? null : exempt == "yes");
        return blocked switch
        {
            "none" => filter.And("(r.order_block is null and r.cash_block is null) = {0}", value: true),
            "orders" => filter.And("(r.order_block is not null) = {0}", value: true),
            "cash" => filter.And("(r.cash_block is not null) = {0}", value: true),
            _ => filter,
        };
    }

    public CustomerView ViewOf(ReadCustomer row) =>
        new(row.User, row.Name, row.Email, profiles.PhoneOf(row), row.Language, row.In, row.IsTaxExempt, row.TaxNumber, row.OrderBlock, row.CashBlock, row.CreatedAt, row.Version);

    public async Task<CustomerDetail?> FindAsync(UserId customer, CancellationToken cancellationToken)
    {
        if (await profiles.FindAsync(customer, cancellationToken) is not { } found)
        {
            return null;
        }

        var notes = await rows.ListAsync<NoteRow>("customer_id = $1 order by at desc, id desc limit $2", cancellationToken, customer.Value, MostNotes);
        return new CustomerDetail(ViewOf(found), await book.ListAsync(customer, cancellationToken), [.. notes.Select(note => new CustomerNote(seal.Open(customer, found.Key, note.Sealed), note.ByName, note.At))]);
    }
}
