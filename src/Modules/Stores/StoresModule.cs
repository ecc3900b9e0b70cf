using System.CommandLine;
using Aisle.Contracts.Stores;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Modules.Stores.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
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
        services.AddScoped<SaveCompany>();
        services.AddScoped<SaveStore>();
        services.AddScoped<SaveTaxClass>();
        services.AddScoped<SetTaxRate>();
        services.AddScoped<SettingWriter>();
        services.AddScoped<ChangeSetting>();
        services.AddScoped<ListSettingsQuery>();
        services.AddScoped<StoresImport>();
        services.AddScoped<StoresExport>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListStores.Map(api);
        GetStore.Map(api);
        ListTaxClasses.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [SettingCommands.Create(runner), StoreFileCommands.Create(runner)];
}
