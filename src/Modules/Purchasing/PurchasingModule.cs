using System.CommandLine;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Purchasing;
using Aisle.Modules.Purchasing.Checks;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Purchasing;

/// <summary>Purchasing: suppliers, orders, what came, what was billed, what was paid.</summary>
public sealed class PurchasingModule : IModule
{
    /// <inheritdoc/>
    public string Name => "purchasing";

    /// <inheritdoc/>
    public string Role => "stock";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Purchasing.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/Suppliers/SuppliersPage", Purchasing.Permissions.SupplierRead, new NavEntry("purchasing", "/admin/purchasing/suppliers", "purchasing.suppliers_page.title", "building-warehouse")),
        new("/Suppliers/SupplierPage", Purchasing.Permissions.SupplierRead) { Subject = "purchasing.supplier", SubjectPath = "/admin/purchasing/suppliers/{0}" },
        new("/Import/ImportPage", Purchasing.Permissions.SupplierEdit, new NavEntry("purchasing", "/admin/purchasing/import", "purchasing.import_page.title", "upload")),
        new("/Orders/OrdersPage", Purchasing.Permissions.OrderRead, new NavEntry("purchasing", "/admin/purchasing/orders", "purchasing.orders_page.title", "file-import")),
        new("/Orders/OrderPage", Purchasing.Permissions.OrderRead) { Subject = "purchasing.order", SubjectPath = "/admin/purchasing/orders/{0}" },
        new("/Orders/OrderPaperPage", Purchasing.Permissions.OrderRead),
        new("/Orders/OrderFormPage", Purchasing.Permissions.OrderEdit),
        new("/Receive/ReceivePage", Purchasing.Permissions.GoodsReceive),
        new("/Receive/ReceiptsPage", Purchasing.Permissions.OrderRead, new NavEntry("purchasing", "/admin/purchasing/receipts", "purchasing.receipts_page.title", "package")),
        new("/Receive/ReceiptPage", Purchasing.Permissions.OrderRead) { Subject = "purchasing.receipt", SubjectPath = "/admin/purchasing/receipts/{0}" },
        new("/Costs/CostFormPage", Purchasing.Permissions.CostWrite),
        new("/Costs/CostPage", Purchasing.Permissions.OrderRead) { Subject = "purchasing.cost", SubjectPath = "/admin/purchasing/costs/{0}" },
        new("/Bills/BillsPage", Purchasing.Permissions.BillRead, new NavEntry("purchasing", "/admin/purchasing/bills", "purchasing.bills_page.title", "receipt-tax")),
        new("/Bills/BillPage", Purchasing.Permissions.BillRead) { Subject = "purchasing.bill", SubjectPath = "/admin/purchasing/bills/{0}" },
        new("/Bills/BillFormPage", Purchasing.Permissions.BillEdit),
        new("/Returns/ReturnsPage", Purchasing.Permissions.OrderRead, new NavEntry("purchasing", "/admin/purchasing/returns", "purchasing.returns_page.title", "arrow-back-up")),
        new("/Returns/ReturnPage", Purchasing.Permissions.OrderRead) { Subject = "purchasing.return", SubjectPath = "/admin/purchasing/returns/{0}" },
        new("/Returns/ReturnFormPage", Purchasing.Permissions.GoodsReceive),
        new("/Returns/CreditsPage", Purchasing.Permissions.BillRead, new NavEntry("purchasing", "/admin/purchasing/credits", "purchasing.credits_page.title", "report-money")),
        new("/Returns/CreditPage", Purchasing.Permissions.BillRead) { Subject = "purchasing.credit", SubjectPath = "/admin/purchasing/credits/{0}" },
        new("/Returns/CreditFormPage", Purchasing.Permissions.BillEdit),
        new("/Payments/PaymentsPage", Purchasing.Permissions.BillRead, new NavEntry("purchasing", "/admin/purchasing/payments", "purchasing.payments_page.title", "coins")),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var (type, table, page) in PurchasingDocuments.All)
        {
            services.AddSingleton<ILedgerDocuments>(provider => new PurchasingDocuments(type, table, page, provider.GetRequiredService<IServiceScopeFactory>()));
        }

        services.AddSingleton<PurchasingClock>();
        services.AddScoped<ExchangeRates>().AddScoped<ApprovalLimit>();
        foreach (var use in (Type[])
            [
                typeof(SaveSupplier), typeof(SupplierItems), typeof(OrderStore), typeof(ArchivedItems), typeof(WriteOrder), typeof(OrderActs), typeof(OrderPaper), typeof(OrderMail), typeof(ReceiptStore), typeof(ReceiveGoods), typeof(BillStore), typeof(EnterBill),
                typeof(BillActs), typeof(CostStore), typeof(WriteCost), typeof(Settle), typeof(PaySupplier), typeof(ReturnStore), typeof(ReturnGoods), typeof(CreditStore), typeof(EnterCredit), typeof(SupplierStatement), typeof(FindProduct),
                typeof(ImportSuppliers), typeof(UploadSuppliers),
            ])
        {
            services.AddScoped(use);
        }

        services.AddScoped<Reorder>();
        services.AddScoped<IPurchasing, PurchasingFacade>();
        services.AddInvariant<PayablesAgree>().AddInvariant<SettlementsAgree>().AddInvariant<ReceiptsAgree>().AddInvariant<AwaitedAgree>().AddInvariant<CostsAgree>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListSuppliers.Map(api);
        SaveSupplier.Map(api);
        SupplierItems.Map(api);
        UploadSuppliers.Map(api);
        SupplierStatement.Map(api);
        ListOrders.Map(api);
        WriteOrder.Map(api);
        OrderActs.Map(api);
        ReceiptStore.Map(api);
        ReceiveGoods.Map(api);
        BillStore.Map(api);
        EnterBill.Map(api);
        BillActs.Map(api);
        CostStore.Map(api);
        WriteCost.Map(api);
        Payments.Map(api);
        PaySupplier.Map(api);
        ReturnStore.Map(api);
        ReturnGoods.Map(api);
        CreditStore.Map(api);
        EnterCredit.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => Purchasing.Commands.Create(runner);
}
