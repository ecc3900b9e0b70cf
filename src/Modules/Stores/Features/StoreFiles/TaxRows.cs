using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Data;
using Aisle.Modules.Stores.Domain;

namespace Aisle.Modules.Stores.Features;

/// <summary>Imports tax classes with their rates.</summary>
/// <param name="db">Where they go.</param>
/// <param name="there">What there is.</param>
/// <param name="begun">The newest day that has begun: rates up to it stay as they are. Null to change them too.</param>
/// <param name="time">Clock.</param>
internal sealed class TaxRows(StoresDb db, IReadOnlyList<TaxClass> there, DateOnly? begun, TimeProvider time)
{
    private readonly Dictionary<string, TaxClass> _classes = there.ToDictionary(taxClass => taxClass.Code, StringComparer.Ordinal);

    public void Import(IReadOnlyList<FileRow> classes, IReadOnlyList<FileRow>? rates)
    {
        var ratesOf = ChildRows<TaxRateRecord>.ByParent(rates, "tax_class", row => new TaxRateRecord(
            row.Number("percent", required: true) ?? 0, row.Date("from", required: true) ?? DateOnly.MinValue, row.Date("to", required: false)));
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in classes)
        {
            var code = row.Word("code");
            if (!named.Add(code))
            {
                row.Fault("code", "This tax class stands above already.");
                continue;
            }

            var saved = Save(code, row.Text("name"));
            foreach (var error in saved.Errors)
            {
                row.Take(error);
            }

            if (ratesOf is not null)
            {
                // A class that could not be saved is stood in for, so that its rates are looked at all the same.
                SetRates(saved.IsSuccess ? saved.Value : StandIn(), ratesOf.GetValueOrDefault(code), row);
            }
        }

        foreach (var (code, own) in (ratesOf ?? []).Where(group => !named.Contains(group.Key)))
        {
            if (_classes.TryGetValue(code, out var taxClass))
            {
                SetRates(taxClass, own, parent: null);
                continue;
            }

            foreach (var row in rates!.Where(row => string.Equals(row.Word("tax_class"), code, StringComparison.Ordinal)))
            {
                row.Fault("tax_class", "There is no tax class with this code.");
            }
        }
    }

    private Result<TaxClass> Save(string code, LocalText name)
    {
        var now = time.GetUtcNow();
        if (_classes.TryGetValue(code, out var taxClass))
        {
            return taxClass.Rename(name, now).Map(() => taxClass);
        }

        var created = TaxClass.Create(code, name, now);
        if (created.IsSuccess)
        {
            db.Add(created.Value);
            _classes.Add(code, created.Value);
        }

        return created;
    }

    private TaxClass StandIn() => TaxClass.Create("none", LocalText.Of(("en", "None")), time.GetUtcNow()).Value;

    private void SetRates(TaxClass taxClass, ChildRows<TaxRateRecord>? rates, FileRow? parent) =>
        ChildRows<TaxRateRecord>.Spread(rates, parent, "rates", taxClass.SetTimeline(rates?.Values ?? [], time.GetUtcNow(), begun).Errors.Select(Explain));

    private static Error Explain(Error error) =>
        error.Code is "tax_rate.begun" ? error with { Message = error.Message + " If that is meant, import with --rewrite-tax-history." } : error;
}
