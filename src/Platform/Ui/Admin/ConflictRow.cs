namespace Aisle.Platform.Ui.Admin;

/// <summary>A field of which two people made different things (<c>_AdminConflict</c>).</summary>
/// <param name="Field">What it is called.</param>
/// <param name="Theirs">What is saved now.</param>
/// <param name="Mine">What was typed.</param>
public sealed record ConflictRow(string Field, string Theirs, string Mine);
