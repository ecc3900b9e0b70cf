using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.Modules.Catalog;
using Aisle.Modules.Customers;
using Aisle.Modules.Delivery;
using Aisle.Modules.Identity;
using Aisle.Modules.Inventory;
using Aisle.Modules.Ledger;
using Aisle.Modules.Notifications;
using Aisle.Modules.Operations;
using Aisle.Modules.Orders;
using Aisle.Modules.Payments;
using Aisle.Modules.Purchasing;
using Aisle.Modules.Stores;
using Aisle.Modules.Wallets;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Jobs;
using Aisle.Platform.Mail;
using Aisle.Platform.Messaging;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Storage;
using Aisle.Platform.Telemetry;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;
using Aisle.Sandbox;
using Aisle.Storefront;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Npgsql;

namespace Aisle.Host;

/// <summary>Puts the modules, the platform and the middleware together. The only place that knows them all.</summary>
internal static class AisleApp
{
    /// <summary>The modules, in the order in which their migrations run.</summary>
    public static IReadOnlyList<IModule> Modules { get; } = [new IdentityModule(), new StoresModule(), new CatalogModule(), new LedgerModule(), new WalletsModule(), new InventoryModule(), new PurchasingModule(), new PaymentsModule(), new CustomersModule(), new DeliveryModule(), new OrdersModule(), new NotificationsModule(), new OperationsModule()];

    /// <summary>All migrations, the platform's first.</summary>
    public static IReadOnlyList<Migration> Migrations() =>
        [.. Migration.In(typeof(Migrator).Assembly, "platform"), .. Modules.SelectMany(module => Migration.In(module.Assembly, module.Name))];

