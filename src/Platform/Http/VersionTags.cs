using System.Globalization;
using Aisle.Kernel;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Http;

/// <summary>
/// Entity tags of what is edited. Such a tag begins with the version of the row (<c>"7"</c>, or <c>"7.3fa9"</c> where an
/// answer shows more than the row), and an edit names it in <c>If-Match</c>.
/// </summary>
public static class VersionTags
{
    /// <summary>The tag of a version.</summary>
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>
    /// The version an edit was made on. Faults: <c>request.precondition_required</c> (428) without the header,
    /// <c>request.if_match</c> for a tag that is none of ours. <c>*</c> is refused: it would overwrite what nobody has read.
    /// </summary>
    public static Result<int> Read(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var given = request.Headers.IfMatch;
        if (given.Count == 0)
        {
            return new Error("request.precondition_required", "Say in If-Match which version this edit was made on.", ErrorKind.PreconditionRequired);
        }

        var tag = given.Count == 1 ? given[0].AsSpan().Trim() : default;
        if (tag is ['"', .. var inner, '"'])
        {
            var end = inner.IndexOf('.');
            if (int.TryParse(end < 0 ? inner : inner[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                return version;
            }
        }

        return Error.Validation("request.if_match", "If-Match must be the ETag of the version this edit was made on.", "If-Match");
    }

    /// <summary>What somebody is about to edit, with its version; kept by nobody on the way.</summary>
    public static IResult Answer<T>(HttpContext context, T value, int version)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.Headers.ETag = Of(version);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(value);
    }
}
