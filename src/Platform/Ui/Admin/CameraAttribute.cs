using Aisle.Platform.Http;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Aisle.Platform.Ui.Admin;

/// <summary>Lets a page use the camera, to read barcodes. Its fields for codes carry <c>data-camera</c>; all other pages may not.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CameraAttribute : ResultFilterAttribute
{
    /// <inheritdoc/>
    public override void OnResultExecuting(ResultExecutingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.HttpContext.Response.Headers[SecurityHeaders.Permissions] = SecurityHeaders.WithCamera;
    }
}
