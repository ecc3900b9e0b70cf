using Aisle.Modules.Notifications.Data;
using Aisle.Modules.Notifications.Domain;
using Aisle.Platform.Caching;
using Aisle.Platform.Database;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Notifications.Features;

/// <summary>What letters say: as the shop has written it, else as the texts of this module have it.</summary>
internal sealed class LetterWords(RowStore rows, WrittenLetters written, Texts texts)
{
    /// <summary>The words of a letter.</summary>
    public async Task<(string Subject, string Text)> OfAsync(string kind, string language, CancellationToken cancellationToken) =>
        (await written.GetAsync(cancellationToken)).GetValueOrDefault((kind, language)) is { Subject: { } subject, Text: { } text } ? (subject, text) : Own(kind, language);

    /// <summary>The program's own words.</summary>
    public (string Subject, string Text) Own(string kind, string language) => (texts.In(language, $"notifications.order.{kind}.subject"), texts.In(language, $"notifications.order.{kind}.text"));

    /// <summary>The wordings of a letter, the newest first, at most 100.</summary>
    public Task<List<LetterTextRow>> ChangesAsync(string kind, string language, CancellationToken cancellationToken) =>
        rows.ListAsync<LetterTextRow>("kind = $1 and language = $2 order by version desc limit 100", cancellationToken, kind, language);

    /// <summary>The newest wording of every letter that has one.</summary>
    public Task<List<LetterTextRow>> AllAsync(CancellationToken cancellationToken) => rows.SelectAsync<LetterTextRow>(WrittenLetters.Sql, cancellationToken);

    /// <summary>The words with their values.</summary>
    public LetterPaper Write((string Subject, string Text) words, IReadOnlyDictionary<string, string> values, IReadOnlyList<LetterLine> lines, string link, string language) => new(
        LetterTemplate.Fill(words.Subject, values), texts.In(language, "notifications.order.hello", values["name"]), LetterTemplate.Fill(words.Text, values), lines, texts.In(language, "notifications.order.link"), link);
}

/// <summary>What the shop has written for its letters, in memory until one of them changes.</summary>
internal sealed class WrittenLetters(ApartDatabase database, ChangeListener listener) : IDisposable
{
    public const string Sql = "select distinct on (kind, language) * from notifications.letter_text order by kind, language, version desc";

    private readonly ChangeCache<Dictionary<(string Kind, string Language), LetterTextRow>> _cache = new(listener, NotificationsModule.Tag, stop => LoadAsync(database, stop));

    public ValueTask<Dictionary<(string Kind, string Language), LetterTextRow>> GetAsync(CancellationToken cancellationToken) => _cache.GetAsync(cancellationToken);

    public void Dispose() => _cache.Dispose();

    private static async Task<Dictionary<(string, string), LetterTextRow>> LoadAsync(ApartDatabase database, CancellationToken cancellationToken)
    {
        await using var command = database.Source.CreateCommand($"select row_to_json(found)::text from ({Sql}) found");
        return (await RowStore.ReadAsync<LetterTextRow>(command, cancellationToken)).ToDictionary(row => (row.Kind, row.Language));
    }
}
