using System.CommandLine;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Modules.Payments.Checks;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Features;
using Aisle.Modules.Payments.Jobs;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Bkash;
using Aisle.Modules.Payments.Providers.Nagad;
using Aisle.Modules.Payments.Providers.SslCommerz;
using Aisle.Modules.Payments.Providers.Stripe;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Modules.Payments.Subscribers;
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

namespace Aisle.Modules.Payments;

/// <summary>Payments: what is to be paid, the tries to pay it, what goes back, and the shop's side of bKash, Nagad, SSLCommerz and Stripe.</summary>
public sealed class PaymentsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "payments";

    /// <inheritdoc/>
    public string Role => "payments";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Payments.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/Desk/PaymentsPage", Payments.Permissions.PaymentRead, new NavEntry("money", "/admin/payments", "payments.payments_page.title", "device-mobile")),
        new("/Desk/PaymentPage", Payments.Permissions.PaymentRead) { Subject = "payments.attempt", SubjectPath = "/admin/payments/{0}" },
        new("/Refunds/RefundsPage", Payments.Permissions.PaymentRead, new NavEntry("money", "/admin/payments/refunds", "payments.refunds_page.title", "arrow-back-up")),
        new("/Settlements/SettlementsPage", Payments.Permissions.SettlementRead, new NavEntry("money", "/admin/payments/settlements", "payments.settlements_page.title", "building"), IsOfCompany: true),
        new("/Settlements/SettlementPage", Payments.Permissions.SettlementRead, IsOfCompany: true) { Subject = "payments.settlement", SubjectPath = "/admin/payments/settlements/{0}" },
        new("/Settlements/SettlementImportPage", Payments.Permissions.SettlementImport, IsOfCompany: true),
        new("/Custody/CustodyPage", Payments.Permissions.SettlementRead, new NavEntry("money", "/admin/payments/custody", "payments.custody_page.title", "report-money"), IsOfCompany: true),
    ];

    /// <inheritdoc/>
    public Type? Configured => typeof(PaymentsOptions);

    /// <inheritdoc/>
    public IEnumerable<string> Faults(IConfiguration configuration)
    {
        try
        {
            return PaymentsOptions.Read(configuration).Faults();
        }
        catch (InvalidOperationException fault)
        {
            return [$"{PaymentsOptions.Section}: {fault.InnerException?.Message ?? fault.Message}"];
        }
    }

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(PaymentsOptions.Read(configuration));
        services.AddSingleton<ProviderAccounts>();
        services.AddSingleton<TrafficLog>();
        services.AddSingleton<ITrafficSink>(provider => provider.GetRequiredService<TrafficLog>());
        services.AddHostedService(provider => provider.GetRequiredService<TrafficLog>());
        services.AddSingleton<BkashTokens>();
        services.AddSingleton<SnsSignature>();
        services.AddProvider<BkashProvider>(ProviderNames.Bkash);
        services.AddProvider<NagadProvider>(ProviderNames.Nagad);
        services.AddProvider<SslCommerzProvider>(ProviderNames.SslCommerz);
        services.AddProvider<StripeProvider>(ProviderNames.Stripe);
        services.AddSingleton<PaymentProviders>();
        services.AddSingleton<ILedgerDocuments, PaymentsDocuments>();
        foreach (var use in (Type[])
            [
                typeof(PaymentRows), typeof(PaymentsClock), typeof(Subjects), typeof(CreateIntent), typeof(ChangeIntent), typeof(ReadIntent), typeof(PayOptions), typeof(BeginAttempt), typeof(Features.StartAttempt), typeof(PayAtOnce), typeof(GiveUpAttempt),
                typeof(AskProvider), typeof(SettleAttempt), typeof(CollectMoney), typeof(SweepPayments), typeof(OrderRefund), typeof(SendRefund), typeof(TakeNotice), typeof(HandleNotice), typeof(ReturnOfShopper), typeof(PaymentDesk), typeof(PaymentActs),
                typeof(RefundActs), typeof(ImportSettlement), typeof(UploadSettlement), typeof(SayArrived), typeof(ReadCustody),
            ])
        {
            services.AddScoped(use);
        }

        services.AddScoped<IAdminTileSource, PaymentTiles>();
        services.AddScoped<IPayments, PaymentsFacade>();
        services.AddOutsideSubscriber<AttemptDue, OnAttemptDue>("payments.attempt_due");
        services.AddOutsideSubscriber<RefundDue, OnRefundDue>("payments.refund_due");
        services.AddOutsideSubscriber<NoticeTaken, OnNoticeTaken>("payments.notice_taken");
        services.AddSingleton<IPaymentsState, PaymentsState>();
        services.AddInvariant<SumsAgree>().AddInvariant<HistoryAgrees>().AddInvariant<CustodyAgrees>().AddInvariant<TransitAgrees>().AddInvariant<DoubtsAreFollowed>();
        services.AddJob<Sweep>(Sweep.Name, JobSchedule.Every(TimeSpan.FromMinutes(1)));
        services.AddJob<ForgetTraffic>(ForgetTraffic.Name, JobSchedule.Cron("37 2 * * *", TimeZoneInfo.Utc));
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListPayments.Map(api);
        PaymentDesk.Map(api);
        PaymentActs.Map(api);
        ListRefunds.Map(api);
        RefundActs.Map(api);
        ListSettlements.Map(api);
        UploadSettlement.Map(api);
        SayArrived.Map(api);
        ReadCustody.Map(api);
        TakeNotice.Map(api);
    }

    /// <inheritdoc/>
    public void MapRoot(IEndpointRouteBuilder root) => ReturnOfShopper.Map(root);

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => Payments.Commands.Create(runner);
}
