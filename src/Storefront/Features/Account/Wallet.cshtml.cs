using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/account/wallet</c>: what one has here in money, store credit and points, and what went in and out.</summary>
internal sealed class WalletModel(IWallets wallets) : MyPage
{
    public IReadOnlyList<CustomerWallet> Wallets { get; private set; } = [];

    /// <summary>The one whose statement is shown; null where there is none at all.</summary>
    public CustomerWallet? Chosen { get; private set; }

    public WalletStatement Statement { get; private set; } = new([], Next: null);

    /// <summary>Whether the statement does not begin at its newest line.</summary>
    public bool IsDeeper { get; private set; }

    protected override string TitleKey => "wallet";

    public async Task<IActionResult> OnGetAsync(string? wallet, string? cursor, CancellationToken cancellationToken)
    {
        Wallets = await wallets.OfAsync(Me, cancellationToken);
        Chosen = wallet is null ? Wallets.Count > 0 ? Wallets[0] : null : Wallets.FirstOrDefault(one => one.Wallet.Id.ToString() == wallet);
        if (Chosen is null)
        {
            return wallet is null ? Page() : NotFound();
        }

        var found = await wallets.StatementAsync(Me, Chosen.Wallet.Id, cursor, PageSize, cancellationToken);
        if (found is { IsFailure: true })
        {
            // Cut short, or of another list: the newest lines are shown.
            return Redirect(PathTo(Chosen, cursor: null));
        }

        (Statement, IsDeeper) = (found!.Value.Value, cursor is not null);
        return Page();
    }

    public string PathTo(CustomerWallet wallet, string? cursor) => Links.To("/account/wallet?wallet=" + wallet.Wallet.Id + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)));

    /// <summary>An amount; points are a number.</summary>
    public string Amount(Money money) => money.Currency == Currency.Points ? T.Number(money.Minor) : T.Money(money);
}
