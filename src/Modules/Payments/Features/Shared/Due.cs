using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Platform.Database;

namespace Aisle.Modules.Payments.Features;

/// <summary>A provider is to be spoken to about an attempt as soon as that can be.</summary>
/// <param name="Attempt">Which.</param>
[EventName("payments.attempt_due.v1")]
internal sealed record AttemptDue(Guid Attempt) : IEvent
{
    public string Key => $"attempt/{Attempt}";
}

/// <summary>A refund was ordered that is not done yet.</summary>
/// <param name="Refund">Which.</param>
/// <param name="Attempt">Of which attempt: its refunds are sent one after the other.</param>
[EventName("payments.refund_due.v1")]
internal sealed record RefundDue(Guid Refund, Guid Attempt) : IEvent
{
    public string Key => $"attempt/{Attempt}";
}

/// <summary>A provider has told something.</summary>
/// <param name="Notice">Which notice.</param>
[EventName("payments.notice_taken.v1")]
internal sealed record NoticeTaken(Guid Notice) : IEvent
{
    public string Key => $"notice/{Notice}";
}

/// <summary>Has work done that speaks with providers, and therefore has to wait for the commit.</summary>
internal static class DueWork
{
    /// <summary>Publishes that a refund is due; cash and transfers wait for a person.</summary>
    public static void Order(this UnitOfWork work, RefundRow refund)
    {
        if (!Domain.Methods.IsByHand(refund.Method))
        {
            work.Publish(new RefundDue(refund.Id, refund.AttemptId));
        }
    }
}
