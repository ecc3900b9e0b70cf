namespace Aisle.Modules.Notifications.Domain;

/// <summary>A letter that customers get.</summary>
/// <param name="Name">Its name, e.g. <c>placed</c>.</param>
/// <param name="Placeholders">What its words can name.</param>
internal sealed record LetterKind(string Name, IReadOnlyList<string> Placeholders)
{
    private static readonly string[] _always = ["number", "shop", "name", "total", "due"];

    /// <summary>All letters, in the order of an order's life.</summary>
    public static IReadOnlyList<LetterKind> All { get; } =
    [
        .. ((string[])["placed", "paid", "confirmed", "changed", "packed", "sent", "delivered", "cancelled", "cancelled_unpaid", "exchange"]).Select(name => new LetterKind(name, _always)),
        .. ((string[])["return_requested", "return_approved", "return_refused", "return_received", "return_unpaid", "return_exchanged"]).Select(name => new LetterKind(name, [.. _always, "return"])),
        new LetterKind("refunded", [.. _always, "amount"]),
    ];

    /// <summary>Every placeholder of any letter.</summary>
    public static IReadOnlyList<string> Every { get; } = [.. All.SelectMany(kind => kind.Placeholders).Distinct(StringComparer.Ordinal)];
}
