using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Host;

/// <summary>The API's description for programs (<c>/api/openapi.json</c>) and for people (<c>/api/docs</c>).</summary>
internal static class ApiReference
{
    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/api/openapi.json").OpenToEveryone();
        // Only there: it would match the path of every other request against its expressions too.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api/docs", StringComparison.OrdinalIgnoreCase), docs => docs.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "api/docs";
            ui.DocumentTitle = "Aisle API";
            ui.SwaggerEndpoint("/api/openapi.json", "Aisle API v1");
        }));
    }
}
