using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Orders.Data;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Orders.Features;

/// <summary><c>/admin/orders/picking/{id}</c>: the way through the store, on a phone: scan or tick, weigh, say what is missing, take something else, pack.</summary>
[Camera]
internal sealed class WavePageModel(ReadWave read, PickDesk picking, PackOrder pack, ICatalog catalog, OrdersClock clock) : AdminPage
{
    public WaveView Wave { get; private set; } = null!;

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public string Code { get; private set; } = "";

    /// <summary>What one can take for a line that is missing, while somebody looks for it.</summary>
    public (OrderId Order, int No)? Instead { get; private set; }

    public IReadOnlyList<ProductCard> Found { get; private set; } = [];

    public string Sought { get; private set; } = "";

    /// <summary>Orders of which something was found and nothing more is to be looked for.</summary>
    public IReadOnlyList<WaveOrderView> Ready => [.. Wave.Orders.Where(order => order.IsOpen && Wave.Lines.Where(line => line.OrderId == order.OrderId).All(line => line.IsDone) && Wave.Lines.Any(line => line.OrderId == order.OrderId && line.Picked > 0))];

    public Guid New() => clock.New<ShipmentId>().Value;

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, string? order, int? no, string? q, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        if (TypedId.TryParse<OrderId>(order, out var instead) && no is { } line)
        {
            (Instead, Sought) = ((instead, line), (q ?? "").Trim());
            var wanted = Wave.Lines.FirstOrDefault(one => one.OrderId == instead && one.No == line);
            Sought = Sought.Length == 0 && wanted is not null ? T.Of(wanted.Name).Split(' ')[0] : Sought;
            Found = await catalog.ListAsync(new ProductQuery { Search = Sought, Limit = 8 }, cancellationToken) is { IsSuccess: true } found ? found.Value.Items : [];
        }

        return Page();
    }

    /// <summary>What was scanned is one of the first line that wants it.</summary>
    public async Task<IActionResult> OnPostScanAsync([FromRoute] string id, string? code, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Code = (code ?? "").Trim();
        var scanned = Code.Length == 0 ? null : (BarcodeMatch?)((await catalog.ByBarcodeAsync(Code, Wave.StoreId, PriceChannelName.Online, cancellationToken)) is { IsSuccess: true } match ? match.Value : null);
        var line = scanned is null ? null : Wave.Lines.FirstOrDefault(one => !one.IsDone && one.PackId == scanned.PackId);
        if (scanned is null || line is null)
        {
            return Fail([Error.Conflict(scanned is null ? "pick.unknown" : "pick.wrong_item", "Nothing here wants what was scanned.")]);
        }

        if (line.SellBy == SellBy.Weight && scanned.LabelWeight is null)
        {
            return Fail([Error.Conflict("pick.weigh", "Weigh it, and type the weight at its line.")]);
        }

        return After(await picking.PickAsync(Wave.Id, new PickBody(New(), line.OrderId, line.No, scanned.LabelWeight ?? 1, Code), Caller, cancellationToken), T["orders.done.picked", T.Of(line.Name), T.Number(line.Box)]);
    }

    public async Task<IActionResult> OnPostPickAsync([FromRoute] string id, string? pick, string? order, int no, string? quantity, string? location, string? lot, string? serials, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || !TypedId.TryParse<OrderId>(order, out var orderId))
        {
            return Missing();
        }

        var problems = new Problems();
        var many = Typed.Number(quantity ?? "", "quantity", problems);
        var place = (location ?? "").Split('/') is [var at, var of] && TypedId.TryParse<LocationId>(at, out var locationId) ? ((LocationId?)locationId, TypedId.TryParse<LotId>(of, out var lotId) ? (LotId?)lotId : null) : (null, null);
        return After(
            problems.Any ? problems.Errors.ToArray()
                : await picking.PickAsync(
                    Wave.Id, new PickBody(Guid.TryParse(pick, out var made) ? made : Guid.Empty, orderId, no, many ?? 0, Code: null, place.Item1, place.Item2, string.IsNullOrWhiteSpace(serials) ? null : [serials]), Caller, cancellationToken),
            null);
    }

    public async Task<IActionResult> OnPostShortAsync([FromRoute] string id, string? order, int no, CancellationToken cancellationToken) =>
        !await LoadAsync(id, cancellationToken) || !TypedId.TryParse<OrderId>(order, out var orderId) ? Missing() : After(await picking.ShortAsync(Wave.Id, new ShortBody(orderId, no), Caller, cancellationToken), null);

    public async Task<IActionResult> OnPostInsteadAsync([FromRoute] string id, string? order, int no, string? product, string? quantity, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || !TypedId.TryParse<OrderId>(order, out var orderId) || !TypedId.TryParse<ProductId>(product, out var productId))
        {
            return Missing();
        }

        var problems = new Problems();
        var many = Typed.Number(quantity ?? "", "quantity", problems);
        var found = await catalog.ByIdAsync(productId, Wave.StoreId, PriceChannelName.Online, cancellationToken);
        return found?.Variants.FirstOrDefault()?.Packs.FirstOrDefault() is not { } pack ? Missing()
            : After(problems.Any ? problems.Errors.ToArray() : await picking.SubstituteAsync(Wave.Id, new SubstituteBody(orderId, no, pack.Id, many ?? 0), Caller, cancellationToken), null);
    }

    public async Task<IActionResult> OnPostPackAsync([FromRoute] string id, string? order, string? next, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || !TypedId.TryParse<OrderId>(order, out var orderId))
        {
            return Missing();
        }

        var packed = await pack.RunAsync(orderId, new PackOrderBody(ShipmentId.From(Guid.TryParse(next, out var made) ? made : Guid.Empty)), Caller, cancellationToken);
        return packed.IsSuccess ? Done(T[packed.Value.Order.State == OrderState.Cancelled ? "orders.done.nothing_there" : "orders.done.packed"], $"/admin/orders/picking/{Wave.Id}") : Fail(packed.Errors);
    }

    public async Task<IActionResult> OnPostPutBackAsync([FromRoute] string id, string? order, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken) || !TypedId.TryParse<OrderId>(order, out var orderId))
        {
            return Missing();
        }

        var back = await picking.PutBackAsync(orderId, Caller, cancellationToken);
        return back.IsSuccess ? Done(T["orders.done.put_back"], $"/admin/orders/picking/{Wave.Id}") : Fail(back.Errors);
    }

    private IActionResult After(Result<WaveView> done, string? notice) =>
        done.IsFailure ? Fail(done.Errors) : notice is null ? Redirect(To($"/admin/orders/picking/{Wave.Id}")) : Done(notice, $"/admin/orders/picking/{Wave.Id}");

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!TypedId.TryParse<WaveId>(id, out var wanted) || await read.RunAsync(wanted, cancellationToken) is not { } found || !Caller.MayIn(Permissions.OrderPick, found.StoreId))
        {
            return false;
        }

        (Wave, Title, Zone) = (found, found.Number, (await clock.ShopAsync(cancellationToken)).Zone());
        Crumbs = [new AdminCrumb(T["orders.orders_page.title"], "/admin/orders"), new AdminCrumb(T["orders.waves_page.title"], "/admin/orders/picking")];
        return true;
    }
}
