namespace Aisle.Platform.Modules;

/// <summary>
/// The simulators of outside providers in this host, for modules whose store has no account of its own. It is registered only
/// where simulators may run.
/// </summary>
public interface IProviderSandbox
{
    /// <summary>An account with a simulated provider, with names and values as the module's configuration has them.</summary>
    /// <param name="provider">Such as <c>bkash</c>.</param>
    IReadOnlyDictionary<string, string?> AccountOf(string provider);
}
