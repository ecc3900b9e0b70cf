using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>The field of a form in which the exchange rate of its document is said; it holds what was typed, or the last rate that was used with the currency.</summary>
internal sealed class RateField(AdminPage page, string value, string hint)
{
    public const string Name = "rate";

    public string Value => value;

    /// <summary>Between which currencies it is.</summary>
    public string Hint => hint;

    public string? Fault => page.FaultOf(Name);

    /// <summary>The field; null where the supplier's currency is the company's and there is nothing to say.</summary>
    public static async Task<RateField?> OfAsync(AdminPage page, ExchangeRates rates, Currency unit, Currency? books, CancellationToken cancellationToken)
    {
        if (books is not { } company || unit == company)
        {
            return null;
        }

        var sent = page.Request.HasFormContentType && page.Request.Form.ContainsKey(Name) ? page.Request.Form[Name].ToString() : null;
        return new RateField(page, sent ?? (await rates.LastAsync(unit, company, cancellationToken))?.ToString() ?? "", page.T["purchasing.page.rate_hint", unit.Code, company.Code]);
    }

    /// <summary>What is said in it; null where nothing is, for the last rate that was used.</summary>
    public string? Read(Problems problems) => Typed.Number(value, Name, problems)?.ToString(CultureInfo.InvariantCulture);
}
