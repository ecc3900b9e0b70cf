using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Lets a form bring as large a file as an import may have (<see cref="CatalogOptions.MaxImportBytes"/>).</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ImportSizeAttribute : Attribute, IAuthorizationFilter, IOrderedFilter
{
    /// <summary>What the form holds besides the file.</summary>
    private const int Rest = 64 * 1024;

    /// <summary>Before the token of the form is looked for, for which the form is read.</summary>
    public int Order => 900;

    /// <inheritdoc/>
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var http = context.HttpContext;
        var most = http.RequestServices.GetRequiredService<CatalogOptions>().MaxImportBytes + Rest;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        if (http.Features.Get<IFormFeature>()?.Form is null)
        {
            http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = most }));
        }
    }
}
