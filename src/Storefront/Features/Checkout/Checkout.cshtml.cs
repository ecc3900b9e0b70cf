using Aisle.Contracts.Customers;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary>What was typed into the checkout.</summary>
internal sealed class CheckoutForm
{
    public string? Id { get; set; }

    public string? Attempt { get; set; }

    public string? Cart { get; set; }

    public string? Quote { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }

    public string? Email { get; set; }

    public string? Kind { get; set; }

    public string? Saved { get; set; }

    public string? Area { get; set; }

    public string? City { get; set; }

    public string? Line { get; set; }

    public string? Postcode { get; set; }

    public string? Landmark { get; set; }

    public string? Store { get; set; }

    public string? Slot { get; set; }

    public string? Method { get; set; }

    public string? CardCode { get; set; }

    public string? CardPin { get; set; }

    public string? Note { get; set; }

    public bool IsOfAge { get; set; }
}

/// <summary><c>/checkout</c>: who orders, where to, when, and how it is paid, on one page that works without script.</summary>
internal sealed class CheckoutModel(IOrders orders, ICustomers customers, IDelivery delivery, IPayments payments, TimeProvider time) : PrivatePage
{
    private const int SlotDays = 7;

    public CartView Cart { get; private set; } = null!;

    public CheckoutForm Form { get; private set; } = new();

    public bool IsKnown { get; private set; }

    public IReadOnlyList<SavedAddress> Addresses { get; private set; } = [];

    public AreaTree Areas { get; private set; } = AreaTree.Empty;

    public IReadOnlyList<SlotRecord> Slots { get; private set; } = [];

    public IReadOnlyList<PaymentOption> Options { get; private set; } = [];

    public bool IsPickup => Form.Kind == "pickup";

    /// <summary>The zone of an area that is chosen while the rest of its address is not typed yet: what it costs and when it comes is shown at once.</summary>
    public ZoneRecord? Preview { get; private set; }

    /// <summary>Whether nothing is brought to the area that is chosen.</summary>
    public bool IsOutside { get; private set; }

    public bool NeedsSlot => Preview?.NeedsSlot ?? Cart.Delivery.NeedsSlot;

    public bool HasZone => Preview is not null || Cart.Delivery.ZoneId is not null || Cart.Delivery.Kind == Fulfilment.Pickup;

    public AddressFields Fields => new(Areas, Form.Area, Form.City, Form.Line, Form.Landmark, Form.Postcode, name => FaultOf("address." + name));

    protected override string TitleText => T["checkout.title"];

    /// <summary>Whether too little is typed to be an address: the next field says more, and nothing is wrong yet.</summary>
    private bool IsHalfTyped => !IsPickup && string.IsNullOrEmpty(Form.Saved) && ((string?[])[Form.Name, Form.Phone, Form.Line, Areas.All.Count > 0 ? Form.Area : Form.City]).Any(string.IsNullOrWhiteSpace);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (await orders.CartAsync(HttpContext.CartKey(), cancellationToken) is not { IsSuccess: true } found || found.Value.Lines.Count == 0)
        {
            return Redirect(Links.To("/cart"));
        }

        Cart = found.Value;
        await FillAsync(cancellationToken);
        await LoadAsync(cancellationToken);
        if (Cart.Delivery is { Kind: Fulfilment.Delivery, Address: null } && Addresses.Count > 0)
        {
            // It most likely goes home, and then all it costs is known at once.
            Form.Saved = Addresses[0].Id.ToString();
            await ChooseAsync(cancellationToken);
            return await ShowAsync(Result.Success, cancellationToken);
        }

