using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Delivery;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Orders.Features;

/// <summary>A line as it stands in the form.</summary>
/// <param name="Pack">What.</param>
/// <param name="Name">Its name.</param>
/// <param name="Sku">Its code, or empty.</param>
/// <param name="Unit">Unit it is counted in.</param>
/// <param name="Quantity">As it was typed.</param>
/// <param name="View">What it costs, once it was reckoned.</param>
internal sealed record EditLine(PackId Pack, string Name, string Sku, string Unit, string Quantity, CartLineView? View);

/// <summary><c>/admin/orders/{id}/edit</c>: what an order holds and when it is brought, until it is picked. What it would cost is shown before it is done.</summary>
internal sealed class EditPageModel(ReadOrder read, EditOrder edit, ICatalog catalog, IDelivery delivery, OrdersClock clock) : AdminPage
{
    private const int SlotDays = 7;
    private const int MostFound = 8;

    public OrderView Detail { get; private set; } = null!;

    public IReadOnlyList<EditLine> Lines { get; private set; } = [];

    public IReadOnlyList<ProductCard> Found { get; private set; } = [];

    public string Sought { get; private set; } = "";

    public string Note { get; private set; } = "";

    public string Slot { get; private set; } = "";

    public IReadOnlyList<ListChoice> Slots { get; private set; } = [];

    public EditQuote? Quote { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public int Version { get; private set; }

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Lines = [.. Detail.Lines.Select(line => new EditLine(line.PackId, T.Of(line.Name), line.Sku, line.Unit, line.Quantity.ToString("0.###", CultureInfo.InvariantCulture), View: null))];
        (Note, Slot, Version) = (Detail.Note, Detail.SlotId?.ToString() ?? "", Detail.Version);
        return await ShowAsync([], cancellationToken);
    }

    /// <summary>Reckons what was typed, finds what is to be added, or adds it.</summary>
    public async Task<IActionResult> OnPostShowAsync([FromRoute] string id, string? sought, string? add, CancellationToken cancellationToken)
    {
        if (!await TypedAsync(id, cancellationToken))
        {
            return Missing();
        }

        Sought = (sought ?? "").Trim();
        if (TypedId.TryParse<ProductId>(add, out var product) || Sought.Length > 0)
        {
            await AddAsync(add is null ? null : product, cancellationToken);
        }

        return Found.Count > 0 ? Page() : await ShowAsync([], cancellationToken);
    }

