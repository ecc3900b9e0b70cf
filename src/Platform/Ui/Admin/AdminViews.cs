using Aisle.Platform.Security;

namespace Aisle.Platform.Ui.Admin;

/// <summary>A filter, order and choice of columns of a list that somebody keeps under a name.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">What its maker calls it.</param>
/// <param name="Query">What follows the ? in the address of the list.</param>
/// <param name="IsShared">Whether everybody who uses the list sees it.</param>
/// <param name="MayRemove">Whether the one who asks may remove it.</param>
public sealed record AdminView(string Id, string Name, string Query, bool IsShared, bool MayRemove);

/// <summary>What somebody has of the views of a list.</summary>
/// <param name="All">Their own and the shared ones, by name.</param>
/// <param name="MayShare">Whether they may keep one for everybody.</param>
public sealed record AdminViewMenu(IReadOnlyList<AdminView> All, bool MayShare);

/// <summary>
/// Views of the lists, which every list has by its <see cref="ListView.Key"/>. A view is kept and removed by a form that is
/// sent to <see cref="Path"/>.
/// </summary>
public interface IAdminViews
{
    /// <summary>
    /// Where a form is sent: <c>list</c>, <c>name</c>, <c>query</c>, <c>shared</c> and <c>back</c> (the path of the list) keep a view,
    /// <c>?handler=Remove</c> with <c>id</c> and <c>back</c> removes one.
    /// </summary>
    public const string Path = "/admin/views";

    /// <summary>The views of a list, by one statement; null, and by none, for those who may not keep any.</summary>
    Task<AdminViewMenu?> OfAsync(string list, Caller caller, CancellationToken cancellationToken);
}
