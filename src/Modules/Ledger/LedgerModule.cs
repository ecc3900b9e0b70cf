using System.CommandLine;
using Aisle.Contracts.Ledger;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Rules;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Commands;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Ledger;

/// <summary>Ledger: the chart of accounts, the journal that everything posts to, and what is made of it.</summary>
public sealed class LedgerModule : IModule
{
    /// <summary>The cache tag of the chart.</summary>
    internal const string Tag = "ledger";

    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public string Role => "ledger";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Ledger.Permissions.All;

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ChartStore>();
        services.AddSingleton<OpenBooks>();
        services.AddSingleton<DocumentTypes>();
        services.AddSingleton<SealBell>();
        services.AddSingleton<Sealer>();
        services.AddHostedService<SealerService>();
        services.AddScoped<JournalWriter>();
        services.AddScoped<ILedger, LedgerFacade>();
        services.AddSingleton<EntryChecks>();
        services.AddSingleton<RuleBook>();
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];
}
