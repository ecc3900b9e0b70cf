using Aisle.Contracts.Wallets;
using Aisle.Kernel;

namespace Aisle.Modules.Wallets.Domain;

/// <summary>The limits of a kind and level on a day; null is no limit. Minor units.</summary>
/// <param name="PerTransaction">Most of one movement.</param>
/// <param name="DayOut">Most that leaves on a day.</param>
/// <param name="DayIn">Most that enters on a day.</param>
/// <param name="HighestBalance">Most that a wallet may hold.</param>
internal sealed record LimitSet(long? PerTransaction, long? DayOut, long? DayIn, long? HighestBalance)
{
    public static LimitSet None { get; } = new(PerTransaction: null, DayOut: null, DayIn: null, HighestBalance: null);

    /// <summary>Every limit that money out of a wallet would break.</summary>
    public IEnumerable<Error> Out(Money amount, long usedOut)
    {
        if (PerTransaction is { } most && amount.Minor > most)
        {
            yield return Over("transaction", "The limit of one movement", most, most, amount.Currency);
        }

        if (DayOut is { } day && amount.Minor > day - usedOut)
        {
            yield return Over("day_out", "The daily limit of money out", day, day - usedOut, amount.Currency);
        }
    }

    /// <summary>Every limit that money into a wallet would break.</summary>
    public IEnumerable<Error> In(Money amount, long usedIn, long balance)
    {
        if (PerTransaction is { } most && amount.Minor > most)
        {
            yield return Over("transaction", "The limit of one movement", most, most, amount.Currency);
        }

        if (DayIn is { } day && amount.Minor > day - usedIn)
        {
            yield return Over("day_in", "The daily limit of money in", day, day - usedIn, amount.Currency);
        }

        if (HighestBalance is { } highest && amount.Minor > highest - balance)
        {
            yield return Over("balance", "The highest balance", highest, highest - balance, amount.Currency);
        }
    }

    private static Error Over(string code, string what, long most, long left, Currency unit) => WalletErrors.OverLimit(code, what, new Money(most, unit), new Money(left, unit));
}

/// <summary>A wallet, locked for the transaction under way, with what is used of its limits today.</summary>
internal sealed record LockedWallet(WalletRecord Wallet, Currency Unit, long Owed, LimitSet Limits, long UsedOut, long UsedIn)
{
    public WalletId Id => Wallet.Id;

    /// <summary>What speaks against a kind of movement; null where nothing does.</summary>
    public Error? Refuses(string kind)
    {
        var rule = MoveKinds.RuleOf(kind);
        return !rule.Of.Contains(Wallet.Kind) ? WalletErrors.NotFor(Wallet.Kind)
            : Wallet.Status == WalletStatus.Closed ? WalletErrors.Closed
            : Wallet.Status == WalletStatus.Frozen && !rule.ReachesFrozen ? WalletErrors.Frozen
            : null;
    }
}
