using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Aisle.Platform.Storage;

/// <summary>Serves stored files at <c>/files/{name}</c>.</summary>
public static class FileRoutes
{
    /// <summary>Maps the route.</summary>
    public static void MapFiles(this WebApplication app) =>
        app.MapMethods("/files/{name}", [HttpMethods.Get, HttpMethods.Head], async (string name, HttpContext context, IFileStore files, CancellationToken cancellationToken) =>
        {
            // A private file is given out by the part of the shop that knows who may see it.
            if (name.Contains(StoredFile.PrivateMark, StringComparison.Ordinal) || FileType.OfName(name) is not { } type || await files.OpenAsync(name, cancellationToken) is not { } stream)
            {
                return Results.NotFound();
            }

            // The name is the hash of the content, so an answer is right for ever.
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            // Opened by itself, a file may do nothing at all.
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
            return Results.Stream(stream, type.ContentType, entityTag: new EntityTagHeaderValue($"\"{name[..24]}\""), enableRangeProcessing: true);
        }).OpenToEveryone().ExcludeFromDescription();
}
