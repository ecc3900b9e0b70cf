using System.CommandLine;
using Aisle.Contracts.Identity;
using Aisle.Modules.Identity.Data;
using Aisle.Modules.Identity.Domain;
using Aisle.Modules.Identity.Features;
using Aisle.Modules.Identity.Jobs;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Identity;

/// <summary>Identity: people and programs, how they prove who they are, and what they may do.</summary>
public sealed class IdentityModule : IModule
{
    /// <inheritdoc/>
    public string Name => "identity";

    /// <inheritdoc/>
    public string Role => "auth";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Identity.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/Users/UsersPage", Identity.Permissions.UserRead, new NavEntry("people", "/admin/users", "identity.users.title", "users")),
        new("/Users/UserPage", Identity.Permissions.UserRead) { Subject = "identity.user", SubjectPath = "/admin/users/{0}" },
        new("/Roles/RolesPage", Identity.Permissions.UserRead, new NavEntry("people", "/admin/roles", "identity.roles.title", "shield-lock")),
        new("/Roles/RolePage", Identity.Permissions.RoleEdit) { Subject = "identity.role", SubjectPath = "/admin/roles/{0}" },
        new("/ApiKeys/ApiKeysPage", Identity.Permissions.KeyEdit, new NavEntry("people", "/admin/api-keys", "identity.keys.title", "key")) { Subject = "identity.key", SubjectPath = "/admin/api-keys" },
    ];

    /// <inheritdoc/>
    public Type? Configured => typeof(IdentityOptions);

    /// <inheritdoc/>
    public IEnumerable<string> Faults(IConfiguration configuration)
    {
        try
        {
            return Options(configuration).Faults();
        }
        catch (InvalidOperationException fault)
        {
            return [$"{IdentityOptions.Section}: {fault.InnerException?.Message ?? fault.Message}"];
        }
    }

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Options(configuration));
        services.AddSingleton<RoleBook>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SigningKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<Callers>();
        services.AddSingleton<LoginGuard>();
        services.AddSingleton<ICallerSource, CallerSource>();
        services.AddScoped<IPeople, PeopleFacade>();
        services.AddScoped<IIdentitySetup, IdentityFacade>();
        services.AddScoped<IAccounts, AccountsFacade>();
        services.AddScoped<IdentityDb>();
        services.AddScoped<Sessions>();
        services.AddScoped<Tickets>();
        services.AddScoped<SecondFactors>();
        services.AddScoped<PasskeyStore>();
        services.AddScoped<AccountMails>();
        services.AddScoped<RoleGrants>();
        services.AddScoped<UserQuery>();
        services.AddScoped<IAdminSearchSource, UserSearch>();
        services.AddJob<RotateKeys>("identity.rotate_keys", JobSchedule.Every(TimeSpan.FromHours(6)));
        services.AddJob<ForgetOld>("identity.forget_old", JobSchedule.Every(TimeSpan.FromHours(1)));
        foreach (var use in (Type[])
            [
                typeof(Register), typeof(ConfirmEmail), typeof(Login), typeof(FinishLogin), typeof(Refresh), typeof(Logout), typeof(ForgotPassword), typeof(ResetPassword), typeof(Welcome),
                typeof(GetMe), typeof(SaveMe), typeof(ChangePassword), typeof(SetPin), typeof(ListSessions), typeof(EndSession), typeof(SecondFactorUse),
                typeof(AddPasskey), typeof(PasskeyLogin), typeof(ListPasskeys), typeof(InviteUser), typeof(SaveUser), typeof(RoleUse), typeof(ApiKeyUse), typeof(FirstOwner), typeof(DemoStaff),
            ])
        {
            services.AddScoped(use);
        }
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        Register.Map(api);
        ConfirmEmail.Map(api);
        Login.Map(api);
        FinishLogin.Map(api);
        PasskeyLogin.Map(api);
        Refresh.Map(api);
        Logout.Map(api);
        ForgotPassword.Map(api);
        ResetPassword.Map(api);
        Welcome.Map(api);
        GetMe.Map(api);
        SaveMe.Map(api);
        ChangePassword.Map(api);
        SetPin.Map(api);
        ListSessions.Map(api);
        EndSession.Map(api);
        SecondFactorUse.Map(api);
        AddPasskey.Map(api);
        ListPasskeys.Map(api);
        ListUsers.Map(api);
        InviteUser.Map(api);
        SaveUser.Map(api);
        RoleUse.Map(api);
        ApiKeyUse.Map(api);
    }

    /// <inheritdoc/>
    public void MapRoot(IEndpointRouteBuilder root) => Jwks.Map(root);

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];

    private static IdentityOptions Options(IConfiguration configuration) => configuration.GetSection(IdentityOptions.Section).Get<IdentityOptions>() ?? new IdentityOptions();
}
