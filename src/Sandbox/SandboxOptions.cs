using Microsoft.Extensions.Configuration;

namespace Aisle.Sandbox;

/// <summary>Whether the simulators run (section <c>Aisle:Sandbox</c>).</summary>
public sealed record SandboxOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Aisle:Sandbox";

    /// <summary>
    /// Whether they run. Whoever reaches them can mark an order as paid, so without a setting they run only where the shop's own
    /// address is this machine.
    /// </summary>
    public required bool Enabled { get; init; }

    /// <summary>
    /// Whether bKash and Stripe, to whom a shop says on their own pages where notices go, tell them to the shop that began the payment where nothing was said. Whoever
    /// wants to see a shop without notices turns it off.
    /// </summary>
    public bool Notices { get; init; } = true;

    /// <summary>Longest time a fault may hold an answer back, so that no fault holds connections for ever.</summary>
    public TimeSpan MostDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Payments that are remembered: the newest.</summary>
    public int MostPayments { get; init; } = 1000;

    /// <summary>Reads the section.</summary>
    /// <param name="configuration">All of the configuration.</param>
    /// <param name="publicUrl">Where people reach the shop.</param>
    /// <param name="faults">Takes what is wrong, as sentences.</param>
    public static SandboxOptions Read(IConfiguration configuration, Uri? publicUrl, ICollection<string> faults)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(faults);
        var enabled = publicUrl?.IsLoopback == true;
        if (configuration[$"{Section}:{nameof(Enabled)}"] is { Length: > 0 } given && !bool.TryParse(given, out enabled))
        {
            faults.Add($"{Section}:{nameof(Enabled)} is '{given}'; it must be true or false.");
        }

        var notices = true;
        if (configuration[$"{Section}:{nameof(Notices)}"] is { Length: > 0 } said && !bool.TryParse(said, out notices))
        {
            faults.Add($"{Section}:{nameof(Notices)} is '{said}'; it must be true or false.");
        }

        return new SandboxOptions { Enabled = enabled, Notices = notices };
    }
}
