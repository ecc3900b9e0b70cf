namespace Aisle.Modules.Identity.Domain;

/// <summary>A browser and system as people know them, from what a browser says of itself. For recognising one's own devices, not for trust.</summary>
internal static class DeviceName
{
    // In this order: most browsers also name those they descend from.
    private static readonly (string Mark, string Name)[] _browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("UCBrowser/", "UC Browser"), ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("okhttp", "App"), ("Dart/", "App"), ("curl/", "curl"),
    ];

    private static readonly (string Mark, string Name)[] _systems =
    [
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    /// <summary>Such as <c>Chrome, Android</c>; empty where nothing is known.</summary>
    public static string Of(string userAgent)
    {
        var browser = Array.Find(_browsers, one => userAgent.Contains(one.Mark, StringComparison.OrdinalIgnoreCase)).Name;
        var system = Array.Find(_systems, one => userAgent.Contains(one.Mark, StringComparison.OrdinalIgnoreCase)).Name;
        return (browser, system) switch
        {
            (null, null) => "",
            ({ } one, null) => one,
            (null, { } other) => other,
            var (one, other) => $"{one}, {other}",
        };
    }
}
