using System.Diagnostics;
using Aisle.Platform.Security;
using OpenTelemetry;

namespace Aisle.Platform.Telemetry;

/// <summary>Takes card numbers out of what a span says, before it is exported. Addresses of requests stand there as they came.</summary>
public sealed class MaskedTraces : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data.DisplayName = Masking.Text(data.DisplayName);
        foreach (var (name, value) in data.TagObjects.ToList())
        {
            if (value?.ToString() is { } text && CardNumbers.Mask(text) is var masked && !ReferenceEquals(masked, text))
            {
                data.SetTag(name, masked);
            }
        }

        if (CardNumbers.Contains(data.StatusDescription))
        {
            data.SetStatus(data.Status, CardNumbers.Mask(data.StatusDescription));
        }
    }
}
