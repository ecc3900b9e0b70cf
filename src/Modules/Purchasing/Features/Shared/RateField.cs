using System.Globalization;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>The field of a form in which the exchange rate of its document is said; it holds what was typed, or the last rate that was used with the currency.</summary>
internal sealed class RateField(AdminPage page, string? sent, string last, string hint)
{
    public const string Name = "rate";

    /// <summary>The box in which somebody says that a rate is right although it lies far from the last one.</summary>
    public const string Confirm = "confirmRate";

    public string Value => sent ?? last;

    /// <summary>Between which currencies it is.</summary>
    public string Hint => hint;

    /// <summary>What is wrong with it; of one that lies far from the last, beside which one.</summary>
    public string? Fault => IsUnusual ? page.T["purchasing.page.rate_unusual", page.T.Digits(Value.Trim()), page.T.Digits(last)] : page.FaultOf(Name);

    /// <summary>Whether somebody has said that the rate is right.</summary>
    public bool IsConfirmed => page.Request.HasFormContentType && page.Request.Form[Confirm].ToString() == "true";

    /// <summary>Whether the form asks if the rate is right: it lies far from the last one, and who approves orders may say so.</summary>
    public bool IsAsked => (IsUnusual || IsConfirmed) && page.May(Permissions.OrderApprove.Name);

    private bool IsUnusual => page.Faults.Any(fault => fault.Code == "purchase.rate_unusual");

    /// <summary>The field; null where the supplier's currency is the company's and there is nothing to say.</summary>
    public static async Task<RateField?> OfAsync(AdminPage page, ExchangeRates rates, Currency unit, Currency? books, CancellationToken cancellationToken)
    {
        if (books is not { } company || unit == company)
        {
            return null;
        }

        var sent = page.Request.HasFormContentType && page.Request.Form.ContainsKey(Name) ? page.Request.Form[Name].ToString() : null;
        return new RateField(page, sent, (await rates.LastAsync(unit, company, cancellationToken))?.ToString() ?? "", page.T["purchasing.page.rate_hint", unit.Code, company.Code]);
    }

    /// <summary>What is said in it; null where nothing is, for the last rate that was used.</summary>
    public string? Read(Problems problems) => Typed.Number(Value, Name, problems)?.ToString(CultureInfo.InvariantCulture);
}
