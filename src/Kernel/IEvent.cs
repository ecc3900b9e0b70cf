namespace Aisle.Kernel;

/// <summary>
/// Something that has happened, told to other parts of Aisle after the transaction that made it happen has committed. A
/// record of plain values, in <c>Contracts</c>, with an <see cref="EventNameAttribute"/>.
/// </summary>
public interface IEvent
{
    /// <summary>
    /// What it happened to, 1 to 200 characters, e.g. <c>product/0197…</c>. A subscriber gets the events of one key in the
    /// order in which they were written; those of different keys in any order.
    /// </summary>
    string Key { get; }
}

/// <summary>
/// The name under which an event is stored and sent, e.g. <c>catalog.product_changed.v1</c>. It outlives the class, so it is
/// never changed once it was used; another shape is another version.
/// </summary>
/// <param name="name">Module, event and version.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class EventNameAttribute(string name) : Attribute
{
    /// <summary>Module, event and version.</summary>
    public string Name { get; } = name;
}
