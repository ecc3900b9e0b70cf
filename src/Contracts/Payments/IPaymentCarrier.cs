namespace Aisle.Contracts.Payments;

/// <summary>Tells who brought what is paid at the door, so that one knows with whom its cash is. Registered by the module whose documents are paid for.</summary>
public interface IPaymentCarrier
{
    /// <summary>Type of its documents: <c>order</c>.</summary>
    string Type { get; }

    /// <summary>The courier who handed a document's goods over last, as staff call them; empty for a rider of the shop's own. In the caller's unit of work, one statement.</summary>
    Task<string> OfAsync(string id, CancellationToken cancellationToken);
}
