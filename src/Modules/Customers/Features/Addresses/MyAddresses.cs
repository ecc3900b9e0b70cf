using System.ComponentModel;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Kernel;
using Aisle.Modules.Customers.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Customers.Features;

/// <summary>An address as it is to be.</summary>
/// <param name="Name">Who receives it, 1 to 100 characters.</param>
/// <param name="Phone">Their telephone, as people of the country write it.</param>
/// <param name="Line">House, road, village: 1 to 200 characters.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Area">Code of the upazila or thana; needed where the areas of the country are known.</param>
/// <param name="City">Town, where they are not.</param>
/// <param name="Postcode">Postal code, or absent.</param>
/// <param name="Landmark">What it is near to, or absent.</param>
/// <param name="Label">What one calls it, at most 50 characters.</param>
/// <param name="IsDefault">Whether it becomes the default.</param>
/// <param name="Id">Of a new one, made by the caller: the same again changes nothing and answers the same.</param>
internal sealed record MyAddressBody(
    string Name, string Phone, string Line, string Country, string? Area = null, string? City = null, string? Postcode = null, string? Landmark = null, string? Label = null, bool IsDefault = false, AddressId? Id = null)
{
    public PostalAddress Address => new(Name, Phone, Line, Area ?? "", City ?? "", Postcode ?? "", Country, Landmark ?? "");
}

/// <summary>An address book.</summary>
/// <param name="Items">Addresses, the default first.</param>
internal sealed record AddressList(IReadOnlyList<AddressRecord> Items);

/// <summary><c>/api/v1/account/addresses</c>: one's own address book. What is somebody else's is answered as not there.</summary>
internal sealed class MyAddresses(UnitOfWork work, AddressBook book, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/account/addresses", async (HttpContext context, AddressBook book, CancellationToken cancellationToken) =>
            {
                var reader = QueryReader.Strict(context.Request, []);
                return reader.Problems.Any ? reader.Problems.Errors.ToProblem() : TaggedAnswer.Of(new AddressList(await book.ListAsync(Me(context.Caller()), cancellationToken)));
            })
            .WithName("ListMyAddresses").WithTags("My account").WithSummary("List one's own addresses").WithDescription("At most 50, the default first.").WithQuery([]).Produces<AddressList>()
            .WithExample(new AddressList([CustomersExamples.Address])).ForSignedIn();
        api.MapGet("/account/addresses/{id}", ([Description("Id of the address.")] string id, HttpContext context, AddressBook book, CancellationToken cancellationToken) =>
                ListAnswers.OneAsync<AddressId, AddressRecord>(context, id, wanted => book.FindAsync(Me(context.Caller()), wanted, cancellationToken), _ => true, CustomerErrors.AddressUnknown, address => address.Version))
            .WithName("ReadMyAddress").WithTags("My account").WithSummary("Read one's own address").WithDescription("The ETag is the version for edits.").WithQuery([]).Produces<AddressRecord>().WithProblems(404)
            .WithExample(CustomersExamples.Address).ForSignedIn();
        api.MapPost<MyAddresses, MyAddressBody, AddressRecord>("/account/addresses", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddMyAddress").WithTags("My account").WithSummary("Add an address").WithDescription("The first one becomes the default.").WithExample(CustomersExamples.Address).ForSignedIn();
        api.MapPut<MyAddresses, MyAddressBody, AddressRecord>("/account/addresses/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName("EditMyAddress").WithTags("My account").WithSummary("Edit an address").WithDescription("All of it is as the body says; the default stays the default until another one becomes it.").WithExample(CustomersExamples.Address with { Version = 2 }).WithProblems(404).ForSignedIn();
        api.MapDelete<MyAddresses, Nothing>("/account/addresses/{id}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveMyAddress").WithTags("My account").WithSummary("Remove an address").WithDescription("Where it was the default, the oldest one that is left becomes it.").WithProblems(404).ForSignedIn();
    }

    public async Task<Result<AddressRecord>> AddAsync(MyAddressBody body, WriteRequest request)
    {
        var added = await SaveAsync(body.Id ?? TypedId.New<AddressId>(time), body, version: 0, request);
        request.Location = added.IsSuccess ? $"/api/v1/account/addresses/{added.Value.Id}" : null;
        return added;
    }

    public async Task<Result<AddressRecord>> EditAsync(MyAddressBody body, WriteRequest request)
    {
        var (id, version) = (request.Id<AddressId>(), request.IfMatch());
        return id.IsFailure ? id.Errors.ToArray() : version.IsFailure ? version.Errors.ToArray() : await SaveAsync(id.Value, body, version.Value, request);
    }

    public async Task<Result<Nothing>> RemoveAsync(WriteRequest request)
    {
        var id = request.Id<AddressId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<Nothing>(async stop =>
        {
            var removed = await book.RemoveAsync(Me(request.Caller), id.Value, stop);
            if (removed is not { IsSuccess: true, Value: > 0 })
            {
                return CustomerErrors.AddressUnknown;
            }

            work.Audit(new AuditEntry("customers.address.remove", "customers.customer", Me(request.Caller).ToString(), request.Caller.Name));
            return Nothing.Value;
        }, request.Stop);
    }

    private async Task<Result<AddressRecord>> SaveAsync(AddressId id, MyAddressBody body, int version, WriteRequest request)
    {
        var saved = await work.RunAsync<AddressRecord>(async stop =>
        {
            var done = await book.SaveAsync(Me(request.Caller), id, body.Label, body.Address, body.IsDefault, version, stop);
            if (done.IsSuccess)
            {
                // Where somebody lives is not for the audit, which keeps for ever.
                work.Audit(new AuditEntry("customers.address.save", "customers.customer", Me(request.Caller).ToString(), request.Caller.Name));
            }

            return done;
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    private static UserId Me(Caller caller) => UserId.From(caller.Id!.Value);
}
