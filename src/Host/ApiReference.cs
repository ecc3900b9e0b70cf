using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Host;

/// <summary>The API's description for programs (<c>/api/openapi.json</c>) and for people (<c>/api/docs</c>).</summary>
internal static class ApiReference
{
    public static void Map(WebApplication app)
    {
        app.MapOpenApi("/api/openapi.json").OpenToEveryone();
        app.UseSwaggerUI(ui =>
        {
            ui.RoutePrefix = "api/docs";
            ui.DocumentTitle = "Aisle API";
            ui.SwaggerEndpoint("/api/openapi.json", "Aisle API v1");
        });
    }
}
