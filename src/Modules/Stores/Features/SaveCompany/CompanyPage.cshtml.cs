using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>What is typed into the form of the company.</summary>
internal sealed record CompanyForm(IReadOnlyDictionary<string, string> Name, string LegalName, string TaxNumber, string Currency, string Languages, bool PricesIncludeTax);

/// <summary><c>/admin/company</c>: who trades, and who changed that.</summary>
internal sealed class CompanyPageModel(StoresDb db, SaveCompany save, AuditTrail trail, IStores stores) : AdminPage
{
    private const int ShownChanges = 10;

    public CompanyForm Form { get; private set; } = new(new Dictionary<string, string>(StringComparer.Ordinal), "", "", "", "", PricesIncludeTax: true);

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    public IReadOnlyList<AuditLine> Changes { get; private set; } = [];

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public bool MayEdit => Caller.Rights.HasEverywhere(Permissions.StoreEdit.Name);

    public IReadOnlyList<ListChoice> CurrencyChoices => [.. Currency.All.Select(currency => currency.Code).Append(Form.Currency).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(code => new ListChoice(code, code))];

    public async Task OnGetAsync(CancellationToken cancellationToken)
    {
        if (await LoadAsync(cancellationToken) is { } company)
        {
            (Form, Version) = (FormOf(company), company.Version);
        }
    }

    public async Task<IActionResult> OnPostAsync(string? legalName, string? taxNumber, string? currency, string? languages, bool pricesIncludeTax, int version, CancellationToken cancellationToken)
    {
        Form = new CompanyForm(Typed.Texts(Request.Form, "name", T.Languages), legalName ?? "", taxNumber ?? "", currency ?? "", languages ?? "", pricesIncludeTax);
        Version = version;
        var problems = new Problems();
        var name = Typed.Text(Form.Name, "name", problems, 100);
        var body = new CompanyBody(name, Form.LegalName, Form.Currency, Form.Languages.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries), pricesIncludeTax, Form.TaxNumber);
        if (problems.Any && MayEdit)
        {
            // The rest of what is wrong, so that it is all told at once; nothing is saved.
            problems.Take(Domain.Company.Create(new Domain.CompanyDetails(body.Name, body.LegalName, Form.TaxNumber, body.Currency, body.Languages, pricesIncludeTax), default).WithoutValue());
            await LoadAsync(cancellationToken);
            return Fail(problems.Errors);
        }

        var done = await save.EditAsync(body, WriteRequest.ForPage(HttpContext, version));
        if (done.IsSuccess)
        {
            return Done(T["stores.company_page.saved"], "/admin/company");
        }

        if (await LoadAsync(cancellationToken) is { } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            (Version, Conflict) = (there.Version, [.. InWords(FormOf(there)).Zip(InWords(Form), (theirs, mine) => new ConflictRow(theirs.Label, theirs.Words, mine.Words))]);
        }

        return Fail(done.Errors);
    }

    private static CompanyForm FormOf(ManagedCompany company) =>
        new(Typed.Texts(company.Name), company.LegalName, company.TaxNumber, company.Currency, string.Join(' ', company.Languages), company.PricesIncludeTax);

    private IEnumerable<(string Label, string Words)> InWords(CompanyForm form) =>
    [
        (T["stores.store_page.name"], Typed.InWords(form.Name)), (T["stores.company_page.legal_name"], form.LegalName), (T["stores.company_page.tax_number"], form.TaxNumber),
        (T["stores.store_page.currency"], form.Currency), (T["stores.company_page.languages"], form.Languages), (T["stores.company_page.prices"], T[form.PricesIncludeTax ? "stores.company_page.yes" : "stores.company_page.no"]),
    ];

    private async Task<ManagedCompany?> LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["stores.company_page.title"];
        Zone = (await stores.ShopAsync(cancellationToken)).Zone();
        // The audit is its history: it holds every change and nobody can change it.
        Changes = await trail.FindAsync(new AuditFilter(SubjectType: "stores.company"), before: null, ShownChanges, cancellationToken);
        return await db.Companies.SingleOrDefaultAsync(cancellationToken) is { } company ? ManagedCompany.Of(company) : null;
    }
}
