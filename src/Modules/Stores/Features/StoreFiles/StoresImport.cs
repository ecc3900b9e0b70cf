using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Features;

/// <summary>
/// Brings what stands in the files into the database, in one transaction and only if nothing is at fault. A file that
/// is not there changes nothing, nor does a row that is not there; but opening hours and tax rates belong to their
/// store and class, and are replaced as a whole.
/// </summary>
internal sealed class StoresImport(UnitOfWork work, StoresDb db, SettingWriter settings, ChangeNotes notes, BegunDay begun, TimeProvider time)
{
    /// <summary>Answers every fault as <c>file:line: field: message</c>; none means it is done.</summary>
    /// <param name="open">A reader for a file name; null where there is no such file.</param>
    /// <param name="who">Who imports, for the history of settings.</param>
    /// <param name="rewritesTaxHistory">Whether tax rates whose first day has come may change too.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<string>> RunAsync(Func<string, TextReader?> open, string who, bool rewritesTaxHistory, CancellationToken cancellationToken)
    {
        var faults = new FileFaults();
        var files = new Dictionary<FileShape, IReadOnlyList<FileRow>>();
        foreach (var shape in ShopFiles.All)
        {
            if (await FileReader.ReadAsync(shape, open, faults, cancellationToken) is { } rows)
            {
                files.Add(shape, rows);
            }
        }

        await work.RunAsync<bool>(async stop =>
        {
            await ApplyAsync(files, faults, who, rewritesTaxHistory, stop);
            return faults.Any ? Error.Validation("import.faults", "Nothing was imported.") : true;
        }, cancellationToken);
        return faults.Lines();
    }

    private async Task ApplyAsync(Dictionary<FileShape, IReadOnlyList<FileRow>> files, FileFaults faults, string who, bool rewritesTaxHistory, CancellationToken cancellationToken)
    {
        await db.LockAsync(cancellationToken);
        var company = await db.Companies.AsTracking().SingleOrDefaultAsync(cancellationToken);
        var stores = await db.Stores.AsTracking().Include(store => store.Hours).ToListAsync(cancellationToken);
        var taxClasses = await db.TaxClasses.AsTracking().Include(taxClass => taxClass.Rates).ToListAsync(cancellationToken);
        var stored = await db.Settings.AsTracking().ToListAsync(cancellationToken);

        var before = (
            Company: company is null ? null : ManagedCompany.Of(company), Stores: stores.ToDictionary(store => store.Id, ManagedStore.Of),
            TaxClasses: taxClasses.ToDictionary(taxClass => taxClass.Code, ManagedTaxClass.Of, StringComparer.Ordinal));
        DateOnly? settled = rewritesTaxHistory ? null : await begun.GetAsync(cancellationToken);
        ImportCompany(company, Rows(ShopFiles.Company) ?? []);
        var places = new StoreRows(db, stores, time);
        places.Import(Rows(ShopFiles.Stores) ?? [], Rows(ShopFiles.OpeningHours));
        new TaxRows(db, taxClasses, settled, time).Import(Rows(ShopFiles.TaxClasses) ?? [], Rows(ShopFiles.TaxRates));
        ImportSettings(stored, places, Rows(ShopFiles.Settings) ?? [], who);
        if (faults.Any)
        {
            db.ChangeTracker.Clear();
            return;
        }

        foreach (var after in db.Companies.Local)
        {
            notes.Tell(before.Company, ManagedCompany.Of(after));
        }

        foreach (var after in db.Stores.Local)
        {
            notes.Tell(before.Stores.GetValueOrDefault(after.Id), ManagedStore.Of(after));
        }

        foreach (var after in db.TaxClasses.Local)
        {
            notes.Tell(before.TaxClasses.GetValueOrDefault(after.Code), ManagedTaxClass.Of(after));
        }

        IReadOnlyList<FileRow>? Rows(FileShape shape) => files.GetValueOrDefault(shape);
    }

    private void ImportCompany(Company? company, IReadOnlyList<FileRow> rows)
    {
        foreach (var extra in rows.Skip(1))
        {
            extra.Fault("row", "There is only one company.");
        }

        if (rows is not [var row, ..])
        {
            return;
        }

        var details = new CompanyDetails(
            row.Text("name"), row.Word("legal_name"), row.Word("tax_number"), row.Word("currency"),
            row.Word("languages").Split(' ', StringSplitOptions.RemoveEmptyEntries), row.Choice("prices_include_tax", ("true", true), ("false", false)));
        var saved = company is null ? Company.Create(details, time.GetUtcNow()) : company.Change(details, time.GetUtcNow()).Map(() => company);
        foreach (var error in saved.Errors)
        {
            row.Take(error);
        }

        if (company is null && saved.IsSuccess)
        {
            db.Add(saved.Value);
        }
    }

    private void ImportSettings(List<Setting> stored, StoreRows places, IReadOnlyList<FileRow> rows, string who)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var row in rows)
        {
            var (key, code) = (row.Word("key"), row.Word("store"));
            if (!seen.Add((key, code)))
            {
                row.Fault("key", "This setting stands above already.");
                continue;
            }

            var store = code.Length == 0 ? null : places.Find(code);
            if (store is null && code.Length > 0)
            {
                places.FaultUnknown(row, code);
                continue;
            }

            var there = stored.Find(setting => string.Equals(setting.Key, key, StringComparison.Ordinal) && setting.StoreId == store?.Id);
            foreach (var error in settings.Set(there, key, store?.Id, row.Word("value"), who).Errors)
            {
                row.Take(error);
            }
        }
    }
}
