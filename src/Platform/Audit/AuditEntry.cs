namespace Aisle.Platform.Audit;

/// <summary>What was done to a thing. Who did it, when and from where is added by the scope that does it.</summary>
/// <param name="Action"><c>module.thing.act</c>, e.g. <c>catalog.product.update</c>.</param>
/// <param name="SubjectType">The kind of thing, e.g. <c>catalog.product</c>.</param>
/// <param name="SubjectId">Its id.</param>
/// <param name="SubjectName">What people call it.</param>
/// <param name="Before">The thing before, as JSON will show it; null where there was none.</param>
/// <param name="After">The thing after; null where there is none any more.</param>
/// <param name="StoreId">The store it belongs to, or null.</param>
public sealed record AuditEntry(
    string Action, string SubjectType, string SubjectId, string SubjectName, object? Before = null, object? After = null, Guid? StoreId = null);

/// <summary>Marks a member whose value no audit line may hold: it is shown as changed, and not what it was.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SensitiveAttribute : Attribute;
