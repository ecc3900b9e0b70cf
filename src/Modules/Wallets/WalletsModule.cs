using System.CommandLine;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Modules.Wallets.Checks;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Modules.Wallets.Features;
using Aisle.Modules.Wallets.Jobs;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Wallets;

/// <summary>Wallets: customers' money, store credit, gift cards and points, with their limits.</summary>
public sealed class WalletsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "wallets";

    /// <inheritdoc/>
    public string Role => "payments";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Wallets.Permissions.All;

    /// <inheritdoc/>
    public Type? Configured => typeof(WalletsOptions);

    /// <inheritdoc/>
    public IEnumerable<string> Faults(IConfiguration configuration)
    {
        try
        {
            return Options(configuration).Faults();
        }
        catch (InvalidOperationException fault)
        {
            return [$"{WalletsOptions.Section}: {fault.InnerException?.Message ?? fault.Message}"];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/ListWallets/WalletsPage", Wallets.Permissions.WalletRead, new NavEntry("money", "/admin/wallets", "wallets.wallets_page.title", "wallet")),
        new("/OpenWallet/OpenWalletPage", Wallets.Permissions.WalletEdit, IsOfCompany: true),
        new("/ReadWallet/WalletPage", Wallets.Permissions.WalletRead) { Subject = "wallets.wallet", SubjectPath = "/admin/wallets/{0}" },
        new("/GiftCards/CardsPage", Wallets.Permissions.WalletRead, new NavEntry("money", "/admin/gift-cards", "wallets.cards_page.title", "gift")) { Subject = "wallets.gift_card", SubjectPath = "/admin/wallets/{0}" },
        new("/GiftCards/IssuePage", Wallets.Permissions.CardIssue),
        new("/Points/PointsPage", Wallets.Permissions.WalletRead, new NavEntry("money", "/admin/points", "wallets.points_page.title", "coins")) { Subject = "wallets.points_rule", SubjectPath = "/admin/points" },
        new("/Limits/LimitsPage", Wallets.Permissions.WalletRead, new NavEntry("money", "/admin/wallet-limits", "wallets.limits_page.title", "gauge")) { Subject = "wallets.limit", SubjectPath = "/admin/wallet-limits" },
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Options(configuration));
        services.AddSingleton<CardSecrets>();
        services.AddSingleton<WalletClock>();
        foreach (var type in (string[])[.. MoveKinds.All, MoveKinds.Hold])
        {
            services.AddSingleton<ILedgerDocuments>(provider => new WalletDocuments(type, provider.GetRequiredService<IServiceScopeFactory>()));
        }

        foreach (var use in (Type[])
            [
                typeof(WalletStore), typeof(MovementStore), typeof(HoldStore), typeof(CardStore), typeof(LotStore), typeof(LimitStore), typeof(WalletQuery),
                typeof(MoveMoney), typeof(OpenWallet), typeof(TopUp), typeof(Pay), typeof(Transfer), typeof(Withdraw), typeof(Refund), typeof(Adjust), typeof(HoldMoney), typeof(EndHold), typeof(ChangeStatus), typeof(SetLevel),
                typeof(IssueCards), typeof(CardDesk), typeof(EndCard), typeof(MovePoints), typeof(PointsRoutes), typeof(PointsRuleUse), typeof(LimitUse),
            ])
        {
            services.AddScoped(use);
        }

        services.AddInvariant<BalancesAgree>().AddInvariant<ControlAccountsAgree>().AddInvariant<LotsHold>().AddInvariant<PointsValueAgrees>().AddInvariant<PointsOwedHold>().AddInvariant<UsageHolds>();
        services.AddScoped<IWallets, WalletsFacade>();
        services.AddScoped<IWalletsSetup, DemoWallets>();
        services.AddSingleton(new CustomerLink(Wallets.Permissions.WalletRead, "wallets.wallets_page.title", "/admin/wallets", "wallet"));
        services.AddJob<EndHolds>("wallets.end_holds", JobSchedule.Every(TimeSpan.FromMinutes(1)));
        services.AddJob<ExpireCards>("wallets.expire_cards", JobSchedule.Every(TimeSpan.FromHours(1)));
        services.AddJob<ExpirePoints>("wallets.expire_points", JobSchedule.Every(TimeSpan.FromHours(1)));
        services.AddJob<ForgetAttempts>("wallets.forget_attempts", JobSchedule.Every(TimeSpan.FromMinutes(10)));
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListWallets.Map(api);
        OpenWallet.Map(api);
        MyWallets.Map(api);
        ReadWallet.Map(api);
        Statement.Map(api);
        TopUp.Map(api);
        Pay.Map(api);
        Transfer.Map(api);
        Withdraw.Map(api);
        Refund.Map(api);
        Adjust.Map(api);
        ListHolds.Map(api);
        HoldMoney.Map(api);
        EndHold.Map(api);
        ChangeStatus.Map(api);
        SetLevel.Map(api);
        IssueCards.Map(api);
        CardDesk.Map(api);
        EndCard.Map(api);
        PointsRoutes.Map(api);
        PointsRuleUse.Map(api);
        LimitUse.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];

    private static WalletsOptions Options(IConfiguration configuration) => configuration.GetSection(WalletsOptions.Section).Get<WalletsOptions>() ?? new WalletsOptions();
}
