using Aisle.Contracts.Purchasing;
using Aisle.Kernel;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>Bills that are owed, each with what is set against it: fields are called by the bill, whatever else is owed by then.</summary>
internal sealed class SettleRows(AdminPage page, IReadOnlyList<BillRecord> bills)
{
    private readonly Dictionary<SupplierBillId, int> _places = [];

    public IReadOnlyList<BillRecord> Bills => bills;

    /// <summary>What is wrong with all of it.</summary>
    public string? Fault => page.FaultOf("settles");

    public string Amount(BillRecord bill) => page.Request.HasFormContentType ? page.Request.Form[$"bill[{bill.Id}]"].ToString() : "";

    public string? FaultOf(BillRecord bill) => _places.TryGetValue(bill.Id, out var place) ? page.FaultOf(FormattableString.Invariant($"settles[{place}].amount")) ?? page.FaultOf(FormattableString.Invariant($"settles[{place}].billId")) : null;

    /// <summary>What was typed.</summary>
    public IReadOnlyList<SettleBody> Read(Currency unit, Problems problems)
    {
        List<SettleBody> settles = [];
        foreach (var (id, text) in page.Request.Form.Where(one => one.Key.StartsWith("bill[", StringComparison.Ordinal) && one.Value.ToString().Trim().Length > 0).Select(one => (one.Key[5..].TrimEnd(']'), one.Value.ToString())))
        {
            if (TypedId.TryParse<SupplierBillId>(id, out var bill))
            {
                _places[bill] = settles.Count;
                settles.Add(new SettleBody(bill, BuyWords.Typed(text, FormattableString.Invariant($"settles[{settles.Count}].amount"), unit, problems)));
            }
        }

        return settles;
    }
}
