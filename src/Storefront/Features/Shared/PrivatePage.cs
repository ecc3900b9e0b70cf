using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Aisle.Storefront.Features;

/// <summary>A page that is for one person: never kept by anybody, and its address tells nobody where one goes from it.</summary>
internal abstract class PrivatePage : ShopPage
{
    /// <summary>What is wrong with what was sent.</summary>
    public IReadOnlyList<Error> Faults { get; private set; } = [];

    /// <summary>What the last act has done, shown once.</summary>
    public string? Notice { get; private set; }

    /// <summary>Its title.</summary>
    protected abstract string TitleText { get; }

    public override Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Response.Headers.CacheControl = "no-cache, no-store";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Head.Title = TitleText;
        Head.NoIndex = true;
        Notice = TempData["notice"] as string;
        return base.OnPageHandlerExecutionAsync(context, next);
    }

    /// <summary>What is wrong with a field, in words; null where nothing is.</summary>
    public string? FaultOf(string field) => Faults.FirstOrDefault(fault => string.Equals(fault.Field, field, StringComparison.Ordinal)) is { } fault ? Words(fault) : null;

    /// <summary>What is wrong, in the language of the page.</summary>
    public virtual string Words(Error fault) => HttpContext.RequestServices.GetRequiredService<AdminText>().Fault(fault);

    /// <summary>The address asked for where it is one of ours, else <paramref name="otherwise"/>: nobody is sent to a stranger.</summary>
    protected string Local(string? address, string otherwise) => address is { Length: > 0 and < 2000 } && Url.IsLocalUrl(address) ? address : otherwise;

    protected IActionResult Fail(IReadOnlyList<Error> faults)
    {
        Faults = faults;
        // The fields keep what was typed; the framework's own state would win over it.
        ModelState.Clear();
        Response.StatusCode = ProblemCodes.StatusOf(faults[0].Kind);
        return Page();
    }

    protected IActionResult DoneWith(string notice, string path)
    {
        TempData["notice"] = notice;
        return Redirect(Links.To(path));
    }

    /// <summary>An answer to the page's own script.</summary>
    protected static IActionResult Json(object value) => new ContentResult { Content = JsonSerializer.Serialize(value, JsonDefaults.Options), ContentType = "application/json" };

    protected IActionResult JsonFault(IReadOnlyList<Error> faults)
    {
        Response.StatusCode = ProblemCodes.StatusOf(faults[0].Kind);
        return Json(new { fault = Words(faults[0]) });
    }

    /// <summary>The body of a call of the page's own script; null where it is none.</summary>
    protected async Task<JsonElement?> BodyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(Request.Body, cancellationToken: cancellationToken);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    protected static string Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