    public async Task<IActionResult> OnPostChangeAsync([FromRoute] string id, string? hash, CancellationToken cancellationToken)
    {
        if (!await TypedAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var asked = Asked(problems) with { QuoteHash = hash };
        var done = problems.Any ? problems.Errors.ToArray() : await edit.RunAsync(new OrderKey(Detail.Order.Id, Customer: null, Token: null), asked, Caller, cancellationToken);
        return done.IsSuccess ? Done(T["orders.done.edited"], $"/admin/orders/{Detail.Order.Id}") : await ShowAsync(done.Errors, cancellationToken);
    }

    /// <summary>What it would cost, with what is wrong with what was typed or done.</summary>
    private async Task<IActionResult> ShowAsync(IReadOnlyList<Error> faults, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        var asked = Asked(problems);
        var quote = problems.Any ? problems.Errors.ToArray() : await edit.QuoteAsync(new OrderKey(Detail.Order.Id, Customer: null, Token: null), asked, Caller, cancellationToken);
        if (quote.IsSuccess)
        {
            Quote = quote.Value;
            var views = Quote.Cart.Lines.ToDictionary(line => line.PackId);
            Lines = [.. Lines.Where(line => views.ContainsKey(line.Pack)).Select(line => line with { View = views[line.Pack], Name = T.Of(views[line.Pack].Name), Sku = views[line.Pack].Sku, Unit = views[line.Pack].Unit })];
        }

        return faults.Count > 0 ? Fail(faults) : quote.IsFailure ? Fail(quote.Errors) : Page();
    }

    private async Task AddAsync(ProductId? product, CancellationToken cancellationToken)
    {
        var store = Detail.Order.StoreId;
        var scanned = product is null && await catalog.ByBarcodeAsync(Sought, store, PriceChannelName.Online, cancellationToken) is { IsSuccess: true } match ? match.Value : null;
        var pack = scanned?.PackId ?? (product is { } chosen ? (await catalog.ByIdAsync(chosen, store, PriceChannelName.Online, cancellationToken))?.Variants.FirstOrDefault()?.Packs.FirstOrDefault()?.Id : null);
        if (pack is { } added)
        {
            Sought = "";
            Lines = Lines.Any(line => line.Pack == added) ? Lines : [.. Lines, new EditLine(added, "", "", "", "1", View: null)];
            return;
        }

        Found = await catalog.ListAsync(new ProductQuery { Search = Sought, Limit = MostFound }, cancellationToken) is { IsSuccess: true } found ? found.Value.Items : [];
    }

    /// <summary>The form as an order. A quantity of zero takes a line out.</summary>
    private Contracts.Orders.EditOrder Asked(Problems problems)
    {
        var lines = Lines.Select(line => (line.Pack, Quantity: Typed.Number(line.Quantity, $"quantity-{line.Pack}", problems) ?? 0)).Where(line => line.Quantity != 0).Select(line => new CartItem(line.Pack, line.Quantity)).ToList();
        var slot = TypedId.TryParse<SlotId>(Slot, out var wanted) ? wanted : (SlotId?)null;
        var order = Detail.Order;
        var way = slot == Detail.SlotId ? null : order.Kind == Fulfilment.Pickup ? new DeliveryChoice(Fulfilment.Pickup, StoreId: order.StoreId, SlotId: slot) : new DeliveryChoice(Fulfilment.Delivery, Detail.Address, SlotId: slot);
        return new Contracts.Orders.EditOrder(Version, lines, way, Note);
    }

    private async Task<bool> TypedAsync(string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return false;
        }

        var (form, known) = (Request.Form, Detail.Lines.ToDictionary(line => line.PackId));
        Lines = [.. form["pack"].Select(text => TypedId.TryParse<PackId>(text, out var pack) ? pack : (PackId?)null).OfType<PackId>().Distinct().Take(CartStore.MostLines).Select(pack =>
        {
            var line = known.GetValueOrDefault(pack);
            return new EditLine(pack, line is null ? form[$"name-{pack}"].ToString() : T.Of(line.Name), line?.Sku ?? "", line?.Unit ?? "", form[$"quantity-{pack}"].ToString(), View: null);
        })];
        (Note, Slot, Version) = (form["note"].ToString(), form["slot"].ToString(), int.TryParse(form["version"], CultureInfo.InvariantCulture, out var version) ? version : 0);
        return true;
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<OrderId>(id, out var wanted) || await read.AnyAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderEdit, found.Order.StoreId))
        {
            return false;
        }

        (Detail, Zone, Title) = (found, (await clock.ShopAsync(cancellationToken)).Zone(), T["orders.edit_page.title", found.Order.Number]);
        Crumbs = [new AdminCrumb(T["orders.orders_page.title"], "/admin/orders"), new AdminCrumb(found.Order.Number, $"/admin/orders/{found.Order.Id}")];
        var isPickup = found.Order.Kind == Fulfilment.Pickup;
        var open = (await delivery.SlotsAsync(found.Order.StoreId, found.ZoneId, SlotDays, cancellationToken)).Where(slot => slot.IsPickup == isPickup && (slot.Left > 0 || slot.Id == found.SlotId)).ToList();
        Slots =
        [
            .. found.SlotId is null && open.Count > 0 ? [new ListChoice("", T["orders.edit_page.no_slot"])] : Array.Empty<ListChoice>(),
            .. found.SlotId is { } held && open.TrueForAll(slot => slot.Id != held) ? [new ListChoice(held.ToString(), OrderWords.Slot(T, found.Order.SlotFrom, found.Order.SlotTo, Zone))] : Array.Empty<ListChoice>(),
            .. open.Select(slot => new ListChoice(slot.Id.ToString(), OrderWords.Slot(T, slot.From, slot.To, Zone))),
        ];
        return true;
    }
}
