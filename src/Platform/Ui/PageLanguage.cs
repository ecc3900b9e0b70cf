using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Ui;

/// <summary>
/// The language of a page stands in its address: <c>/bn/c/rice</c> is <c>/c/rice</c> in Bangla. So each language can be
/// linked, cached and found by search engines without a cookie.
/// </summary>
public static class PageLanguage
{
    private static readonly object _key = new();

    /// <summary>The language at the root, without a prefix.</summary>
    public const string Default = "en";

    /// <summary>Takes the language off the path and puts it into the path base, so that links keep it.</summary>
    public static void UsePageLanguage(this IApplicationBuilder app, IReadOnlyList<string> languages)
    {
        ArgumentNullException.ThrowIfNull(languages);
        var prefixes = languages.Where(language => !string.Equals(language, Default, StringComparison.Ordinal))
            .Select(language => (Language: language, Prefix: new PathString("/" + language))).ToList();
        app.Use(async (context, next) =>
        {
            foreach (var (language, prefix) in prefixes)
            {
                if (context.Request.Path.StartsWithSegments(prefix, StringComparison.Ordinal, out var rest))
                {
                    context.Items[_key] = language;
                    var (pathBase, path) = (context.Request.PathBase, context.Request.Path);
                    context.Request.PathBase = pathBase.Add(prefix);
                    context.Request.Path = rest.HasValue ? rest : new PathString("/");
                    try
                    {
                        await next(context);
                    }
                    finally
                    {
                        (context.Request.PathBase, context.Request.Path) = (pathBase, path);
                    }

                    return;
                }
            }

            await next(context);
        });
    }

    /// <summary>The language this request is answered in.</summary>
    public static string LanguageOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(_key, out var language) ? (string)language! : Default;
    }

    /// <summary>What stands before every path in the language of this request; empty for the default one.</summary>
    public static string PrefixOf(HttpContext context) => LanguageOf(context) is var language && string.Equals(language, Default, StringComparison.Ordinal) ? "" : "/" + language;
}
