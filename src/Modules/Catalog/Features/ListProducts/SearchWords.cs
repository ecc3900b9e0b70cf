using Aisle.Modules.Catalog.Domain;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// What was typed, understood: each word with what it may stand for, as a PostgreSQL text query. One statement asks
/// the word list which words exist, which begin so, what means the same, and what looks alike.
/// </summary>
/// <param name="Query">The text query (all words, as words or beginnings), or null where nothing typed is known.</param>
/// <param name="Exact">The same with whole words only, for ranking.</param>
/// <param name="Folded">The folded text, to know a product called exactly that.</param>
/// <param name="Corrections">Misspelt words and what was taken instead, both folded.</param>
internal sealed record SearchWords(string? Query, string Exact, string Folded, IReadOnlyDictionary<string, string> Corrections)
{
    /// <summary>More words than this do not make a search better, only dearer.</summary>
    public const int MostWords = 10;

    private const string Sql = """
        select typed.word,
               exists (select from catalog.search_word known where known.word = typed.word) as known,
               exists (select from catalog.search_word known where known.word like typed.word || '%') as begins,
               (select array_agg(distinct same.folded)
                from catalog.synonym one join catalog.synonym same using (group_number)
                where one.folded = typed.word and same.folded <> typed.word) as synonyms,
               case when not exists (select from catalog.search_word known where known.word like typed.word || '%')
                    then (select array_agg(alike.word || ' ' || alike.products) from catalog.similar_words(typed.word) alike) end as alike
        from unnest($1) with ordinality typed (word, place)
        order by typed.place
        """;

    public static async Task<SearchWords> UnderstandAsync(string typed, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var words = SearchFold.Words(typed).Distinct(StringComparer.Ordinal).Take(MostWords).ToArray();
        if (words.Length == 0)
        {
            return new SearchWords(null, "", "", new Dictionary<string, string>(StringComparer.Ordinal));
        }

        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = words });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var prefixes = new List<string>();
        var exacts = new List<string>();
        var corrections = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var word = reader.GetString(0);
            var synonyms = reader.IsDBNull(3) ? [] : await reader.GetFieldValueAsync<string[]>(3, cancellationToken);
            var meant = new List<string>(synonyms.Select(Phrase));
            if (reader.GetBoolean(2))
            {
                meant.Insert(0, word + ":*");
            }
            else if (!reader.IsDBNull(4))
            {
                var alike = Closest(word, await reader.GetFieldValueAsync<string[]>(4, cancellationToken));
                meant.InsertRange(0, alike);
                if (alike.Count > 0 && synonyms.Length == 0)
                {
                    corrections[word] = alike[0];
                }
            }

            if (meant.Count > 0)
            {
                prefixes.Add(Any(meant));
                exacts.Add(Any(meant.Select(choice => choice.Replace(":*", "", StringComparison.Ordinal))));
            }
        }

        return new SearchWords(prefixes.Count == 0 ? null : string.Join(" & ", prefixes), string.Join(" & ", exacts), string.Join(' ', words), corrections);
    }

    private static string Any(IEnumerable<string> choices) => "(" + string.Join(" | ", choices) + ")";

    /// <summary>Folded words hold letters and digits only, so nothing in them is an operator.</summary>
    private static string Phrase(string synonym) => "(" + string.Join(" <-> ", synonym.Split(' ')) + ")";

    /// <summary>Of the words that look alike, the ones with the fewest slips, if few enough for the length.</summary>
    private static List<string> Closest(string word, string[] alike)
    {
        var allowed = word.Length switch { <= 2 => 0, <= 4 => 1, <= 8 => 2, _ => 3 };
        var candidates = alike.Select(entry => entry.Split(' '))
            .Select(entry => (Word: entry[0], Products: int.Parse(entry[1], System.Globalization.CultureInfo.InvariantCulture), Slips: EditDistance.Between(word, entry[0], allowed)))
            .Where(candidate => candidate.Slips <= allowed)
            .ToList();
        if (candidates.Count == 0)
        {
            return [];
        }

        var fewest = candidates.Min(candidate => candidate.Slips);
        return [.. candidates.Where(candidate => candidate.Slips == fewest).OrderByDescending(candidate => candidate.Products)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal).Take(3).Select(candidate => candidate.Word)];
    }
}
