using System.CommandLine;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Inventory;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Modules.Inventory.Checks;
using Aisle.Modules.Inventory.Data;
using Aisle.Modules.Inventory.Features;
using Aisle.Modules.Inventory.Jobs;
using Aisle.Modules.Inventory.Subscribers;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Messaging;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Inventory;

/// <summary>Inventory: what is in stock, where, of which lot, worth what, and promised to whom.</summary>
public sealed class InventoryModule : IModule
{
    /// <inheritdoc/>
    public string Name => "inventory";

    /// <inheritdoc/>
    public string Role => "stock";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Inventory.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/ListStock/StockPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock", "inventory.stock_page.title", "packages")),
        new("/ReadStock/ItemPage", Inventory.Permissions.StockRead) { Subject = "inventory.item", SubjectPath = "/admin/stock/items/{0}" },
        new("/Lots/LotsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/lots", "inventory.lots_page.title", "calendar-due")),
        new("/Lots/LotPage", Inventory.Permissions.StockRead) { Subject = "inventory.lot", SubjectPath = "/admin/stock/lots/{0}" },
        new("/SerialNumbers/SerialsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/serials", "inventory.serials_page.title", "fingerprint")),
        new("/SerialNumbers/SerialPage", Inventory.Permissions.StockRead),
        new("/Movements/MovementsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/movements", "inventory.movements_page.title", "history")),
        new("/Reservations/ReservationsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/reservations", "inventory.reservations_page.title", "bookmark")),
        new("/Pace/PacePage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/pace", "inventory.pace_page.title", "gauge")),
        new("/Places/PlacesPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/places", "inventory.places_page.title", "map-pin")) { Subject = "inventory.location", SubjectPath = "/admin/stock/places" },
        // What is done about what there is too little of, and about what gets old.
        new("/Advice/ReorderPage", Inventory.Permissions.AdviceRead, new NavEntry("stock", "/admin/stock/reorder", "inventory.reorder_page.title", "refresh")),
        new("/Markdowns/MarkdownsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/markdowns", "inventory.markdowns_page.title", "percentage")),
        new("/Markdowns/LadderPage", Inventory.Permissions.MarkdownEdit, IsOfCompany: true) { Subject = "inventory.ladder", SubjectPath = "/admin/stock/markdowns/ladder?category={0}" },
        new("/Labels/LabelsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/labels", "inventory.labels_page.title", "tags")) { Subject = "inventory.receipt_labels", SubjectPath = "/admin/stock/labels?receipt={0}" },
        new("/Labels/LabelSheetPage", Inventory.Permissions.StockRead),
        new("/Opening/OpeningPage", Inventory.Permissions.StockOpen, new NavEntry("stock", "/admin/stock/import", "inventory.opening_page.title", "upload")),
        new("/Policies/PoliciesPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/policies", "inventory.policies_page.title", "category")) { Subject = "inventory.policy", SubjectPath = "/admin/stock/policies#c-{0}" },
        new("/MoveStock/MovePage", Inventory.Permissions.StockAdjust),
        // What staff do: adjustments, transfers, counts.
        new("/Adjustments/AdjustmentsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/adjustments", "inventory.adjustments_page.title", "adjustments")),
        new("/Adjustments/NewAdjustmentPage", Inventory.Permissions.StockAdjust),
        new("/Adjustments/AdjustmentPage", Inventory.Permissions.StockRead) { Subject = "inventory.adjustment", SubjectPath = "/admin/stock/adjustments/{0}" },
        new("/Transfers/TransfersPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/transfers", "inventory.transfers_page.title", "arrows-exchange")),
        new("/Transfers/NewTransferPage", Inventory.Permissions.StockTransfer),
        new("/Transfers/TransferPage", Inventory.Permissions.StockRead) { Subject = "inventory.transfer", SubjectPath = "/admin/stock/transfers/{0}" },
        new("/Counts/CountsPage", Inventory.Permissions.StockRead, new NavEntry("stock", "/admin/stock/counts", "inventory.counts_page.title", "barcode")),
        new("/Counts/NewCountPage", Inventory.Permissions.StockCount),
        new("/Counts/CountPage", Inventory.Permissions.StockRead) { Subject = "inventory.count", SubjectPath = "/admin/stock/counts/{0}" },
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        foreach (var use in (Type[])
            [
                typeof(ItemStore), typeof(ItemSearch), typeof(LotStore), typeof(LocationStore), typeof(StockWriter), typeof(StockBooks), typeof(StockQuery), typeof(MovementQuery), typeof(LotQuery), typeof(ReservationQuery), typeof(ShopFacts),
                typeof(StockReading), typeof(Reserve), typeof(PostStock), typeof(ReservationRoutes), typeof(ChangeLot), typeof(PlaceUse), typeof(ScanCode), typeof(KeepItem), typeof(SetLowLevels), typeof(CategoryPolicy), typeof(PaceQuery),
                typeof(SerialQuery),
                typeof(OpeningReader), typeof(ImportOpening), typeof(UploadOpening),
            ])
        {
            services.AddScoped(use);
        }

        services.AddSingleton<KnownItems>();
        // What is done about what there is too little of, and about what gets old.
        services.AddSingleton<AdviceWords>();
        foreach (var use in (Type[])[typeof(AdviceQuery), typeof(DraftAdvice), typeof(MarkdownQuery), typeof(PlaceQuery), typeof(SaveLadder), typeof(LabelQuery), typeof(TellAlerts)])
        {
            services.AddScoped(use);
        }

        // What staff do: adjustments, transfers, counts, moves.
        foreach (var use in (Type[])
            [
                typeof(StockDesk), typeof(StockLines), typeof(TypedLines), typeof(HeapQuery), typeof(AdjustmentStore), typeof(TransferStore), typeof(CountStore), typeof(MakeAdjustment), typeof(DecideAdjustment), typeof(WriteTransfer), typeof(SendTransfer), typeof(ReceiveTransfer),
                typeof(StartCount), typeof(ScanCount), typeof(EndCount), typeof(MoveStock),
            ])
        {
            services.AddScoped(use);
        }

        foreach (var type in StockDocuments.Types)
        {
            services.AddSingleton<ILedgerDocuments>(provider => new StockDocuments(type, provider.GetRequiredService<IServiceScopeFactory>()));
        }

        services.AddInvariant<TransitAgrees>().AddInvariant<SerialsAgree>();
        services.AddScoped<IInventory, InventoryFacade>();
        services.AddScoped<IStockCosts, StockCosts>();
        services.AddScoped<IInventorySetup, DemoStock>();
        services.AddInvariant<StockAgrees>().AddInvariant<PlacesAgree>().AddInvariant<ReservationsAgree>().AddInvariant<PromisesFit>().AddInvariant<LayersAgree>().AddInvariant<NoRecalledSold>().AddInvariant<ValueAgrees>();
        services.AddSubscriber<ProductChanged, OnProductChanged>("inventory.items");
        services.AddSubscriber<StoreChanged, OnStoreChanged>("inventory.places");
        services.AddJob<ExpireReservations>("inventory.expire_reservations", JobSchedule.Every(TimeSpan.FromSeconds(30)));
        services.AddJob<SumSales>("inventory.sum_sales", JobSchedule.Every(TimeSpan.FromHours(1)));
        services.AddJob<TurnAlerts>("inventory.turn_alerts", JobSchedule.Every(TimeSpan.FromHours(1)));
        services.AddScoped<IAdminTileSource, AlertTiles>();
        services.AddJob<TakeOverItems>("inventory.take_over_items", JobSchedule.Every(TimeSpan.FromHours(6)));
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListStock.Map(api);
        ReadItem.Map(api);
        ListMovements.Map(api);
        ListLots.Map(api);
        ChangeLot.Map(api);
        ReservationRoutes.Map(api);
        PlaceUse.Map(api);
        ScanCode.Map(api);
        KeepItem.Map(api);
        SetLowLevels.Map(api);
        ListSerials.Map(api);
        CategoryPolicy.Map(api);
        ReadPace.Map(api);
        // What is done about what there is too little of, and about what gets old.
        ReadAdvice.Map(api);
        DraftAdvice.Map(api);
        ListMarkdowns.Map(api);
        SaveLadder.Map(api);
        UploadOpening.Map(api);
        // What staff do: adjustments, transfers, counts, moves.
        ListAdjustments.Map(api);
        MakeAdjustment.Map(api);
        DecideAdjustment.Map(api);
        ListTransfers.Map(api);
        WriteTransfer.Map(api);
        SendTransfer.Map(api);
        ReceiveTransfer.Map(api);
        ListCounts.Map(api);
        StartCount.Map(api);
        ScanCount.Map(api);
        EndCount.Map(api);
        MoveStock.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => Inventory.Commands.Create(runner);
}
