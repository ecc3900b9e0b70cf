using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// Who may do what with the books. They are those of the whole company: an entry, an account or a rule belongs to no store
/// alone, so every permission must be held everywhere.
/// </summary>
internal static class LedgerRights
{
    /// <summary>The fault of a caller who lacks a permission for the whole company, or null.</summary>
    public static Error? Lacks(this Caller caller, Permission permission) => caller.Rights.HasEverywhere(permission.Name) ? null : Access.Forbidden;

    /// <summary>
    /// The fault of who may not move so much without a second person, or null. What a program moves is asked of nobody: its key
    /// holds <c>ledger.entry.direct</c>.
    /// </summary>
    public static Error? NeedsSecond(this Caller caller, Book book, IEnumerable<Money> amounts) =>
        caller.Rights.HasEverywhere(Permissions.EntryDirect.Name) || !IsAbove(book, amounts) ? null
        : new Error("ledger.approval_needed", "So much needs a second person: write it as a draft and have it approved.", ErrorKind.Forbidden);

    /// <summary>Whether amounts together are above what one person may post. What is not in the currency of the books always is.</summary>
    public static bool IsAbove(Book book, IEnumerable<Money> amounts)
    {
        Int128 total = 0;
        foreach (var amount in amounts)
        {
            if (amount.Currency != book.Currency)
            {
                return true;
            }

            total += amount.Minor;
        }

        return total > book.ApprovalLimit;
    }

    /// <summary>The id of who writes; null for the program itself.</summary>
    public static Guid? Writer(this Caller caller) => caller.Kind == CallerKind.System ? null : caller.Id;

    /// <summary>Faults of a read: the query and the permission.</summary>
    public static IResult? Refusal(HttpContext context, QueryReader reader, Permission permission) =>
        context.Caller().Lacks(permission) is { } missing ? new[] { missing }.ToProblem() : reader.Problems.Any ? reader.Problems.Errors.ToProblem() : null;
}
