using System.CommandLine;
using Aisle.Contracts.Delivery;
using Aisle.Modules.Delivery.Checks;
using Aisle.Modules.Delivery.Data;
using Aisle.Modules.Delivery.Features;
using Aisle.Modules.Delivery.Jobs;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Delivery;

/// <summary>Delivery: zones with their fees, times of delivery and pick-up, and who has a place in them.</summary>
public sealed class DeliveryModule : IModule
{
    /// <summary>The cache tag of the zones.</summary>
    internal const string Tag = "delivery";

    /// <inheritdoc/>
    public string Name => "delivery";

    /// <inheritdoc/>
    public string Role => "delivery";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Delivery.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/Zones/ZonesPage", Delivery.Permissions.ZoneRead, new NavEntry("shop", "/admin/delivery/zones", "delivery.zones_page.title", "map-pin")),
        new("/Zones/ZonePage", Delivery.Permissions.ZoneRead) { Subject = "delivery.zone", SubjectPath = "/admin/delivery/zones/{0}" },
        new("/Slots/SlotsPage", Delivery.Permissions.SlotRead, new NavEntry("shop", "/admin/delivery/slots", "delivery.slots_page.title", "calendar-due")),
        new("/Slots/SlotPage", Delivery.Permissions.SlotRead) { Subject = "delivery.slot", SubjectPath = "/admin/delivery/slots/{0}" },
        new("/Plans/PlansPage", Delivery.Permissions.SlotRead, new NavEntry("shop", "/admin/delivery/plans", "delivery.plans_page.title", "calendar-stats")),
        new("/Plans/PlanPage", Delivery.Permissions.SlotRead) { Subject = "delivery.plan", SubjectPath = "/admin/delivery/plans/{0}" },
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ZoneCache>();
        services.AddSingleton<DeliveryClock>();
        foreach (var use in (Type[])[typeof(SlotQuery), typeof(SlotMaker), typeof(ZoneUse), typeof(PlanUse), typeof(ExceptionUse), typeof(SetSlot)])
        {
            services.AddScoped(use);
        }

        services.AddScoped<IDelivery, DeliveryFacade>();
        services.AddScoped<IDeliverySetup, DemoDelivery>();
        services.AddInvariant<PlacesAgree>();
        services.AddJob<MakeSlots>("delivery.make_slots", JobSchedule.Every(TimeSpan.FromHours(1)));
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListZones.Map(api);
        ZoneUse.Map(api);
        PlanUse.Map(api);
        ExceptionUse.Map(api);
        ListSlots.Map(api);
        SetSlot.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];
}
