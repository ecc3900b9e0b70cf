using Aisle.Contracts.Payments;

namespace Aisle.Storefront.Features;

/// <summary>The ways to pay, one of them chosen.</summary>
internal sealed record PayChoice(IReadOnlyList<PaymentOption> Options, string? Chosen, string? CardCode);
