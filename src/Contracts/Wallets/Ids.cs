using Aisle.Kernel;

namespace Aisle.Contracts.Wallets;

/// <summary>Id of a wallet: of a customer's money, store credit or points, or of a gift card.</summary>
public readonly record struct WalletId(Guid Value) : ITypedId<WalletId>
{
    /// <inheritdoc/>
    public static WalletId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a limit of wallets.</summary>
public readonly record struct WalletLimitId(Guid Value) : ITypedId<WalletLimitId>
{
    /// <inheritdoc/>
    public static WalletLimitId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
