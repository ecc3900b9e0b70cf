using System.CommandLine;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Modules.Orders.Checks;
using Aisle.Modules.Orders.Data;
using Aisle.Modules.Orders.Features;
using Aisle.Modules.Orders.Jobs;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Orders;

/// <summary>Orders: carts, checkout, picking, what leaves and what comes back.</summary>
public sealed class OrdersModule : IModule
{
    /// <inheritdoc/>
    public string Name => "orders";

    /// <inheritdoc/>
    public string Role => "orders";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Orders.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/Desk/BoardPage", Orders.Permissions.OrderRead, new NavEntry("orders", "/admin/orders/board", "orders.board_page.title", "columns-3")),
        new("/Desk/OrdersPage", Orders.Permissions.OrderRead, new NavEntry("orders", "/admin/orders", "orders.orders_page.title", "list-tree")),
        new("/Desk/OrderPage", Orders.Permissions.OrderRead) { Subject = "orders.order", SubjectPath = "/admin/orders/{0}" },
        new("/Desk/EditPage", Orders.Permissions.OrderEdit),
        new("/Desk/SlipPage", Orders.Permissions.OrderRead),
        new("/Desk/InvoicePage", Orders.Permissions.OrderRead),
        new("/Desk/WavesPage", Orders.Permissions.OrderPick, new NavEntry("orders", "/admin/orders/picking", "orders.waves_page.title", "package")),
        new("/Desk/WavePage", Orders.Permissions.OrderPick),
        new("/Desk/ReturnsPage", Orders.Permissions.OrderRead, new NavEntry("orders", "/admin/orders/returns", "orders.returns_page.title", "arrow-back-up")),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var (type, table, page) in OrderDocuments.All)
        {
            services.AddSingleton<ILedgerDocuments>(provider => new OrderDocuments(type, table, page, provider.GetRequiredService<IServiceScopeFactory>()));
        }

        services.AddSingleton<OrdersClock>().AddSingleton<OrderNumbers>().AddSingleton<OrderLinks>();
        foreach (var use in (Type[])
            [
                typeof(CartStore), typeof(PriceCart), typeof(ShowCart), typeof(ChooseDelivery), typeof(ChangeCart), typeof(Reorder), typeof(Features.PlaceOrder), typeof(OrderStore), typeof(OrderBooks), typeof(Features.PayOrder), typeof(ReadOrder), typeof(CancelOrder),
                typeof(Features.EditOrder), typeof(OrderDesk), typeof(PickDesk), typeof(ReadWave), typeof(PackOrder), typeof(ShipOrder), typeof(CreditOrder), typeof(ExchangeGoods), typeof(ReturnDesk), typeof(AllowOff), typeof(ReadInvoice), typeof(ReadInShort), typeof(ReadBuyers), typeof(OfCustomer),
            ])
        {
            services.AddScoped(use);
        }

        services.AddSingleton(new CustomerLink(Orders.Permissions.OrderRead, "orders.orders_page.title", "/admin/orders", "list-tree"));
        services.AddScoped<IAdminTileSource, OrderTiles>();
        services.AddScoped<IPaymentSubject, OrderMoney>();
        services.AddScoped<IOrders, OrdersFacade>();
        services.AddScoped<IPastBaskets, PastBaskets>();
        services.AddScoped<IPaymentCarrier, OrderCarrier>();
        services.AddJob<ExpireOrders>("orders.expire", JobSchedule.Every(TimeSpan.FromMinutes(1)));
        services.AddJob<CompleteOrders>("orders.complete", JobSchedule.Every(TimeSpan.FromHours(1)));
        services.AddJob<KeepPromises>("orders.keep_promises", JobSchedule.Every(TimeSpan.FromHours(6)));
        services.AddJob<TidyCarts>("orders.tidy_carts", JobSchedule.Every(TimeSpan.FromHours(6)));
        services.AddInvariant<OrdersAgree>().AddInvariant<AdvancesAgree>().AddInvariant<AskedAgrees>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        CartRoutes.Map(api);
        CheckoutRoutes.Map(api);
        OrderRoutes.Map(api);
        PickRoutes.Map(api);
        ShipRoutes.Map(api);
        ReturnRoutes.Map(api);
        AllowOff.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];
}
