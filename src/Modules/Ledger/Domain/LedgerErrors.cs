using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Domain;

/// <summary>What can be wrong with what is asked of the books. The codes are told in docs/ledger.md.</summary>
internal static class LedgerErrors
{
    public static Error NoBook { get; } = Error.Conflict("ledger.no_book", "The books are not open yet: there is no company to keep them for.");

    public static Error EntryUnknown { get; } = Error.NotFound("ledger.entry_unknown", "There is no such journal entry.");

    public static Error HoldUnknown { get; } = Error.NotFound("ledger.hold_unknown", "There is no such hold.");

    public static Error SubaccountUnknown { get; } = Error.NotFound("ledger.subaccount_unknown", "There is no such sub-account.");

    public static Error AccountUnknown { get; } = Error.NotFound("ledger.account_unknown", "There is no such account.");

    public static Error Outdated { get; } = new("version.outdated", "It has been changed since you read it; read it again.", ErrorKind.PreconditionFailed);

    /// <summary>What the database answered, in words. Its message is the code.</summary>
    /// <param name="code">The code.</param>
    /// <param name="where">The id of what it was about, which becomes the error's field: who knows the request says the place in it.</param>
    public static Error Refused(string code, string? where) => Of(code) with { Field = where };

    private static Error Of(string code) => code switch
    {
        "ledger.period_closed" => Error.Conflict(code, "The period of this business date is closed."),
        "ledger.insufficient" => Error.Conflict(code, "There is not enough in the sub-account."),
        "ledger.ceiling" => Error.Conflict(code, "The sub-account would hold more than it may."),
        "ledger.contradiction" => Contradiction("id"),
        "ledger.hold_unknown" => HoldUnknown,
        "ledger.hold_expired" => Error.Conflict(code, "The hold has expired."),
        "ledger.hold_ended" => Error.Conflict(code, "The hold has ended already."),
        "ledger.subaccount_unknown" => Error.Validation(code, "The account has no such sub-account in this currency."),
        "ledger.subaccount_closed" => Error.Conflict(code, "The sub-account is closed."),
        "ledger.subaccount_needed" => Error.Validation(code, "An account with sub-accounts needs one, and one without takes none."),
        "ledger.account_unknown" => Error.Validation(code, "There is no such account to post to."),
        "ledger.account_closed" => Error.Conflict(code, "The account is closed."),
        "ledger.account_store" => Error.Validation(code, "The account belongs to another store."),
        "ledger.currency_mixed" => Error.Validation(code, "Both accounts of a line must be kept in its currency."),
        _ => Error.Conflict(code, "The books refuse this."),
    };

    public static Error Contradiction(string field) =>
        new("ledger.contradiction", "There is an entry or hold of this id with other content.", ErrorKind.Contradiction, field);
}
