using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Features;

/// <summary>Where a draft is in its life.</summary>
internal enum DraftState
{
    /// <summary>Being written.</summary>
    Drafted,

    /// <summary>Waits for a second person.</summary>
    Submitted,

    /// <summary>Sent back with a reason; it can be written on.</summary>
    Returned,

    /// <summary>In the journal.</summary>
    Posted,
}

/// <summary>What a person writes into the books.</summary>
/// <param name="Date">Business date.</param>
/// <param name="Memo">What it is.</param>
/// <param name="Id">Id, made by the caller; also that of its entry.</param>
/// <param name="Series">Series; <c>JV</c> where it is left out.</param>
/// <param name="Kind"><c>normal</c>, <c>opening</c> or <c>correction</c>.</param>
/// <param name="Store">Store of lines that name none.</param>
/// <param name="Lines">Its lines; or</param>
/// <param name="Legs">its legs, which may be out of balance until it is submitted; or</param>
/// <param name="Reverses">the entry it takes back, whole.</param>
/// <param name="Corrects">The entry it mends.</param>
internal sealed record DraftBody(
    DateOnly Date, string Memo, EntryId? Id = null, string? Series = null, EntryKind? Kind = null, StoreId? Store = null,
    IReadOnlyList<LineBody>? Lines = null, IReadOnlyList<LegBody>? Legs = null, EntryId? Reverses = null, EntryId? Corrects = null)
{
    public EntryBody Entry(EntryId id, IReadOnlyList<string> attachments) => new(Date, id, Document: null, Series, Memo, Kind, Store, Lines, Legs, Facts: null, Rule: null, Corrects, attachments);
}

/// <summary>A file that proves an entry.</summary>
/// <param name="File">Its name in the store: SHA-256 of its bytes and the ending of its type.</param>
/// <param name="Name">What it was called.</param>
/// <param name="ContentType">Media type, by its content.</param>
/// <param name="Bytes">Size.</param>
internal sealed record DraftFile(string File, string Name, string ContentType, long Bytes);

/// <summary>A draft.</summary>
/// <param name="Id">Id; also that of its entry.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Content">What was written.</param>
/// <param name="Files">Files that prove it.</param>
/// <param name="Author">Who began it.</param>
/// <param name="AuthorName">What people call them.</param>
/// <param name="SubmittedAt">When it was handed in.</param>
/// <param name="DecidedBy">Who approved it or sent it back; null where nobody had to.</param>
/// <param name="DecidedName">What people call them.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reason">Why it was sent back.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="UpdatedAt">When it was changed last.</param>
/// <param name="Version">Version, for edits and decisions.</param>
internal sealed record DraftAnswer(
    EntryId Id, DraftState State, DraftBody Content, IReadOnlyList<DraftFile> Files, Guid Author, string AuthorName, DateTimeOffset? SubmittedAt, Guid? DecidedBy, string? DecidedName, DateTimeOffset? DecidedAt,
    string? Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, int Version);

/// <summary>Which version of a draft is meant.</summary>
/// <param name="Version">The version that was read.</param>
internal sealed record DraftVersionBody(int Version);

/// <summary>Why a draft is sent back.</summary>
/// <param name="Version">The version that was read.</param>
/// <param name="Reason">Why, 1 to 500 characters.</param>
internal sealed record ReturnDraftBody(int Version, string Reason);
