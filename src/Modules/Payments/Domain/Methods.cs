using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Modules.Payments.Providers;

namespace Aisle.Modules.Payments.Domain;

/// <summary>The ways to pay, in the order in which they are offered, and what each of them asks of us.</summary>
internal static class Methods
{
    /// <summary>Providers: the names of adapters are keys of methods.</summary>
    public static IReadOnlyList<string> Providers { get; } = [ProviderNames.Bkash, ProviderNames.Nagad, ProviderNames.SslCommerz, ProviderNames.Stripe];

    /// <summary>Whoever takes our money and hands it over later: providers, and couriers for cash at the door.</summary>
    public static IReadOnlyList<string> Settled { get; } = [.. Providers, PaymentMethods.CashOnDelivery];

    public static IReadOnlyList<string> All { get; } =
        [.. Providers, PaymentMethods.Wallet, PaymentMethods.StoreCredit, PaymentMethods.GiftCard, PaymentMethods.CashOnDelivery, PaymentMethods.Cash, PaymentMethods.Bank];

    public static bool IsProvider(string method) => Providers.Contains(method, StringComparer.Ordinal);

    /// <summary>The account in which what one of <see cref="Settled"/> has is booked.</summary>
    public static AccountRef CustodyAccount(string method) => method == PaymentMethods.CashOnDelivery ? AccountRef.For("tender", method) : AccountRef.For("provider", method);

    /// <summary>Whether a person sees the money come or hands it out.</summary>
    public static bool IsByHand(string method) => method is PaymentMethods.CashOnDelivery or PaymentMethods.Cash or PaymentMethods.Bank;

    /// <summary>Whether it is money that we keep for customers.</summary>
    public static bool IsKept(string method) => method is PaymentMethods.Wallet or PaymentMethods.StoreCredit or PaymentMethods.GiftCard;

    public static PaymentFlow FlowOf(string method) => method switch
    {
        PaymentMethods.Wallet or PaymentMethods.StoreCredit => PaymentFlow.AtOnce,
        PaymentMethods.GiftCard => PaymentFlow.Code,
        _ => IsByHand(method) ? PaymentFlow.Later : PaymentFlow.Redirect,
    };

    /// <summary>How money goes back that came by a method. No gift card is filled again: who bought with it may have thrown it away.</summary>
    public static string BackOf(string method, bool hasCustomer) => method switch
    {
        PaymentMethods.CashOnDelivery => PaymentMethods.Cash,
        PaymentMethods.GiftCard => hasCustomer ? PaymentMethods.StoreCredit : PaymentMethods.Cash,
        _ => method,
    };
}
