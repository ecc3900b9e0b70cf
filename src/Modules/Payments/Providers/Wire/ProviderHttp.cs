using System.Net;
using Aisle.Kernel;

namespace Aisle.Modules.Payments.Providers.Wire;

/// <summary>What came back of a request: an answer, or why there is none.</summary>
/// <param name="Status">The status; 0 where there is no answer.</param>
/// <param name="Body">The body; empty where there is no answer.</param>
/// <param name="Fault">Why there is no answer that means anything; null where there is one.</param>
internal sealed record WireAnswer(int Status, string Body, Error? Fault)
{
    public bool IsSuccess => Fault is null && Status is >= 200 and < 300;
}

/// <summary>Sends requests to providers; what the line does is an answer and no exception.</summary>
internal static class ProviderHttp
{
    /// <summary>Longest answer that is read.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Sends a request. Statuses of 500 and more are told as a fault: whether the request was carried out is not known.</summary>
    public static async Task<WireAnswer> AskAsync(this HttpClient http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return new WireAnswer((int)response.StatusCode, body, response.StatusCode >= HttpStatusCode.InternalServerError ? PaymentErrors.Busy : null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WireAnswer(0, "", PaymentErrors.NoAnswer);
        }
        // A charset nobody knows is an InvalidOperationException.
        catch (Exception fault) when (fault is HttpRequestException or IOException or InvalidOperationException)
        {
            return new WireAnswer(0, "", PaymentErrors.Broken);
        }
    }
}
