using Aisle.Modules.Ledger.Domain;

namespace Aisle.Modules.Ledger.Features;

/// <summary>An account at its place in the tree.</summary>
/// <param name="Account">The account.</param>
/// <param name="Level">How deep it stands, from 0.</param>
/// <param name="Leaves">The accounts with lines of their own at and below it.</param>
internal sealed record TreeNode(Account Account, int Level, IReadOnlyList<Account> Leaves);

/// <summary>The chart in the order in which statements show it.</summary>
internal static class AccountTree
{
    /// <summary>Every account under its heading, by code.</summary>
    public static IReadOnlyList<TreeNode> Of(Chart chart)
    {
        var children = chart.Accounts.ToLookup(account => account.ParentId);
        var nodes = new List<TreeNode>();
        Add(null, 0);
        return nodes;

        List<Account> Add(Contracts.Ledger.AccountId? parent, int level)
        {
            var below = new List<Account>();
            foreach (var account in children[parent].OrderBy(account => account.Code, StringComparer.Ordinal))
            {
                var place = nodes.Count;
                nodes.Add(null!);
                var leaves = Add(account.Id, level + 1);
                if (!account.IsGroup)
                {
                    leaves.Add(account);
                }

                nodes[place] = new TreeNode(account, level, leaves);
                below.AddRange(leaves);
            }

            return below;
        }
    }
}
