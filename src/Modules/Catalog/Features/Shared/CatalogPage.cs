using System.Text.RegularExpressions;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What the admin pages of the catalogue share: the shop's clock and stores, faults in words, and going back to a list.</summary>
internal abstract partial class CatalogPage(IStores stores) : AdminPage
{
    private const string FailuresKey = "failures";

    /// <summary>What an act on many could not do, shown once.</summary>
    public IReadOnlyList<string> Failures { get; private set; } = [];

    /// <summary>The shop, with its stores and tax classes.</summary>
    public Shop? Shop { get; private set; }

    /// <summary>The clock by which times are shown: that of the first store.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        Failures = TempData[FailuresKey] is string text ? text.Split('\n') : [];
        Shop = await stores.ShopAsync(HttpContext.RequestAborted);
        Zone = ZoneOf(Shop?.Stores.FirstOrDefault());
        await base.OnPageHandlerExecutionAsync(context, next);
    }

    /// <summary>A moment by the shop's clock.</summary>
    public string Moment(DateTimeOffset moment) => T.Moment(moment, Zone);

    /// <summary>The clock of a store.</summary>
    protected static TimeZoneInfo ZoneOf(StoreRecord? store) => store is null ? TimeZoneInfo.Utc : TimeZoneInfo.FindSystemTimeZoneById(store.TimeZone);

    /// <summary>A fault in the language of the page, with the numbers and codes its sentence names.</summary>
    protected string InWords(Error fault)
    {
        var key = "catalog.fault." + fault.Code;
        // As many values as any text takes; a sentence that names fewer leaves the rest out.
        var text = T[key, [.. NumbersAndCodes().Matches(fault.Message).Select(match => match.Value), "", "", ""]];
        return string.Equals(text, key, StringComparison.Ordinal) ? T.Fault(fault) : text;
    }

    /// <summary>Shows the page again with what is wrong, in words of the catalogue.</summary>
    protected PageResult Refuse(IReadOnlyList<Error> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);
        return Fail([.. faults.Select(fault => fault with { Code = "catalog." + fault.Code, Message = InWords(fault), Field = FieldOf(fault.Field) })]);
    }

    /// <summary>The field of the form that a fault of the use case is about.</summary>
    protected virtual string? FieldOf(string? field) => field is "name" ? "name.en" : field;

    /// <summary>Goes back to a list as it was left, and says once what was done and what was not.</summary>
    protected RedirectResult BackTo(string path, string notice, IEnumerable<string>? failures = null)
    {
        if (failures?.ToList() is { Count: > 0 } some)
        {
            TempData[FailuresKey] = string.Join('\n', some);
        }

        var here = Uri.TryCreate(Request.Headers.Referer.ToString(), UriKind.Absolute, out var from) && string.Equals(from.AbsolutePath, To(path), StringComparison.Ordinal)
            && !from.Query.Contains("handler=", StringComparison.Ordinal);
        return Done(notice, path + (here ? from!.Query : ""));
    }

    /// <summary>The page for who may not.</summary>
    protected StatusCodeResult Forbidden() => StatusCode(StatusCodes.Status403Forbidden);

    [GeneratedRegex("[A-Za-z0-9:_/-]*[0-9](?:[A-Za-z0-9:_/.,-]*[A-Za-z0-9])?", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NumbersAndCodes();
}
