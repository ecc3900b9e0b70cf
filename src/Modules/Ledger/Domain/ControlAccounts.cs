using System.Globalization;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>
/// Accounts that stand for what another part of the shop keeps piece by piece: the goods, what is owed to each supplier. They are
/// proved against it, so only that part posts to them, with its documents; what a person writes there would be in the books and
/// nowhere else. An account is one as long as it has such a role, because by its role it is proved.
/// </summary>
internal static class ControlAccounts
{
    private static readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal)
    {
        ["inventory"] = "stock",
        ["inventory_in_transit"] = "stock",
        ["goods_received"] = "purchasing",
        ["payable"] = "purchasing",
        ["customer_advance"] = "orders",
    };

    /// <summary>The part of the shop that alone posts to an account; null where everybody does.</summary>
    public static string? PartOf(Account account) => account.Roles.Select(role => _parts.GetValueOrDefault(role.Role)).FirstOrDefault(part => part is not null);

    /// <summary>What is wrong with entries that a person or a program outside of the shop wrote.</summary>
    public static IReadOnlyList<Error> Faults(Chart chart, IReadOnlyList<NewEntry> entries)
    {
        var faults = new List<Error>();
        for (var index = 0; index < entries.Count; index++)
        {
            var at = entries.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"entries[{index}].");
            for (var no = 0; no < entries[index].Lines.Count && faults.Count < 100; no++)
            {
                var line = entries[index].Lines[no];
                foreach (var (side, reference) in ((string, AccountRef)[])[("debit", line.Debit), ("credit", line.Credit)])
                {
                    if (chart.Find(reference, line.Store) is { } account && PartOf(account) is { } part)
                    {
                        faults.Add(Error.Validation(
                            "ledger.account_control", $"Only documents of {part} post to account {account.Code}; write one there: a stock adjustment, a receipt, a bill.", string.Create(CultureInfo.InvariantCulture, $"{at}lines[{no}].{side}")));
                    }
                }
            }
        }

        return faults;
    }
}