    /// <summary>Services of every process: database, files, texts and all modules.</summary>
    public static void AddServices(IServiceCollection services, HostSettings settings, string connectionString, string filesFolder)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings.Limits);
        services.AddSingleton(settings.Public);
        services.AddSingleton(new AdminPages([.. Modules.Where(module => settings.Roles.Has("admin")).SelectMany(module => module.Pages)]));
        services.AddSingleton(new PermissionBook([.. Modules.SelectMany(module => module.Permissions)]));
        services.AddSingleton(settings.Roles);
        services.AddSingleton(new DatabaseConnection(connectionString));
        services.AddSingleton(_ => DatabaseOptions.CreateDataSource(connectionString));
        services.AddSingleton(_ => new ApartDatabase(connectionString));
        services.AddUnitOfWork();
        services.AddMessaging(new MessagingOptions());
        services.AddKeyRing();
        services.AddIdempotency();
        // Beside the stored files, in the data folder.
        services.AddMail(settings.Mail, Path.GetFullPath(Path.Combine(filesFolder, "..", "mail")), isSender: settings.Roles.Has("mailer"));
        services.AddSingleton<IFileStore>(new DiskFileStore(filesFolder));
        services.AddSingleton(new DataPlace(Path.GetFullPath(Path.Combine(filesFolder, ".."))));
        services.AddVerify();
        services.AddSingleton(new SecretFiles(Path.GetFullPath(Path.Combine(filesFolder, "..", "secrets"))));
        services.AddSingleton(services => new Migrator(
            services.GetRequiredService<NpgsqlDataSource>(), Migrations(), services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<Migrator>>()));
        services.AddSingleton(new Texts([typeof(Texts).Assembly, .. Modules.Select(module => module.Assembly), Storefront.Storefront.Assembly, Sandbox.Sandbox.Assembly]));
        services.AddSandbox(settings.Sandbox);
        services.AddSingleton(new Assets(Path.Combine(AppContext.BaseDirectory, "assets")));
        services.AddSingleton<Readiness>();
        services.AddSingleton<PageCache>();
        services.AddSingleton<ChangeListener>();
        services.AddHostedService(provider => provider.GetRequiredService<ChangeListener>());
        services.AddSingleton<IChangeSink>(provider => provider.GetRequiredService<ChangeListener>());
        services.AddMessagePump(isWorker: settings.Roles.Has("worker"));
        services.AddJobs(isWorker: settings.Roles.Has("worker"));
        foreach (var module in Modules)
        {
            module.AddServices(services, settings.Configuration);
        }
    }

    /// <summary>The web application, not yet started.</summary>
    public static WebApplication Build(HostSettings settings, string connectionString, string filesFolder, Action<WebApplicationBuilder>? adjust = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Aisle" });
        builder.Configuration.AddConfiguration(settings.Configuration);
        Logging(builder);
        builder.AddTelemetry();
        builder.WebHost.UseUrls(settings.Url.GetLeftPart(UriPartial.Authority));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Limits.MaxBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        });
        // A connection holds its 4 KB also while nothing comes, and a request is taken in with one call and not with two.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.WaitForDataBeforeAllocatingBuffer = false);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Services.ConfigureHttpJsonOptions(json => JsonDefaults.Configure(json.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "application/problem+json", "application/manifest+json", "application/ld+json"];
        });
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Limits.AllowedOrigins]).AllowAnyHeader().WithMethods("GET", "HEAD", "POST", "PUT", "DELETE")
            .WithExposedHeaders("ETag", "Location", "Retry-After", "RateLimit", "RateLimit-Policy").SetPreflightMaxAge(TimeSpan.FromHours(1))));
        builder.Services.AddApiDocument(ApiExamples());
        builder.Services.AddPages([typeof(AdminPages).Assembly, Storefront.Storefront.Assembly, .. Modules.Select(module => module.Assembly)]);
        builder.Services.AddStorefront();
        AddServices(builder.Services, settings, connectionString, filesFolder);
        adjust?.Invoke(builder);
        var app = builder.Build();
        Pipeline(app, settings);
        return app;
    }

    private static void Pipeline(WebApplication app, HostSettings settings)
    {
        if (settings.Limits.BehindProxy)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            app.UseForwardedHeaders(forwarded);
        }

        // Who asks is found out below (Access): the framework would put its own two steps for that before everything, and ask nobody in them.
        var steps = ((IApplicationBuilder)app).Properties;
        (steps["__AuthenticationMiddlewareSet"], steps["__AuthorizationMiddlewareSet"]) = (true, true);
        app.UseSecurityHeaders();
        if (app.Configuration.GetValue<bool>("Aisle:CountStatements"))
        {
            app.UseStatementCounter();
        }

        app.UseProblems("/error", "/admin/fault");
        // Before what may refuse, so that a refusal is told in the language of the page.
        app.UsePageLanguage(app.Services.GetRequiredService<Texts>().Languages);
        app.UseRateLimits(settings.Limits);
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseCors();
        app.UsePageMethods();
        app.UsePageCache();
        app.UseAccess();
        app.UseResponseCompression();
        Assets.Use(app, app.Services.GetRequiredService<Assets>());
        app.MapHealth();
        app.MapMetrics();
        app.MapFiles();
        var api = app.MapGroup("/api/v1");
        foreach (var module in Modules.Where(module => settings.Roles.Has(module.Role)))
        {
            module.MapRoutes(api);
            module.MapRoot(app);
        }

        app.MapSandbox();
        ApiReference.Map(app);
        var storefront = settings.Roles.Has("storefront");
        app.MapPages(settings.Roles.Has("admin"), endpoint => storefront && Storefront.Storefront.Declare(endpoint));
        if (storefront)
        {
            app.MapStorefront();
        }
    }

    /// <summary>What stands in the examples of request bodies where their types do not say enough.</summary>
    private static Dictionary<string, JsonNode?> ApiExamples()
    {
        using var stream = typeof(AisleApp).Assembly.GetManifestResourceStream("ApiExamples.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, JsonNode?>>(stream)!;
    }

    private static void Logging(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        // It warns at every start that its keys lie in the database unsealed; docs/operations.md says what to do about it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        builder.Logging.AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Hosting", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Logging.AddFilter("Quartz", LogLevel.Warning);
        if (Console.IsOutputRedirected)
        {
            builder.Logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }
    }

    /// <summary>The command line listens for signals itself, also before the web server is there.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
