using System.Reflection;
using System.Text.Unicode;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.WebEncoders;

namespace Aisle.Platform.Ui;

/// <summary>The Razor Pages of all parts: the shop's and the modules'.</summary>
public static class Pages
{
    private const string Dashboard = "/Admin/Dashboard";
    private const string Search = "/Admin/Search";
    private const string Fault = "/Admin/Fault";

    /// <summary>Registers pages, forms that prove where they came from, and what the admin is made of.</summary>
    public static void AddPages(this IServiceCollection services, IReadOnlyList<Assembly> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var mvc = services.AddRazorPages(options => options.RootDirectory = "/Features");
        mvc.AddMvcOptions(options => options.ModelMetadataDetailsProviders.Add(new EmptyTexts()));
        foreach (var part in parts.Distinct())
        {
            mvc.AddApplicationPart(part);
        }

        services.Configure<RouteOptions>(options => options.LowercaseUrls = true);
        // Bangla is written as it is, not as a number for every letter.
        services.Configure<WebEncoderOptions>(options => options.TextEncoderSettings = new(UnicodeRanges.All));
        services.AddHttpContextAccessor();
        services.AddScoped<AdminText>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "aisle-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.HeaderName = "X-Form-Token";
            // Frames are refused by the content policy already.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<IAntiforgeryAdditionalDataProvider, FormBinding>();
        services.Configure<CookieTempDataProviderOptions>(options =>
        {
            options.Cookie.Name = "aisle-notice";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    /// <summary>
    /// Maps every page there is. One that neither the shop nor a module declares is refused, and one of a role that this
    /// process does not have is not there.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="admin">Whether this process has the admin.</param>
    /// <param name="declareShop">Declares a page of the shop; false where it is none of its pages.</param>
    public static void MapPages(this WebApplication app, bool admin, Func<EndpointBuilder, bool> declareShop)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(declareShop);
        var pages = app.Services.GetRequiredService<AdminPages>().Pages.ToDictionary(page => page.Place, StringComparer.Ordinal);
        app.MapRazorPages().Add(endpoint =>
        {
            var place = endpoint.Metadata.OfType<PageActionDescriptor>().FirstOrDefault()?.ViewEnginePath ?? "";
            var access = declareShop(endpoint) ? null
                : pages.TryGetValue(place, out var page) ? new RouteAccessAttribute(AccessKind.Permission, page.Permission.Name)
                : admin && place is Dashboard or Search or Fault ? new RouteAccessAttribute(AccessKind.Staff)
                : new RouteAccessAttribute(AccessKind.Nobody);
            if (access is not null)
            {
                endpoint.Metadata.Add(access);
            }
        });
    }

    /// <summary>A field that was sent empty is an empty text, also within a list; only one that was not sent is null.</summary>
    private sealed class EmptyTexts : IDisplayMetadataProvider
    {
        public void CreateDisplayMetadata(DisplayMetadataProviderContext context) => context.DisplayMetadata.ConvertEmptyStringToNull = false;
    }

    /// <summary>Binds a form to the session it was shown in: one that was shown before a login is no good after it.</summary>
    private sealed class FormBinding : IAntiforgeryAdditionalDataProvider
    {
        public string GetAdditionalData(HttpContext context) => context.Caller().SessionId?.ToString("N") ?? "";

        public bool ValidateAdditionalData(HttpContext context, string additionalData) => string.Equals(GetAdditionalData(context), additionalData, StringComparison.Ordinal);
    }
}
