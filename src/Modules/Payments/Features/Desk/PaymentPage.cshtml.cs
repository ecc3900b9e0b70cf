using Aisle.Contracts.Payments;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Payments.Features;

/// <summary><c>/admin/payments/{id}</c>: a payment with its history, what goes back of it, and what was said about it; it is decided and refunded here.</summary>
internal sealed class PaymentPageModel(PaymentDesk desk, PaymentActs acts, RefundActs refunds, PaymentsClock clock) : AdminPage
{
    private string _handler = "";

    public PaymentDetail Detail { get; private set; } = null!;

    public PaymentTraffic? Traffic { get; private set; }

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    /// <summary>Id of a refund: a form that is sent twice gives back once.</summary>
    public string Key { get; private set; } = "";

    /// <summary>The refund whose form was sent.</summary>
    public string Decided => Sent("refund");

    /// <summary>What happened to the payment and to its refunds, oldest first.</summary>
    public IEnumerable<StepRecord> Steps => Detail.Steps.Concat(Detail.Refunds.SelectMany(refund => refund.Steps)).OrderBy(step => step.At);

    public bool MayAsk => Methods.IsProvider(Detail.Payment.Method) && Detail.Payment is { State: not (PaymentAttemptState.Paid or PaymentAttemptState.Disputed), Reference.Length: > 0 } && Has(Permissions.PaymentAsk);

    public bool MayDecide => Detail.Payment.State == PaymentAttemptState.Disputed && Has(Permissions.PaymentDecide);

    public bool MayCollect => Methods.IsByHand(Detail.Payment.Method) && Detail.Payment.State == PaymentAttemptState.Started && Has(Permissions.PaymentCollect);

    public bool MayRefund => Detail.Payment.Paid > Detail.Payment.Refunded && Has(Permissions.RefundOrder);

    public IReadOnlyList<ListChoice> Decisions => [.. PaymentActs.Decisions.Select(decision => new ListChoice(decision, T["payments.decision." + decision]))];

    public IReadOnlyList<ListChoice> Targets => [.. Enum.GetValues<RefundTarget>().Select(target => new ListChoice(ChoiceWords.Of(target), T["payments.target." + ChoiceWords.Of(target)]))];

    public IReadOnlyList<ListChoice> Ways => [.. RefundActs.Ways.Select(way => new ListChoice(way, PayWords.Method(T, way)))];

    /// <summary>What can be decided of a refund now.</summary>
    public IReadOnlyList<ListChoice> DecisionsOf(RefundDetail one) => !Has(Permissions.RefundSettle) ? [] :
        [.. (one.Refund switch
        {
            { State: RefundState.Failed } => Methods.IsKept(one.Refund.Method) ? (string[])["retry", "move"] : ["retry", "move", "done"],
            { State: RefundState.Unknown } => ["done", "failed"],
            { State: RefundState.Pending } when Methods.IsByHand(one.Refund.Method) => ["done", "move"],
            _ => [],
        }).Select(decision => new ListChoice(decision, T["payments.refund_decision." + decision]))];

    public string Sent(string field) => Request.HasFormContentType ? Request.Form[field].ToString() : "";

    /// <summary>What was typed into one of the forms.</summary>
    public string SentTo(string handler, string field) => handler == _handler ? Sent(field) : "";

    /// <summary>What is wrong with a field of one of the forms.</summary>
    public string? FaultIn(string handler, string field) => handler == _handler ? FaultOf(field) : null;

    public async Task<IActionResult> OnGetAsync([FromRoute] Guid id, CancellationToken cancellationToken) => await LoadAsync(id, "", cancellationToken) ? Page() : Missing();

    public Task<IActionResult> OnPostAskAsync([FromRoute] Guid id, CancellationToken cancellationToken) => ActAsync(id, "Ask", "asked", async (request, _) => (await acts.AskAsync(request)).WithoutValue(), cancellationToken);

    public Task<IActionResult> OnPostDecideAsync([FromRoute] Guid id, CancellationToken cancellationToken) => ActAsync(id, "Decide", "decided", async (request, problems) =>
    {
        Money? amount = Sent("amount").Trim().Length > 0 ? PayWords.Typed(Sent("amount"), "amount", Detail.Payment.Amount.Currency, problems) : null;
        return problems.Any ? problems.Errors.ToArray() : (await acts.RunAsync(new DecideBody(Sent("decision"), Sent("note"), amount), request)).WithoutValue();
    }, cancellationToken);

    public Task<IActionResult> OnPostCollectAsync([FromRoute] Guid id, CancellationToken cancellationToken) => ActAsync(id, "Collect", "collected", async (request, problems) =>
    {
        var amount = PayWords.Typed(Sent("amount"), "amount", Detail.Payment.Amount.Currency, problems);
        return problems.Any ? problems.Errors.ToArray() : (await acts.CollectAsync(new CollectBody(amount, Sent("reference")), request)).WithoutValue();
    }, cancellationToken);

    public Task<IActionResult> OnPostRefundAsync([FromRoute] Guid id, CancellationToken cancellationToken) => ActAsync(id, "Refund", "ordered", async (request, problems) =>
    {
        var amount = PayWords.Typed(Sent("amount"), "amount", Detail.Payment.Amount.Currency, problems);
        var (to, key) = (Typed.Choice<RefundTarget>(Sent("to").Replace("_", "", StringComparison.Ordinal), "to", problems), Typed.Id<RefundId>(Sent("key"), "key", problems));
        return problems.Any ? problems.Errors.ToArray() : (await refunds.OrderAsync(new RefundBody(amount, to ?? RefundTarget.Origin, Sent("reason"), key), request)).WithoutValue();
    }, cancellationToken);

    public Task<IActionResult> OnPostDecideRefundAsync([FromRoute] Guid id, CancellationToken cancellationToken) => ActAsync(id, "DecideRefund", "decided", async (request, problems) =>
    {
        var refund = Typed.Id<RefundId>(Sent("refund"), "refund", problems);
        return problems.Any || refund is null ? Error.NotFound("payment.refund_unknown", "There is no such refund.")
            : (await refunds.DecideAsync(refund.Value.Value, new RefundDecisionBody(Sent("decision"), Sent("note"), Sent("decision") == "move" ? Sent("method") : null, Sent("reference")), request)).WithoutValue();
    }, cancellationToken);

    private async Task<IActionResult> ActAsync(Guid id, string handler, string notice, Func<WriteRequest, Problems, Task<Result>> act, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, handler, cancellationToken))
        {
            return Missing();
        }

        var done = await act(WriteRequest.ForPage(HttpContext), new Problems());
        return done.IsSuccess ? Done(T["payments.payment_page." + notice], $"/admin/payments/{id}") : Fail(done.Errors);
    }

    private bool Has(Platform.Security.Permission permission) => Caller.MayIn(permission, Detail.Payment.StoreId.Value);

    private async Task<bool> LoadAsync(Guid id, string handler, CancellationToken cancellationToken)
    {
        if (await desk.FindAsync(id, cancellationToken) is not { } found || !Caller.MayIn(Permissions.PaymentRead, found.Payment.StoreId.Value))
        {
            return false;
        }

        (Detail, Title, Zone, _handler) = (found, found.Payment.Number, await clock.ZoneAsync(cancellationToken), handler);
        Traffic = Has(Permissions.TrafficRead) ? await desk.TrafficAsync(id, cancellationToken) : null;
        Key = handler == "Refund" ? Sent("key") : clock.New().ToString();
        Crumbs = [new AdminCrumb(T["payments.payments_page.title"], "/admin/payments")];
        return true;
    }
}
