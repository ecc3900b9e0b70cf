using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>
/// <c>/admin/taxes/{code}</c>: a class of tax on its time line; rates are added from a day on and taken away before they begin.
/// <c>new</c> makes a class.
/// </summary>
internal sealed class TaxPageModel(StoresDb db, SaveTaxClass save, RemoveTaxClass remove, SetTaxRate setRate, RemoveTaxRate removeRate, BegunDay begun) : AdminPage
{
    /// <summary>What is saved; null for a new one.</summary>
    public ManagedTaxClass? TaxClass { get; private set; }

    public IReadOnlyList<TaxStretch> Line { get; private set; } = [];

    public string Code { get; private set; } = "";

    public IReadOnlyDictionary<string, string> Names { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Percent { get; private set; } = "";

    public string From { get; private set; } = "";

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.TaxEdit.Name);

    /// <summary>A rate in words.</summary>
    public static string InWords(AdminText text, decimal? percent) => percent is { } number ? text.Digits(number.ToString("0.####", text.Culture)) + "%" : text["stores.taxes_page.no_rate"];

    public async Task<IActionResult> OnGetAsync([FromRoute] string code, CancellationToken cancellationToken) => await LoadAsync(code, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string code, int version, CancellationToken cancellationToken)
    {
        var isNew = IsNew(code);
        var problems = new Problems();
        var typed = Typed.Texts(Request.Form, "name", T.Languages);
        var name = Typed.Text(typed, "name", problems, 100);
        var wanted = isNew ? Request.Form["code"].ToString().Trim() : code;
        var faults = problems.Errors;
        if (!problems.Any)
        {
            // A class that is there has some version; 0 would make a new one.
            var done = version == 0 && !isNew ? Versions.Outdated : await save.SaveAsync(new SaveTaxClassRequest(wanted, name, isNew ? 0 : version), WriteRequest.ForPage(HttpContext, version));
            if (done.IsSuccess)
            {
                return Done(T["stores.tax_page.saved", T.Of(done.Value.Name)], $"/admin/taxes/{done.Value.Code}");
            }

            faults = done.Errors;
        }
        else if (isNew)
        {
            problems.Take(Domain.TaxClass.Create(wanted, name, default).WithoutValue());
            faults = problems.Errors;
        }

        if (!await LoadAsync(code, cancellationToken))
        {
            return Missing();
        }

        Compare(faults, there => [new ConflictRow(T["stores.store_page.name"], Typed.InWords(Typed.Texts(there.Name)), Typed.InWords(typed))]);
        (Names, Code) = (typed, wanted);
        return Fail(faults);
    }

    public async Task<IActionResult> OnPostRateAsync([FromRoute] string code, string? percent, string? from, int version, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        problems.Require(!string.IsNullOrWhiteSpace(percent), "number.format", "This is a number, such as 7.5.", "percent");
        problems.Require(!string.IsNullOrWhiteSpace(from), "form.day", "A day looks like 2027-07-01.", "from");
        var (rate, day) = (Typed.Number(percent ?? "", "percent", problems) ?? 0, Typed.Day(from ?? "", "from", problems) ?? default);
        var faults = problems.Errors;
        if (!problems.Any)
        {
            var done = await setRate.SaveAsync(new SetTaxRateRequest(code, rate, day, version, IsNew: true), WriteRequest.ForPage(HttpContext, version));
            if (done.IsSuccess)
            {
                return Done(T["stores.tax_page.rate_set", InWords(T, rate), T.Day(day)], $"/admin/taxes/{code}");
            }

            faults = done.Errors;
        }

        if (!await LoadAsync(code, cancellationToken) || TaxClass is null)
        {
            return Missing();
        }

        Compare(faults, there => [new ConflictRow(T["stores.taxes_page.rates"], string.Join(", ", there.Rates.Select(one => T["stores.taxes_page.from", InWords(T, one.Percent), T.Day(one.From)])), T["stores.taxes_page.from", InWords(T, rate), T.Day(day)])]);
        (Percent, From) = (percent ?? "", from ?? "");
        return Fail(faults);
    }

    public async Task<IActionResult> OnPostRemoveRateAsync([FromRoute] string code, string? from, int version, CancellationToken cancellationToken)
    {
        (RouteData.Values["taxClass"], RouteData.Values["from"]) = (code, from);
        var done = await removeRate.RunAsync(WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["stores.tax_page.rate_removed"], $"/admin/taxes/{code}")
            : await LoadAsync(code, cancellationToken) ? Fail(done.Errors) : Missing();
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string code, int version, CancellationToken cancellationToken)
    {
        var done = await remove.RunAsync(WriteRequest.ForPage(HttpContext, version));
        return done.IsSuccess ? Done(T["stores.tax_page.removed"], "/admin/taxes")
            : await LoadAsync(code, cancellationToken) ? Fail(done.Errors) : Missing();
    }

    /// <summary>Saving again is on what is there now: they have seen it.</summary>
    private void Compare(IReadOnlyList<Error> faults, Func<ManagedTaxClass, IReadOnlyList<ConflictRow>> rows)
    {
        if (TaxClass is { } there && faults[0].Kind == ErrorKind.PreconditionFailed)
        {
            Conflict = rows(there);
        }
    }

    private static bool IsNew(string code) => string.Equals(code, "new", StringComparison.Ordinal);

    private async Task<bool> LoadAsync(string code, CancellationToken cancellationToken)
    {
        Crumbs = [new AdminCrumb(T["stores.taxes_page.title"], "/admin/taxes")];
        Title = T["stores.taxes_page.new"];
        if (IsNew(code))
        {
            return MayEdit;
        }

        if (await db.TaxClasses.Include(row => row.Rates).SingleOrDefaultAsync(row => row.Code == code, cancellationToken) is not { } found)
        {
            return false;
        }

        TaxClass = ManagedTaxClass.Of(found);
        Line = TaxTimeline.Of(TaxClass.Rates, await begun.GetAsync(cancellationToken));
        (Title, Code, Names, Version) = (T.Of(TaxClass.Name), TaxClass.Code, Typed.Texts(TaxClass.Name), TaxClass.Version);
        return true;
    }
}
