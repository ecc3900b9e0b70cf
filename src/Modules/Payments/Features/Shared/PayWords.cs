using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Payments.Features;

/// <summary>Payments in the words of the pages.</summary>
internal static class PayWords
{
    public static IHtmlContent State(AdminText text, PaymentLine payment) => ListView.Badge(text["payments.state." + (payment.State == PaymentAttemptState.Started && Methods.IsByHand(payment.Method) ? "promised" : ChoiceWords.Of(payment.State))], payment.State switch
    {
        PaymentAttemptState.Paid => "green",
        PaymentAttemptState.Created or PaymentAttemptState.Started => "blue",
        PaymentAttemptState.Unknown => "yellow",
        PaymentAttemptState.Disputed or PaymentAttemptState.Failed => "red",
        _ => "secondary",
    });

    public static IHtmlContent State(AdminText text, RefundRecord refund) => refund is { State: RefundState.Pending } && Methods.IsByHand(refund.Method) ? ListView.Badge(text["payments.refund_state.by_hand"], "yellow")
        : ListView.Badge(text["payments.refund_state." + ChoiceWords.Of(refund.State)], refund.State switch
        {
            RefundState.Done => "green",
            RefundState.Failed => "red",
            RefundState.Unknown => "yellow",
            _ => "blue",
        });

    public static string Method(AdminText text, string method) => text["payments.method." + method];

    /// <summary>Why something failed, in words; what a person wrote, as it is.</summary>
    public static string Fault(AdminText text, string code) => text.Fault(Error.Conflict(code, code));

    /// <summary>What came of a step: a word of ours, or the code of a fault.</summary>
    public static string Outcome(AdminText text, string outcome) => outcome.Contains('.', StringComparison.Ordinal) ? Fault(text, outcome) : text["payments.outcome." + outcome];

    /// <summary>The detail of a step, where it says more than its outcome.</summary>
    public static string Detail(AdminText text, StepRecord step) => step.Detail.Length == 0 || step.Detail == step.Outcome ? "" : step.Detail.StartsWith("payment.", StringComparison.Ordinal) ? Fault(text, step.Detail) : step.Detail;

    public static string Signed(AdminText text, Money amount) => amount.IsNegative ? "−" + text.Money(-amount) : text.Money(amount);

    /// <summary>What somebody typed as money; a fault of its field where it cannot be.</summary>
    public static Money Typed(string text, string field, Currency unit, Problems problems) => problems.Take(Money.FromDecimal(Platform.Ui.Admin.Typed.Number(text, field, problems) ?? 0, unit), field);
}
