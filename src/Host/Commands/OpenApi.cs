using System.CommandLine;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Aisle.Host.Commands;

/// <summary><c>./aisle openapi</c>: prints the API document; <c>docs/openapi.json</c> is its checked-in copy.</summary>
internal static class OpenApi
{
    public static Command Create()
    {
        var command = new Command("openapi", "Print the OpenAPI document. docs/openapi.json is its checked-in copy; a test compares the two.");
        command.SetAction(async (_, cancellationToken) =>
        {
            // Routes are known once the application runs, so it does: on some port, for a moment, without a database.
            var settings = HostSettings.Read() with { Url = new Uri("http://127.0.0.1:0") };
            await using var app = AisleApp.Build(settings, "Host=/nowhere", Path.GetTempPath(), builder => builder.Logging.ClearProviders());
            await app.StartAsync(cancellationToken);
            var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(ApiDocument.Name).GetOpenApiDocumentAsync(cancellationToken);
            await app.StopAsync(CancellationToken.None);
            Console.WriteLine(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellationToken));
            return 0;
        });
        return command;
    }
}
