using System.CommandLine;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.Modules.Customers.Data;
using Aisle.Modules.Customers.Features;
using Aisle.Modules.Customers.Subscribers;
using Aisle.Platform.Commands;
using Aisle.Platform.Messaging;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Customers;

/// <summary>Customers: people who buy, their groups, where they live.</summary>
public sealed class CustomersModule : IModule
{
    /// <summary>What is out of date when the terms of many customers change; those of one carry its id.</summary>
    internal const string Tag = "customers";

    /// <inheritdoc/>
    public string Name => "customers";

    /// <inheritdoc/>
    public string Role => "orders";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Customers.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/People/CustomersPage", Customers.Permissions.CustomerRead, new NavEntry("people", "/admin/customers", "customers.customers_page.title", "user-circle"), IsOfCompany: true),
        new("/People/CustomerPage", Customers.Permissions.CustomerRead, IsOfCompany: true) { Subject = "customers.customer", SubjectPath = "/admin/customers/{0}" },
        new("/Groups/GroupsPage", Customers.Permissions.CustomerRead, new NavEntry("people", "/admin/customer-groups", "customers.groups_page.title", "tags"), IsOfCompany: true),
        new("/Groups/GroupPage", Customers.Permissions.CustomerRead, IsOfCompany: true) { Subject = "customers.group", SubjectPath = "/admin/customer-groups/{0}" },
    ];

    /// <inheritdoc/>
    public Type? Configured => typeof(CustomersOptions);

    /// <inheritdoc/>
    public IEnumerable<string> Faults(IConfiguration configuration) => Options(configuration).Faults();

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Options(configuration));
        services.AddSingleton<PersonalSeal>();
        services.AddSingleton<TermsCache>();
        foreach (var use in (Type[])
            [
                typeof(Profiles), typeof(ProfileRules), typeof(AddressBook), typeof(MyAddresses), typeof(MyProfile), typeof(ListCustomers), typeof(EditCustomer), typeof(GroupUse),
            ])
        {
            services.AddScoped(use);
        }

        services.AddScoped<ICustomers, CustomersFacade>();
        services.AddScoped<ICustomersSetup, DemoCustomers>();
        services.AddScoped<IAdminSearchSource, CustomerSearch>();
        services.AddSubscriber<UserRegistered, OnUserRegistered>("customers.registered");
        services.AddSubscriber<UserChanged, OnUserChanged>("customers.changed");
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListAreas.Map(api);
        MyProfile.Map(api);
        MyAddresses.Map(api);
        ListCustomers.Map(api);
        EditCustomer.Map(api);
        GroupUse.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];

    private static CustomersOptions Options(IConfiguration configuration) => configuration.GetSection(CustomersOptions.Section).Get<CustomersOptions>() ?? new CustomersOptions();
}
