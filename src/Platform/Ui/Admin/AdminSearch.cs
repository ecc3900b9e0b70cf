using Aisle.Platform.Security;

namespace Aisle.Platform.Ui.Admin;

/// <summary>Something the global search has found.</summary>
/// <param name="Kind">What it is, in words.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Path">Where it is, without language.</param>
/// <param name="Icon">A picture of <c>admin-icons.svg</c>.</param>
public sealed record AdminHit(string Kind, string Text, string Path, string Icon);

/// <summary>Finds things of a module for the global search of the admin. Registered by the module; each answers in one statement.</summary>
public interface IAdminSearchSource
{
    /// <summary>At most five things that fit, and that the caller may see.</summary>
    Task<IReadOnlyList<AdminHit>> FindAsync(string words, Caller caller, AdminText text, CancellationToken cancellationToken);
}

/// <summary>A number on the first page of the admin.</summary>
/// <param name="Label">What it counts.</param>
/// <param name="Value">The number, as it is shown.</param>
/// <param name="Path">Where it leads, without language.</param>
/// <param name="Icon">A picture of <c>admin-icons.svg</c>.</param>
/// <param name="IsBad">Whether somebody should look at it.</param>
public sealed record AdminTile(string Label, string Value, string Path, string Icon, bool IsBad = false);

/// <summary>Numbers of a module for the first page of the admin. Registered by the module; each answers in one statement.</summary>
public interface IAdminTileSource
{
    /// <summary>The numbers the caller may see.</summary>
    Task<IReadOnlyList<AdminTile>> TilesAsync(Caller caller, AdminText text, CancellationToken cancellationToken);
}
