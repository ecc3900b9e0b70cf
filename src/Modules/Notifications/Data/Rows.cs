using Aisle.Platform.Database;

namespace Aisle.Modules.Notifications.Data;

// Rows of the tables, as they are written and read: names are those of the columns.

/// <summary>A wording of a letter; without words it is the program's own.</summary>
[Row("notifications.letter_text")]
internal sealed record LetterTextRow(string Kind, string Language, int Version, string? Subject, string? Text, Guid? ByUser, string ByName, DateTimeOffset At);

[Row("notifications.sent_letter")]
internal sealed record SentLetterRow(Guid Id, string Kind, string Language, string Recipient, Guid? OrderId, string Number, bool IsTest, DateTimeOffset At);
