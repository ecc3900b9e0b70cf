using Aisle.Modules.Notifications.Data;
using Aisle.Modules.Notifications.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Notifications.Features;

/// <summary>What letters say: as the shop has written it, else as the texts of this module have it.</summary>
internal sealed class LetterWords(RowStore rows, Texts texts)
{
    /// <summary>The words of a letter. One statement.</summary>
    public async Task<(string Subject, string Text)> OfAsync(string kind, string language, CancellationToken cancellationToken) =>
        await NewestAsync(kind, language, cancellationToken) is { Subject: { } subject, Text: { } text } ? (subject, text) : Own(kind, language);

    /// <summary>The program's own words.</summary>
    public (string Subject, string Text) Own(string kind, string language) => (texts.In(language, $"notifications.order.{kind}.subject"), texts.In(language, $"notifications.order.{kind}.text"));

    /// <summary>The newest wording; null where nobody has written one.</summary>
    public async Task<LetterTextRow?> NewestAsync(string kind, string language, CancellationToken cancellationToken) =>
        (await rows.ListAsync<LetterTextRow>("kind = $1 and language = $2 order by version desc limit 1", cancellationToken, kind, language)).FirstOrDefault();

    /// <summary>The wordings of a letter, the newest first, at most 100.</summary>
    public Task<List<LetterTextRow>> ChangesAsync(string kind, string language, CancellationToken cancellationToken) =>
        rows.ListAsync<LetterTextRow>("kind = $1 and language = $2 order by version desc limit 100", cancellationToken, kind, language);

    /// <summary>The newest wording of every letter that has one.</summary>
    public Task<List<LetterTextRow>> AllAsync(CancellationToken cancellationToken) =>
        rows.SelectAsync<LetterTextRow>("select distinct on (kind, language) * from notifications.letter_text order by kind, language, version desc", cancellationToken);

    /// <summary>The words with their values.</summary>
    public LetterPaper Write((string Subject, string Text) words, IReadOnlyDictionary<string, string> values, IReadOnlyList<LetterLine> lines, string link, string language) => new(
        LetterTemplate.Fill(words.Subject, values), texts.In(language, "notifications.order.hello", values["name"]), LetterTemplate.Fill(words.Text, values), lines, texts.In(language, "notifications.order.link"), link);
}
