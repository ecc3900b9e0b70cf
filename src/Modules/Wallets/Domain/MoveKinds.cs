using Aisle.Contracts.Wallets;
using Aisle.Platform.Database;

namespace Aisle.Modules.Wallets.Domain;

/// <summary>What may be done to which wallets, and how it counts.</summary>
/// <param name="Of">Kinds of wallet it is done to.</param>
/// <param name="CountsOut">Whether what leaves a wallet counts towards its limits.</param>
/// <param name="CountsIn">Whether what enters one does.</param>
/// <param name="ReachesFrozen">Whether it is also done to frozen ones.</param>
internal sealed record MoveRule(IReadOnlyList<WalletKind> Of, bool CountsOut = false, bool CountsIn = false, bool ReachesFrozen = false);

/// <summary>Kinds of movement: each is a type of document in the books.</summary>
internal static class MoveKinds
{
    public const string TopUp = "wallet_top_up";
    public const string Payment = "wallet_payment";
    public const string Transfer = "wallet_transfer";
    public const string Withdrawal = "wallet_withdrawal";
    public const string Refund = "wallet_refund";
    public const string Adjustment = "wallet_adjustment";
    public const string CardIssue = "gift_card_issue";
    public const string CardTopUp = "gift_card_top_up";
    public const string CardRedemption = "gift_card_redemption";
    public const string CardCancellation = "gift_card_cancellation";
    public const string CardExpiry = "gift_card_expiry";
    public const string Earned = "points_earned";
    public const string Redeemed = "points_redeemed";
    public const string Reversed = "points_reversed";
    public const string Expired = "points_expired";

    /// <summary>The type of document of a hold.</summary>
    public const string Hold = "wallet_hold";

    private static readonly WalletKind[] _money = [WalletKind.Wallet];
    private static readonly WalletKind[] _spendable = [WalletKind.Wallet, WalletKind.StoreCredit];
    private static readonly WalletKind[] _card = [WalletKind.GiftCard];
    private static readonly WalletKind[] _points = [WalletKind.Points];

    private static readonly Dictionary<string, MoveRule> _rules = new(StringComparer.Ordinal)
    {
        [TopUp] = new(_money, CountsIn: true),
        [Payment] = new(_spendable, CountsOut: true),
        [Transfer] = new(_money, CountsOut: true, CountsIn: true),
        [Withdrawal] = new(_money, CountsOut: true),
        // The shop owes this whatever the limits say, and a refund must not fail for them.
        [Refund] = new(_spendable, ReachesFrozen: true),
        [Adjustment] = new(_spendable, ReachesFrozen: true),
        [CardIssue] = new(_card, CountsIn: true),
        [CardTopUp] = new(_card, CountsIn: true),
        [CardRedemption] = new(_card, CountsOut: true),
        [CardCancellation] = new(_card, ReachesFrozen: true),
        [CardExpiry] = new(_card),
        [Earned] = new(_points, ReachesFrozen: true),
        [Redeemed] = new(_points, CountsOut: true),
        [Reversed] = new(_points, ReachesFrozen: true),
        [Expired] = new(_points, ReachesFrozen: true),
        [Hold] = new(_spendable, CountsOut: true),
    };

    /// <summary>Every kind that has rows and entries.</summary>
    public static IReadOnlyList<string> All { get; } = [.. _rules.Keys.Where(kind => kind is not Hold)];

    public static MoveRule RuleOf(string kind) => _rules[kind];

    /// <summary>The role of the account in which wallets of a kind are kept.</summary>
    public static string RoleOf(WalletKind kind) => ChoiceWords.Of(kind);
}