        return Page();
    }

    /// <summary>Address or way chosen: what it costs and when it can come is then shown.</summary>
    public async Task<IActionResult> OnPostDeliveryAsync(CheckoutForm form, CancellationToken cancellationToken)
    {
        (Form, Areas) = (form, customers.Areas(Frame.Country));
        return await ShowAsync(IsPart && IsHalfTyped ? Result.Success : await ChooseAsync(cancellationToken), cancellationToken);
    }

    public async Task<IActionResult> OnPostAsync(CheckoutForm form, CancellationToken cancellationToken)
    {
        Form = form;
        var problems = new Problems();
        var id = problems.Take(TypedId.Parse<OrderId>(form.Id ?? "", "id"));
        var attempt = problems.Take(TypedId.Parse<PaymentAttemptId>(form.Attempt ?? "", "attempt"));
        if (problems.Any)
        {
            return await ShowAsync(problems.Errors.ToArray(), cancellationToken);
        }

        // An order that was placed by this form before has taken the cart with it; then only its answer is wanted.
        var chosen = await orders.CartAsync(HttpContext.CartKey(), cancellationToken) is { IsSuccess: true, Value.Lines.Count: > 0 } ? await ChooseAsync(cancellationToken) : Result.Success;
        if (chosen.IsFailure)
        {
            return await ShowAsync(chosen, cancellationToken);
        }

        var placed = await orders.PlaceAsync(
            HttpContext.CartKey(), new PlaceOrder(id, form.Quote ?? "", new OrderContact(form.Name ?? "", form.Phone ?? "", form.Email), form.Method ?? "", form.Note, form.IsOfAge, T.Language), cancellationToken);
        if (placed.IsFailure)
        {
            return await OrderedAsync(cancellationToken) is { } ordered && ordered.Order == id ? Already(ordered) : await ShowAsync(placed.WithoutValue(), cancellationToken);
        }

        HttpContext.Carry(token: null, 0);
        if (TypedId.TryParse<CartId>(form.Cart, out var cart))
        {
            HttpContext.CarryOrdered(cart);
        }

        var page = Links.To(orders.PageOf(id));
        if (placed.Value.Order.Sums.Due.Minor == 0)
        {
            return Redirect(page);
        }

        var step = await orders.PayAsync(
            new OrderKey(id, HttpContext.Customer(), placed.Value.Token), new PayOrder(attempt, form.Method!, Amount: null, form.CardCode, form.CardPin), Links.Site, cancellationToken);
        if (step.IsFailure)
        {
            // The order stands; only its payment has not begun, and can begin on its page.
            TempData["fault"] = Words(step.FirstError);
        }

        if (step.IsFailure || step.Value.SendTo is not { } there)
        {
            return Redirect(page);
        }

        HttpContext.CarryPaying(id, placed.Value.Token);
        return Redirect(there.ToString());
    }

    /// <summary>What stands in the way of an order is told as the cart tells it, with how much is missing.</summary>
    public override string Words(Error fault) => Cart?.Messages.FirstOrDefault(message => message.Code == fault.Code) is { } said ? Said(said) : base.Words(fault);

    public string Said(CartMessage message) => CartWords.Said(T, message, Cart.Lines);

    /// <summary>A slot in words: <c>Mon 23 Nov, 10 am – 12 pm</c>.</summary>
    public string When(SlotRecord slot) => SlotText.Of(slot.From, slot.To, Frame.Zone(), T);

    private async Task<Result> ChooseAsync(CancellationToken cancellationToken)
    {
        SlotId? slot = TypedId.TryParse<SlotId>(Form.Slot, out var taken) ? taken : null;
        var choice = IsPickup
            ? new DeliveryChoice(Fulfilment.Pickup, StoreId: TypedId.TryParse<StoreId>(Form.Store, out var store) ? store : null, SlotId: slot)
            : TypedId.TryParse<AddressId>(Form.Saved, out var saved) ? new DeliveryChoice(Fulfilment.Delivery, AddressId: saved, SlotId: slot)
            : new DeliveryChoice(Fulfilment.Delivery, new PostalAddress(Form.Name ?? "", Form.Phone ?? "", Form.Line ?? "", Form.Area ?? "", Form.City ?? "", Form.Postcode ?? "", Frame.Country, Form.Landmark ?? ""), SlotId: slot);
        var done = await orders.DeliverAsync(HttpContext.CartKey(), choice, cancellationToken);
        if (done.IsFailure && slot is not null && done.Errors.All(error => error.Code.StartsWith("slot.", StringComparison.Ordinal)))
        {
            // The address is taken all the same, so that other times can be offered.
            await orders.DeliverAsync(HttpContext.CartKey(), choice with { SlotId = null }, cancellationToken);
        }

        return done.WithoutValue();
    }

    /// <summary>What the cart of the form became; null where it is a cart still, or was somebody else's.</summary>
    private async Task<OrderedCart?> OrderedAsync(CancellationToken cancellationToken) =>
        TypedId.TryParse<CartId>(Form.Cart, out var cart) ? await orders.OrderedAsync(HttpContext.CartKey(), cart, cancellationToken) : null;

    /// <summary>To the order that this form has placed before, perhaps to be paid in another way: there it is paid.</summary>
    private IActionResult Already(OrderedCart ordered)
    {
        TempData["notice"] = T["order.already"];
        return Go(Links.To(orders.PageOf(ordered.Order)));
    }

    /// <summary>Nothing is left to be ordered: what it became is told where it is seen, or by the cart.</summary>
    private async Task<IActionResult> GoneAsync(CancellationToken cancellationToken)
    {
        if (await OrderedAsync(cancellationToken) is not { } ordered)
        {
            return Go(Links.To("/cart"));
        }

        if (ordered.Order.ToString() == Form.Id)
        {
            return Already(ordered);
        }

        // Another tab: the cart says what it became.
        HttpContext.CarryOrdered(CartId.From(Guid.Parse(Form.Cart!)));
        return Go(Links.To("/cart"));
    }

    /// <summary>Leads elsewhere, also where only a part of the page was asked for.</summary>
    private IActionResult Go(string path)
    {
        if (!IsPart)
        {
            return Redirect(path);
        }

        Response.Headers["HX-Redirect"] = path;
        return new EmptyResult();
    }

    private async Task<IActionResult> ShowAsync(Result done, CancellationToken cancellationToken)
    {
        if (await orders.CartAsync(HttpContext.CartKey(), cancellationToken) is not { IsSuccess: true } found || found.Value.Lines.Count == 0)
        {
            return await GoneAsync(cancellationToken);
        }

        Cart = found.Value;
        (Form.Quote, Form.Cart) = (Cart.QuoteHash, Cart.Id.ToString());
        if (done.IsFailure && done.FirstError.Code == "order.contradiction")
        {
            // The id was used up by an order of another cart.
            (Form.Id, Form.Attempt) = (TypedId.New<OrderId>(time).ToString(), TypedId.New<PaymentAttemptId>(time).ToString());
        }

        await LoadAsync(cancellationToken);
        if (done.IsSuccess)
        {
            ModelState.Clear();
            return Page();
        }

        var page = Fail(done.Errors);
        Response.StatusCode = IsPart ? StatusCodes.Status200OK : Response.StatusCode;
        return page;
    }

    /// <summary>What is known already.</summary>
    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var (known, address) = (HttpContext.Customer() is { } customer ? await customers.FindAsync(customer, cancellationToken) : null, Cart.Delivery.Address);
        Form = new CheckoutForm
        {
            Id = TypedId.New<OrderId>(time).ToString(), Attempt = TypedId.New<PaymentAttemptId>(time).ToString(), Cart = Cart.Id.ToString(), Quote = Cart.QuoteHash, Name = address?.Name ?? known?.Name, Phone = address?.Phone ?? known?.Phone, Email = known?.Email,
            Kind = Cart.Delivery.Kind == Fulfilment.Pickup ? "pickup" : "delivery", Area = address?.Area, City = address?.City, Line = address?.Line, Postcode = address?.Postcode, Landmark = address?.Landmark, Store = Cart.StoreId.ToString(),
            Slot = Cart.Delivery.SlotId?.ToString(), Note = Cart.Note,
        };
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var customer = HttpContext.Customer();
        IsKnown = customer is not null;
        Addresses = customer is { } who ? await customers.AddressesAsync(who, cancellationToken) : [];
        Areas = customers.Areas(Frame.Country);
        if (Form.Saved is null && Cart.Delivery.Address is { } now)
        {
            Form.Saved = Addresses.FirstOrDefault(saved => saved.Address == now)?.Id.ToString();
        }

        if (IsHalfTyped && Form.Area is { Length: > 0 } area)
        {
            Preview = await delivery.ZoneAsync(area, Frame.Country, cancellationToken);
            IsOutside = Preview is null;
        }

        Slots = Preview is { } zone ? await delivery.SlotsAsync(zone.Store, zone.Id, SlotDays, cancellationToken)
            : HasZone ? await delivery.SlotsAsync(Cart.StoreId, Cart.Delivery.ZoneId, SlotDays, cancellationToken) : [];
        // At the door one pays who brings it, in the store at the desk.
        var other = Cart.Delivery.Kind == Fulfilment.Pickup ? PaymentMethods.CashOnDelivery : PaymentMethods.Cash;
        Options = [.. (await payments.OptionsAsync(new PaymentAsk(Cart.StoreId, Cart.Totals.Total, customer, Preview?.AllowsCashOnDelivery ?? Cart.Delivery.AtTheDoor), cancellationToken)).Where(option => option.Method != other)];
        Form.Method ??= Options.FirstOrDefault(option => option.Refusal is null)?.Method;
    }
}
