using Aisle.Contracts.Customers;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary>An address as it was typed.</summary>
internal sealed class AddressForm
{
    /// <summary>Id of a new one, made before the form is shown.</summary>
    public string? Id { get; set; }

    public string? Label { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public string? Area { get; set; }

    public string? City { get; set; }

    public string? Line { get; set; }

    public string? Landmark { get; set; }

    public string? Postcode { get; set; }

    public bool IsDefault { get; set; }
}

/// <summary><c>/account/addresses/{id}</c>: an address of one's own, changed or (<c>new</c>) added.</summary>
internal sealed class AddressModel(ICustomers customers, UnitOfWork work, TimeProvider time) : MyPage
{
    private const string New = "new";

    public AddressForm Form { get; private set; } = new();

    public bool IsNew { get; private set; }

    public AddressFields Fields => new(customers.Areas(Frame.Country), Form.Area, Form.City, Form.Line, Form.Landmark, Form.Postcode, FaultOf);

    protected override string TitleKey => "addresses";

    public async Task<IActionResult> OnGetAsync([FromRoute] string? id, CancellationToken cancellationToken)
    {
        IsNew = id == New;
        if (IsNew)
        {
            Form = new AddressForm { Id = TypedId.New<AddressId>(time).ToString(), Name = (await customers.FindAsync(Me, cancellationToken))?.Name, Phone = (await customers.FindAsync(Me, cancellationToken))?.Phone };
            return Page();
        }

        if (!TypedId.TryParse<AddressId>(id, out var wanted) || await customers.AddressAsync(Me, wanted, cancellationToken) is not { } saved)
        {
            return NotFound();
        }

        var address = saved.Address;
        Form = new AddressForm
        {
            Label = saved.Label, Name = address.Name, Phone = address.Phone, Area = address.Area, City = address.City, Line = address.Line, Landmark = address.Landmark, Postcode = address.Postcode, IsDefault = saved.IsDefault,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string? id, AddressForm form, CancellationToken cancellationToken)
    {
        (Form, IsNew) = (form, id == New);
        var parsed = TypedId.Parse<AddressId>(IsNew ? form.Id ?? "" : id ?? "", "id");
        if (parsed.IsFailure || (!IsNew && await customers.AddressAsync(Me, parsed.Value, cancellationToken) is null))
        {
            return NotFound();
        }

        var address = new PostalAddress(form.Name ?? "", form.Phone ?? "", form.Line ?? "", form.Area ?? "", form.City ?? "", form.Postcode ?? "", Frame.Country, form.Landmark ?? "");
        var done = await work.RunAsync(stop => customers.SaveAddressAsync(Me, parsed.Value, form.Label ?? "", address, form.IsDefault, stop), cancellationToken);
        return done.IsSuccess ? Done("address_saved", "/account/addresses") : Fail(done.Errors);
    }
}
