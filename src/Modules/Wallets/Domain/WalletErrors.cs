using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Wallets.Domain;

/// <summary>What can be wrong with what is asked of wallets. The README lists the codes.</summary>
internal static class WalletErrors
{
    public static Error Unknown { get; } = Error.NotFound("wallet.unknown", "There is no such wallet.");

    public static Error Closed { get; } = Error.Conflict("wallet.closed", "The wallet is closed.");

    public static Error Frozen { get; } = Error.Conflict("wallet.frozen", "The wallet is frozen.");

    public static Error Insufficient { get; } = Error.Conflict("wallet.insufficient", "There is not enough in the wallet.");

    public static Error Same { get; } = Error.Validation("wallet.same", "A transfer goes to another wallet.", "to");

    public static Error HoldUnknown { get; } = Error.NotFound("wallet.hold_unknown", "There is no such hold.");

    public static Error HoldEnded { get; } = Error.Conflict("wallet.hold_ended", "The hold has ended already.");

    public static Error HoldExpired { get; } = Error.Conflict("wallet.hold_expired", "The hold has expired.");

    /// <summary>One answer for an unknown code, a wrong PIN and a locked card: nobody finds cards by asking.</summary>
    public static Error CardRefused { get; } = Error.Conflict("gift_card.refused", "This code and PIN open no gift card, or it is locked for a while after wrong PINs.");

    public static Error CardUnknown { get; } = Error.NotFound("gift_card.unknown", "There is no such gift card.");

    public static Error CardExpired { get; } = Error.Conflict("gift_card.expired", "The gift card has expired.");

    public static Error TooMany { get; } = new("gift_card.too_many", "Too many gift cards were asked for from here; wait a minute.", ErrorKind.RateLimited);

    public static Error NoShop { get; } = Error.Conflict("wallet.no_company", "There is no company yet.");

    public static Error Contradiction { get; } = new("wallet.contradiction", "There is a movement of this id with other content.", ErrorKind.Contradiction, "id");

    public static Error EarningUnknown { get; } = Error.NotFound("points.document_unknown", "This document has earned no points.");

    public static Error NotFor(WalletKind kind) => Error.Conflict("wallet.kind", $"This is not done to what is {ChoiceWords.Of(kind).Replace('_', ' ')}.");

    public static Error OtherCurrency(string currency, string field = "amount") => Error.Validation("wallet.currency", $"The wallet is kept in {currency}.", field);

    public static Error OverLimit(string code, string what, Money most, Money left) =>
        Error.Conflict("wallet.limit_" + code, $"{what} of this wallet is {most}; {(left.Minor > 0 ? left : Money.Zero(left.Currency))} of it is left.");

    /// <summary>What the books refused, in words of wallets.</summary>
    public static Error[] OfBooks(IReadOnlyList<Error> errors) => [.. errors.Select(error => error.Code switch
    {
        "ledger.insufficient" => Insufficient,
        "ledger.contradiction" => Contradiction,
        "ledger.hold_expired" => HoldExpired,
        "ledger.hold_ended" => HoldEnded,
        "ledger.hold_expiry" => error with { Code = "wallet.hold_expiry" },
        _ => error,
    })];
}
