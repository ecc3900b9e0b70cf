using System.CommandLine;
using Aisle.Contracts.Orders;
using Aisle.Contracts.Payments;
using Aisle.Modules.Notifications.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Messaging;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Notifications;

/// <summary>Notifications: what customers are told of their orders.</summary>
public sealed class NotificationsModule : IModule
{
    /// <summary>Changes when somebody writes a letter anew.</summary>
    internal const string Tag = "notifications";

    /// <inheritdoc/>
    public string Name => "notifications";

    /// <inheritdoc/>
    public string Role => "mailer";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Notifications.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/Letters/LettersPage", Notifications.Permissions.LetterRead, new NavEntry("shop", "/admin/letters", "notifications.letters_page.title", "messages"), IsOfCompany: true),
        new("/Letters/LetterPage", Notifications.Permissions.LetterRead, IsOfCompany: true) { Subject = "notifications.letter", SubjectPath = "/admin/letters/{0}" },
        new("/Letters/SentPage", Notifications.Permissions.LetterRead, new NavEntry("shop", "/admin/letters/sent", "notifications.sent_page.title", "history"), IsOfCompany: true),
    ];

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<WrittenLetters>().AddScoped<LetterWords>().AddScoped<LetterUse>().AddScoped<OrderLetters>();
        services.AddSubscriber<OrderPlaced, TellOfOrders>("notifications.order_placed");
        services.AddSubscriber<OrderMoved, TellOfOrders>("notifications.order_moved");
        services.AddSubscriber<SaleReturnChanged, TellOfOrders>("notifications.return_changed");
        services.AddSubscriber<RefundChanged, TellOfOrders>("notifications.refund_changed");
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListSent.Map(api);
        LetterUse.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => [];
}
