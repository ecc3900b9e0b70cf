using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Data;
using Aisle.Modules.Wallets.Domain;
using Aisle.Modules.Wallets.Features;

namespace Aisle.Modules.Wallets;

/// <summary>The examples of the API reference.</summary>
internal static class WalletsExamples
{
    private static readonly Currency _taka = Currency.Get("BDT");
    private static readonly DateTimeOffset _at = new(2026, 11, 21, 9, 30, 0, TimeSpan.Zero);
    private static readonly WalletId _id = WalletId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a01"));
    private static readonly EntryId _movement = EntryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a02"));
    private static readonly UserId _customer = UserId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0a03"));
    private static readonly DocumentRef _order = new("order", "S1-2026-000123");

    public static WalletRecord Wallet { get; } = new(_id, _customer, WalletKind.Wallet, "BDT", WalletStatus.Active, WalletLevel.Basic, Reason: null, _at, 1);

    public static WalletBalance Balance { get; } = new(Taka(150_000), Taka(20_000), Taka(130_000));

    public static LimitsLeft Left { get; } = new(Taka(2_000_000), Taka(2_850_000), Taka(3_000_000), Taka(4_850_000));

    public static WalletLine Line { get; } = new(Wallet, "Anika Rahman", Balance, Card: null);

    public static WalletDetail Detail { get; } = new(Wallet, "Anika Rahman", Balance, Left, PointsOwed: 0, Card: null);

    public static CardFacts Card { get; } = new("7KQM", Taka(100_000), new DateOnly(2027, 11, 20), Ended: null, LockedUntil: null);

    public static WalletLine CardLine { get; } = new(Wallet with { CustomerId = null, Kind = WalletKind.GiftCard }, Customer: null, new WalletBalance(Taka(75_000), Taka(0), Taka(75_000)), Card);

    public static WalletDetail CardDetail { get; } = new(CardLine.Wallet, Customer: null, CardLine.Balance, Left, PointsOwed: 0, Card);

    public static WalletMovement Movement { get; } =
        new(_movement, MoveKinds.Payment, Taka(15_000), new BusinessDate(new DateOnly(2026, 11, 21)), _at, _id, To: null, _order, Tender: null, "wallet payment: order S1-2026-000123", Hold: null);

    public static WalletHold Hold { get; } = new(HoldId.From(_movement.Value), _id, Taka(20_000), HoldState.Open, Posted: null, _order, "wallet hold: order S1-2026-000123", _at.AddDays(7), _at);

    public static WalletStatementLine WalletStatementLine { get; } = new(_movement, MoveKinds.Payment, Movement.Date, _at, "WA-2026-17", Movement.Memo, Taka(-15_000), Taka(150_000));

    public static MyWallet Mine { get; } = new(_id, WalletKind.Wallet, "BDT", WalletStatus.Active, Balance);

    public static IssuedCards Issued { get; } = new(_movement, Taka(100_000), new DateOnly(2027, 11, 20), [new IssuedCard(_id, "7KQM", "W4HT-9CXE-2NAP-BV6D-7KQM", "481516")]);

    public static CardBalance CardBalance { get; } = new("7KQM", Taka(75_000), new DateOnly(2027, 11, 20), WalletStatus.Active);

    public static PointsAnswer Points { get; } = new(120, 120, 0, Taka(12_000), [new LotRecord(150, 120, _at, new DateOnly(2027, 11, 21), _order)]);

    public static PointsResult PointsMoved { get; } =
        new(Movement with { Kind = MoveKinds.Earned, Amount = new Money(15, Currency.Points), From = null, To = _id, Memo = "points earned: order S1-2026-000123" }, 15, 0, Taka(1_500));

    public static PointsRuleRecord Rule { get; } = new(Taka(10_000), Taka(100), 365, 1, 1);

    public static LimitRecord Limit { get; } =
        new(WalletLimitId.From(_movement.Value), WalletKind.Wallet, WalletLevel.Basic, "BDT", new DateOnly(2026, 1, 1), ValidTo: null, Taka(2_000_000), Taka(3_000_000), Taka(3_000_000), Taka(5_000_000), 1);

    private static Money Taka(long minor) => new(minor, _taka);
}
