using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Orders;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Aisle.Storefront.Features;

/// <summary><c>/cart</c>: what is in the cart and what it costs. Its forms also stand on pages that are kept for everybody.</summary>
[IgnoreAntiforgeryToken]
internal sealed class CartModel(IOrders orders) : PrivatePage
{
    public CartView Cart { get; private set; } = null!;

    /// <summary>Whether the drawer at the side asked, after something was put in.</summary>
    public bool IsDrawer => IsPart && Request.Headers["HX-Target"] == "drawer";

    /// <summary>The order that the last cart of this browser became, where nothing is in the cart now; else null.</summary>
    public OrderedCart? Ordered { get; private set; }

    /// <summary>Where that order is seen.</summary>
    public string OrderPage => Links.To(orders.PageOf(Ordered!.Order));

    /// <summary>What is said of something that was to be put in and is sold out; null where nothing was.</summary>
    public string? SoldOut { get; private set; }

    /// <summary>What was typed as a coupon and is not taken.</summary>
    public string Code { get; private set; } = "";

    protected override string TitleText => T["cart.title"];

    public override Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (HttpMethods.IsPost(Request.Method) && !SameOrigin.Sent(Request))
        {
            context.Result = BadRequest();
            return Task.CompletedTask;
        }

        return base.OnPageHandlerExecutionAsync(context, next);
    }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        var cart = await orders.CartAsync(HttpContext.CartKey(), cancellationToken);
        if (cart.IsFailure)
        {
            return Fail(cart.Errors);
        }

        Cart = cart.Value;
        HttpContext.Carry(token: null, Cart.Pieces);
        Ordered = Cart.Lines.Count == 0 && HttpContext.OrderedCart() is { } last ? await orders.OrderedAsync(HttpContext.CartKey(), last, cancellationToken) : null;
        return Page();
    }

    public Task<IActionResult> OnPostAddAsync(string? pack, string? quantity, CancellationToken cancellationToken) => PutAsync(pack, quantity ?? "1", adds: true, substitution: null, note: null, cancellationToken);

    /// <summary>One of the pack that lists show, by its product: the card of a list knows no packs.</summary>
    public async Task<IActionResult> OnPostPickAsync(string? product, CancellationToken cancellationToken)
    {
        if (await Catalog.BySlugAsync(product ?? "", cancellationToken) is not { Status: ProductStatus.Active, Variants: [{ Packs: [{ Price: not null } pack, ..] }, ..] } found)
        {
            return NotFound();
        }

        return found.SellBy == SellBy.Piece && found.MinimumAge is null
            ? await PutAsync(pack.Id.ToString(), "1", adds: true, substitution: null, note: null, cancellationToken) : IsPart ? NotFound() : Redirect(Links.Product(found.Slug));
    }

    public Task<IActionResult> OnPostSetAsync(string? pack, string? quantity, string? to, string? substitution, string? note, CancellationToken cancellationToken) => PutAsync(pack, to ?? quantity, adds: false, substitution, note, cancellationToken);

    public async Task<IActionResult> OnPostCouponAsync(string? code, CancellationToken cancellationToken)
    {
        Code = code ?? "";
        return await AnswerAsync(await orders.CouponAsync(HttpContext.CartKey(), Code, isTaken: false, cancellationToken), cancellationToken);
    }

    public async Task<IActionResult> OnPostUncouponAsync(string? code, CancellationToken cancellationToken) =>
        await AnswerAsync(await orders.CouponAsync(HttpContext.CartKey(), code ?? "", isTaken: true, cancellationToken), cancellationToken);

    /// <summary>Why a line costs what it costs, in one sentence; empty where it is simply its price.</summary>
    public string Why(CartLineView line) => string.Join(" · ", line.Why.Where(step => step.Before is not null).Select(step => step.Name is { } name ? T.Text(name) : T["cart.step.lot"]).Distinct(StringComparer.Ordinal));

    public string Said(CartMessage message) => CartWords.Said(T, message, Cart.Lines);

    private async Task<IActionResult> PutAsync(string? pack, string? quantity, bool adds, string? substitution, string? note, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var wanted = problems.Take(TypedId.Parse<PackId>(pack ?? "", "pack"));
        var fine = decimal.TryParse((quantity ?? "").Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var many);
        problems.Require(fine, "cart.quantity", "A quantity is a number.", "quantity");
        if (adds && !problems.Any)
        {
            return await AddAsync(new CartItem(wanted, many), cancellationToken);
        }

        Substitution? choice = Enum.TryParse<Substitution>(substitution, ignoreCase: true, out var chosen) && Enum.IsDefined(chosen) ? chosen : null;
        return await AnswerAsync(
            problems.Any ? problems.Errors.ToArray() : await orders.SetAsync(HttpContext.CartKey(), new CartItem(wanted, many, choice, note), cancellationToken),
            cancellationToken);
    }

    /// <summary>What is sold out does not get into the cart; what was in it before stays, and says so there.</summary>
    private async Task<IActionResult> AddAsync(CartItem item, CancellationToken cancellationToken)
    {
        var done = await orders.AddAsync(HttpContext.CartKey(), item, cancellationToken);
        if (done is not { IsSuccess: true, Value: { } added } || added.Cart.Lines.FirstOrDefault(line => line.PackId == item.PackId) is not { Stock: LineStock.Out } gone || gone.Quantity > item.Quantity)
        {
            return await AnswerAsync(done, cancellationToken);
        }

        HttpContext.Carry(added.Token, added.Cart.Pieces);
        var key = HttpContext.CartKey();
        var emptied = await orders.SetAsync(added.Token is null ? key : key with { Token = added.Token }, item with { Quantity = 0 }, cancellationToken);
        if (emptied.IsFailure)
        {
            return await AnswerAsync(emptied, cancellationToken);
        }

        Cart = emptied.Value.Cart;
        HttpContext.Carry(added.Token, Cart.Pieces);
        SoldOut = T["cart.says.cart.out", T.Text(gone.Name)];
        return Page();
    }

    private async Task<IActionResult> AnswerAsync(Result<CartAnswer> done, CancellationToken cancellationToken)
    {
        if (done.IsFailure)
        {
            var cart = await orders.CartAsync(HttpContext.CartKey(), cancellationToken);
            if (cart.IsFailure)
            {
                return Fail(cart.Errors);
            }

            Cart = cart.Value;
            var page = Fail(done.Errors);
            // What is wrong is shown in the place that asked.
            Response.StatusCode = IsPart ? StatusCodes.Status200OK : Response.StatusCode;
            return page;
        }

        Cart = done.Value.Cart;
        HttpContext.Carry(done.Value.Token, Cart.Pieces);
        return IsPart ? Page() : Redirect(Links.To("/cart"));
    }
}
