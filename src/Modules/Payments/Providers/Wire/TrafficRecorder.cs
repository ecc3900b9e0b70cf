using System.Net.Http.Headers;
using Aisle.Platform.Security;

namespace Aisle.Modules.Payments.Providers.Wire;

/// <summary>Records each exchange with a provider, masked, whatever comes of it.</summary>
internal sealed class TrafficRecorder(string provider, ITrafficSink sink, TimeProvider time) : DelegatingHandler
{
    private const int MostCharacters = 64 * 1024;

    /// <summary>Every other header may be a secret of somebody.</summary>
    private static readonly string[] _headers = ["content-type", "accept", "stripe-version", "idempotency-key", "request-id", "idempotent-replayed", "stripe-should-retry", "retry-after", "x-km-api-version", "x-km-client-type", "date"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (at, started) = (time.GetUtcNow(), time.GetTimestamp());
        var sent = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            await response.Content.LoadIntoBufferAsync(ProviderHttp.MostBytes, cancellationToken);
            Record((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsStringAsync(cancellationToken));
            return response;
        }
        catch (Exception fault) when (fault is OperationCanceledException or HttpRequestException or IOException or InvalidOperationException)
        {
            Record(0, null, null, fault.GetType().Name);
            throw;
        }

        void Record(int status, HttpResponseHeaders? headers, HttpContentHeaders? content, string body) => sink.Record(new Exchange(
            provider, at, time.GetElapsedTime(started), "out", request.Method.Method, Masking.Address(request.RequestUri!.AbsoluteUri), status,
            Allowed([.. request.Headers, .. request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()]), Cut(Masking.Body(sent)),
            Allowed([.. headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>(), .. content ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()]), Cut(Masking.Body(body))));
    }

    private static Dictionary<string, string> Allowed(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) =>
        headers.Where(header => _headers.Contains(header.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(header => header.Key, header => Masking.Text(string.Join(", ", header.Value)), StringComparer.OrdinalIgnoreCase);

    private static string Cut(string text) => text.Length <= MostCharacters ? text : text[..MostCharacters];
}
