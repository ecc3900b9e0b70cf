namespace Aisle.Modules.Payments.Providers.Wire;

/// <summary>One request to a provider and what came back, with everything secret masked.</summary>
/// <param name="Provider">One of <see cref="ProviderNames"/>.</param>
/// <param name="At">When it was sent.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Direction"><c>out</c> for what we ask, <c>in</c> for what we are told.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Address">Address, its query masked.</param>
/// <param name="Status">HTTP status; 0 where no answer came.</param>
/// <param name="RequestHeaders">Headers that are not secret.</param>
/// <param name="RequestBody">At most 64 KB.</param>
/// <param name="ResponseHeaders">Headers that are not secret.</param>
/// <param name="ResponseBody">At most 64 KB; what went wrong where no answer came.</param>
internal sealed record Exchange(
    string Provider, DateTimeOffset At, TimeSpan Took, string Direction, string Method, string Address, int Status,
    IReadOnlyDictionary<string, string> RequestHeaders, string RequestBody, IReadOnlyDictionary<string, string> ResponseHeaders, string ResponseBody);

/// <summary>Keeps what was said to and by providers. It must not throw and not wait: money hangs on the call it records.</summary>
internal interface ITrafficSink
{
    void Record(Exchange exchange);
}
