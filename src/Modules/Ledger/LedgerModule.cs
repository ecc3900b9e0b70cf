using System.CommandLine;
using Aisle.Contracts.Ledger;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Features;
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
        services.AddSingleton<ILedgerDocuments, ManualDocuments>();
        foreach (var use in (Type[])
            [
                typeof(EntryReading), typeof(EntryQuery), typeof(PostEntry), typeof(ReverseEntry), typeof(PreviewEntry), typeof(HoldQuery), typeof(PlaceHold), typeof(PostHold),
                typeof(ChartDesk), typeof(SaveAccount), typeof(CloseAccount), typeof(AddRule), typeof(SaveBook), typeof(DraftDesk), typeof(SaveDraft), typeof(DecideDraft), typeof(DraftFiles),
            ])
        {
            services.AddScoped(use);
        }
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListAccounts.Map(api);
        SaveAccount.Map(api);
        CloseAccount.Map(api);
        ListEntries.Map(api);
        PostEntry.Map(api);
        ReverseEntry.Map(api);
        PreviewEntry.Map(api);
        PlaceHold.Map(api);
        PostHold.Map(api);
        ListRules.Map(api);
        AddRule.Map(api);
        SaveBook.Map(api);
        SaveDraft.Map(api);
        DecideDraft.Map(api);
        DraftFiles.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];
}
