using System.CommandLine;
using Aisle.Contracts.Ledger;
using Aisle.Modules.Ledger.Data;
using Aisle.Modules.Ledger.Features;
using Aisle.Modules.Ledger.Jobs;
using Aisle.Modules.Ledger.Rules;
using Aisle.Modules.Ledger.Sealing;
using Aisle.Modules.Ledger.Setup;
using Aisle.Modules.Ledger.Verify;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;
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
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/Statements/StatementPage", Ledger.Permissions.Read, new NavEntry("books", "/admin/books/trial-balance", "ledger.statements.title", "report-money")),
        new("/Statements/CardPage", Ledger.Permissions.Read),
        new("/Statements/GeneralLedgerPage", Ledger.Permissions.Read),
        new("/Entries/JournalPage", Ledger.Permissions.Read, new NavEntry("books", "/admin/books/journal", "ledger.journal.title", "book-2"), IsOfCompany: true),
        new("/Entries/EntryPage", Ledger.Permissions.Read, IsOfCompany: true) { Subject = "ledger.entry", SubjectPath = "/admin/books/entries/{0}" },
        new("/Drafts/DraftsPage", Ledger.Permissions.Read, new NavEntry("books", "/admin/books/drafts", "ledger.drafts.title", "edit"), IsOfCompany: true),
        new("/Drafts/DraftPage", Ledger.Permissions.Read, IsOfCompany: true) { Subject = "ledger.draft", SubjectPath = "/admin/books/drafts/{0}" },
        new("/Periods/PeriodsPage", Ledger.Permissions.Read, new NavEntry("books", "/admin/books/periods", "ledger.periods.title", "calendar-stats")) { Subject = "ledger.period", SubjectPath = "/admin/books/periods" },
        new("/Accounts/AccountsPage", Ledger.Permissions.Read, new NavEntry("books", "/admin/books/accounts", "ledger.accounts.title", "list-tree")),
        new("/Accounts/AccountPage", Ledger.Permissions.Read) { Subject = "ledger.account", SubjectPath = "/admin/books/accounts/{0}" },
        new("/Rules/RulesPage", Ledger.Permissions.Read, new NavEntry("books", "/admin/books/rules", "ledger.rules.title", "arrows-exchange")),
        new("/Rules/RulePage", Ledger.Permissions.Read) { Subject = "ledger.rule", SubjectPath = "/admin/books/rules/{0}" },
        new("/Book/BookPage", Ledger.Permissions.Read, new NavEntry("books", "/admin/books/settings", "ledger.settings.title", "adjustments")) { Subject = "ledger.book", SubjectPath = "/admin/books/settings" },
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ChartStore>();
        services.AddSingleton<OpenBooks>();
        services.AddSingleton<DocumentTypes>();
        services.AddSingleton<SealBell>();
        services.AddSingleton<Sealer>();
        // Stopped in the other order: what the sealer leaves is signed last.
        services.AddHostedService<CheckpointService>();
        services.AddHostedService<SealerService>();
        services.AddScoped<JournalWriter>();
        services.AddSingleton<PostingQueue>();
        services.AddScoped<ILedger, LedgerFacade>();
        services.AddScoped<StatementMaker>();
        services.AddScoped<AccountCard>();
        services.AddScoped<GeneralLedger>();
        services.AddScoped<PeriodStore>();
        services.AddScoped<ClosePeriod>();
        services.AddScoped<ReopenPeriod>();
        services.AddScoped<CloseYear>();
        AddProof(services, LedgerOptions.Read(configuration));
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
        ReadStatements.Map(api);
        ReadAccountCard.Map(api);
        ReadGeneralLedger.Map(api);
        ReadBalances.Map(api);
        ReadPeriods.Map(api);
        ClosePeriod.Map(api);
        ReopenPeriod.Map(api);
        CloseYear.Map(api);
        GetChain.Map(api);
        ExportLedger.Map(api);
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
    public IEnumerable<Command> Commands(ICommandRunner runner) => [LedgerCommands.Create(runner)];

    /// <inheritdoc/>
    public IFileProof FileProof { get; } = new LedgerFileProof();

    /// <inheritdoc/>
    public Type? Configured => typeof(LedgerOptions);

    /// <inheritdoc/>
    public IEnumerable<string> Faults(IConfiguration configuration) => LedgerOptions.Read(configuration).Faults();

    /// <summary>What proves the books: the bound of the tail, checkpoints, invariants, the export.</summary>
    private static void AddProof(IServiceCollection services, LedgerOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<TailBound>();
        services.AddSingleton<CheckpointFolder>();
        services.AddSingleton<CheckpointSigner>();
        services.AddScoped<OutsideLength>();
        services.AddSingleton<IBooksState, BooksState>();
        services.AddInvariant<ChainHolds>().AddInvariant<CheckpointsHold>().AddInvariant<RowsSealed>().AddInvariant<EntriesWhole>().AddInvariant<EntriesBalance>()
            .AddInvariant<NumbersWithoutGap>().AddInvariant<ClosedPeriods>().AddInvariant<BalancesHold>().AddInvariant<TurnoverHolds>().AddInvariant<DocumentsExist>();
        services.AddSingleton<LedgerExport>();
        services.AddJob<ExpireHolds>(ExpireHolds.Name, ExpireHolds.Schedule);
    }
}
