using System.CommandLine;
using Aisle.Modules.Operations.Data;
using Aisle.Modules.Operations.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Operations;

/// <summary>Operations: what those need who keep the shop running — audit, messages, jobs, the proof of the books, views of lists.</summary>
public sealed class OperationsModule : IModule
{
    /// <inheritdoc/>
    public string Name => "operations";

    /// <inheritdoc/>
    public string Role => "admin";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Operations.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/ReadAudit/AuditPage", Operations.Permissions.AuditRead, new NavEntry("system", "/admin/audit", "operations.audit_page.title", "history")),
        new("/ReadAudit/AuditLinePage", Operations.Permissions.AuditRead),
        new("/Messages/MessagesPage", Operations.Permissions.MessageRead, new NavEntry("system", "/admin/messages", "operations.messages_page.title", "messages")),
        new("/Messages/MessagePage", Operations.Permissions.MessageRead),
        new("/Jobs/JobsPage", Operations.Permissions.JobRead, new NavEntry("system", "/admin/jobs", "operations.jobs_page.title", "clock-play")),
        new("/Jobs/JobPage", Operations.Permissions.JobRead) { Subject = "platform.job", SubjectPath = "/admin/jobs/{0}" },
        new("/Verify/VerifyPage", Operations.Permissions.VerifyRead, new NavEntry("system", "/admin/verify", "operations.verify_page.title", "shield-lock"), IsOfCompany: true),
        new("/Views/ViewsPage", Operations.Permissions.ViewEdit),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration) => services
        .AddScoped<OperationsDb>()
        .AddScoped<IAdminViews, AdminViews>()
        .AddScoped<IAdminTileSource, DeadTile>()
        .AddScoped<IAdminTileSource, FailedTile>()
        .AddScoped<SettleMessages>()
        .AddScoped<SteerJob>()
        .AddScoped<ProveBooks>()
        .AddScoped<AskForProof>()
        .AddJob<Jobs.Verify>(Jobs.Verify.Name, Jobs.Verify.Schedule)
        .AddScoped<IAdminTileSource, RedTile>()
        .AddScoped<SaveView>()
        .AddScoped<RemoveView>();

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ReadAudit.Map(api);
        ReadMessages.Map(api);
        SettleMessages.Map(api);
        ReadJobs.Map(api);
        SteerJob.Map(api);
        ReadVerifyRuns.Map(api);
        AskForProof.Map(api);
        ListViews.Map(api);
        SaveView.Map(api);
        RemoveView.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [MessageCommands.Create(runner), JobCommands.Create(runner), VerifyCommand.Create(runner)];
}
