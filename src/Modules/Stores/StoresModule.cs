using System.CommandLine;
using Aisle.Contracts.Stores;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Modules.Stores.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Stores;

/// <summary>Stores: the company, its stores and warehouses, opening hours, taxes and settings.</summary>
public sealed class StoresModule : IModule
{
    /// <summary>The cache tag of everything that shows what this module holds.</summary>
    internal const string Tag = "stores";

    /// <inheritdoc/>
    public string Name => "stores";

    /// <inheritdoc/>
    public string Role => "catalog";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Stores.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/ListStores/StoresPage", Stores.Permissions.StoreRead, new NavEntry("shop", "/admin/stores", "stores.stores_page.title", "building-store")),
        new("/SaveStore/StorePage", Stores.Permissions.StoreRead) { Subject = "stores.store", SubjectPath = "/admin/stores/{0}" },
        new("/SaveCompany/CompanyPage", Stores.Permissions.StoreRead, new NavEntry("shop", "/admin/company", "stores.company_page.title", "building")) { Subject = "stores.company", SubjectPath = "/admin/company" },
        new("/ListTaxClasses/TaxesPage", Stores.Permissions.StoreRead, new NavEntry("shop", "/admin/taxes", "stores.taxes_page.title", "receipt-tax")),
        new("/SaveTaxClass/TaxPage", Stores.Permissions.StoreRead) { Subject = "stores.tax_class", SubjectPath = "/admin/taxes/{0}" },
        new("/ListSettings/SettingsPage", Stores.Permissions.StoreRead, new NavEntry("shop", "/admin/settings", "stores.settings_page.title", "settings")),
        new("/ChangeSetting/SettingPage", Stores.Permissions.StoreRead) { Subject = "stores.setting", SubjectPath = "/admin/settings/{0}" },
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<StoresFacade>();
        services.AddSingleton<IStores>(provider => provider.GetRequiredService<StoresFacade>());
        services.AddSingleton<SettingRegistry>();
        foreach (var definition in SettingDefinitions.All)
        {
            services.AddSingleton(definition);
        }

        services.AddScoped<StoresDb>();
        services.AddScoped<IAdminTileSource, OpenTile>();
        services.AddScoped<IAdminSearchSource, StoreSearch>();
        foreach (var use in (Type[])
            [
                typeof(ChangeNotes), typeof(BegunDay), typeof(SaveCompany), typeof(SaveStore), typeof(CloseStore), typeof(SaveTaxClass), typeof(RemoveTaxClass), typeof(SetTaxRate), typeof(RemoveTaxRate),
                typeof(SettingWriter), typeof(ChangeSetting), typeof(ListSettingsQuery), typeof(StoresImport), typeof(StoresExport),
            ])
        {
            services.AddScoped(use);
        }
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListStores.Map(api);
        ManageStores.Map(api);
        GetStore.Map(api);
        SaveStore.Map(api);
        CloseStore.Map(api);
        GetCompany.Map(api);
        SaveCompany.Map(api);
        ListTaxClasses.Map(api);
        GetTaxClass.Map(api);
        SaveTaxClass.Map(api);
        RemoveTaxClass.Map(api);
        SetTaxRate.Map(api);
        RemoveTaxRate.Map(api);
        SettingRoutes.Map(api);
        ChangeSetting.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [SettingCommands.Create(runner), StoreFileCommands.Create(runner)];
}
