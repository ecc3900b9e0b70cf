using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Aisle.Platform.Ui;

/// <summary>
/// Styles, scripts and fonts as the build left them in <c>assets/</c> beside the program: each name holds the hash of
/// its content, so a browser keeps it for ever and never shows an old one.
/// </summary>
public sealed class Assets
{
    private readonly Dictionary<string, string> _paths;

    /// <summary>Reads the manifest of the build, if there is one.</summary>
    public Assets(string folder)
    {
        Folder = folder;
        var manifest = Path.Combine(folder, "manifest.json");
        _paths = File.Exists(manifest)
            ? JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(manifest))!
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>Where the files lie.</summary>
    public string Folder { get; }

    /// <summary>The address of an asset by its plain name, e.g. <c>shop.css</c>.</summary>
    /// <exception cref="InvalidOperationException">When the build has not made it.</exception>
    public string PathOf(string name) => _paths.TryGetValue(name, out var path)
        ? "/assets/" + path
        : throw new InvalidOperationException($"The asset '{name}' is not in {Folder}: run 'npm ci' and build again.");

    /// <summary>Serves the files.</summary>
    public static void Use(WebApplication app, Assets assets)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(assets);
        if (!Directory.Exists(assets.Folder))
        {
            return;
        }

        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = "/assets",
            FileProvider = new PhysicalFileProvider(assets.Folder),
            ContentTypeProvider = new FileExtensionContentTypeProvider(),
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl = "public, max-age=31536000, immutable",
        });
    }
}
