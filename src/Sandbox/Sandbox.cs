using System.Reflection;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Sandbox.Bkash;
using Aisle.Sandbox.Control;
using Aisle.Sandbox.Nagad;
using Aisle.Sandbox.SslCommerz;
using Aisle.Sandbox.Stripe;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Sandbox;

/// <summary>Simulators of outside providers, each true to its wire protocol, below <c>/sandbox</c>.</summary>
public static class Sandbox
{
    /// <summary>Where they lie.</summary>
    public const string Root = "/sandbox";

    /// <summary>The assembly that embeds the texts.</summary>
    public static Assembly Assembly => typeof(Sandbox).Assembly;

    /// <summary>Registers the simulators; nothing where they may not run.</summary>
    public static void AddSandbox(this IServiceCollection services, SandboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.Enabled)
        {
            return;
        }

        services.AddSingleton(options);
        services.AddSingleton<SandboxAddress>();
        services.AddSingleton<SandboxKeys>();
        services.AddSingleton<FaultBook>();
        services.AddSingleton<PaymentBook>();
        services.AddSingleton<NoticeSender>();
        services.AddSingleton<IProviderSandbox, SandboxAccounts>();
        services.AddSingleton<ControlDesk>();
        services.AddSingleton<BkashTokenDesk>();
        services.AddSingleton<BkashNotices>();
        services.AddSingleton<BkashWire>();
        services.AddSingleton<NagadWire>();
        services.AddSingleton<SslCommerzWire>();
        services.AddSingleton<StripeEvents>();
        services.AddSingleton<StripeReplays>();
        services.AddSingleton<StripeWire>();
        services.AddHttpClient(NoticeSender.Client, http => http.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
            .RemoveAllLoggers();
    }

    /// <summary>Maps the simulators where they were registered. They are for nobody's public API document.</summary>
    public static void MapSandbox(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetService<SandboxOptions>() is null)
        {
            return;
        }

        var root = app.MapGroup(Root).OpenToEveryone().ExcludeFromDescription();
        root.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "no-store";
            return await next(context);
        });
        app.Services.GetRequiredService<BkashWire>().Map(root.MapGroup("/bkash"));
        app.Services.GetRequiredService<NagadWire>().Map(root.MapGroup("/nagad"));
        app.Services.GetRequiredService<SslCommerzWire>().Map(root.MapGroup("/sslcommerz"));
        app.Services.GetRequiredService<StripeWire>().Map(root.MapGroup("/stripe"));
        ControlPage.Map(root);
        ControlApi.Map(root.MapGroup("/api"));
        SandboxStyle.Map(root);
    }
}
