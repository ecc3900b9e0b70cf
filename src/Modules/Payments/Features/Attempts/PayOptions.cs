using Aisle.Contracts.Payments;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;

namespace Aisle.Modules.Payments.Features;

/// <summary>The ways in which an amount can be paid in a store.</summary>
internal sealed class PayOptions(PaymentProviders providers, ProviderAccounts accounts, IWallets wallets, PaymentsClock clock)
{
    public async Task<IReadOnlyList<PaymentOption>> RunAsync(PaymentAsk ask, CancellationToken cancellationToken)
    {
        var store = await clock.CodeAsync(ask.Store.Value, cancellationToken);
        var funds = ask.Customer is { } customer ? await wallets.SpendableAsync(customer, cancellationToken) : new Dictionary<WalletKind, Money>();
        // Who cannot be told where to transfer to is not offered it.
        var takesTransfers = await clock.TakesTransfersAsync(ask.Store, cancellationToken);
        var options = new List<PaymentOption>();
        foreach (var method in Methods.All)
        {
            var option = Methods.IsProvider(method) ? AtProvider(method, store, ask.Amount)
                : method is PaymentMethods.CashOnDelivery or PaymentMethods.Cash && !ask.AtTheDoor ? null
                : method is PaymentMethods.Bank && !takesTransfers ? null
                : method is PaymentMethods.Wallet or PaymentMethods.StoreCredit ? Kept(method, funds, ask.Amount)
                : new PaymentOption(method, Methods.FlowOf(method), Refusal: null, Balance: null, IsSandbox: false);
            if (option is not null)
            {
                options.Add(option);
            }
        }

        return options;
    }

    /// <summary>A provider that the store has no account with is not offered.</summary>
    private PaymentOption? AtProvider(string method, string store, Money amount) => accounts.Has(store, method) && providers.TryGet(method, out var provider)
        ? new PaymentOption(method, PaymentFlow.Redirect, provider.Limits.Refuse(amount), Balance: null, accounts.IsSandbox(store, method)) : null;

    /// <summary>What is empty is not offered.</summary>
    private static PaymentOption? Kept(string method, IReadOnlyDictionary<WalletKind, Money> funds, Money amount) =>
        funds.TryGetValue(method == PaymentMethods.Wallet ? WalletKind.Wallet : WalletKind.StoreCredit, out var has) && has.Minor > 0
            ? new PaymentOption(method, PaymentFlow.AtOnce, has.Currency == amount.Currency ? null : PaymentErrors.Currency, has, IsSandbox: false) : null;
}
