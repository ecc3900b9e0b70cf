using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// What was typed, understood: each word with what it may stand for, as a PostgreSQL text query. One statement asks
/// the word list which words exist or begin so, what means the same, and what looks alike.
/// </summary>
/// <param name="Query">The text query (all words, as words or beginnings), or null where nothing typed is known.</param>
/// <param name="Exact">The same with whole words only.</param>
/// <param name="ExactInName">Whole words in the name (weight A).</param>
/// <param name="Folded">The folded text, to know a product called exactly that.</param>
/// <param name="Corrections">Misspelt words and what was taken instead, both folded.</param>
internal sealed record SearchWords(
    string? Query, string Exact, string ExactInName, string Folded, IReadOnlyDictionary<string, string> Corrections)
{
    /// <summary>More words than this do not make a search better, only dearer.</summary>
    public const int MostWords = 10;

    // The beginning of a word is asked for as a range: a LIKE whose pattern is not a constant cannot use the index.
    private const string Sql = """
        select typed.word, begins.words,
               (select array_agg(distinct same.folded)
                from catalog.synonym one join catalog.synonym same using (group_number)
                where one.folded = typed.word and same.folded <> typed.word) as synonyms,
               case when begins.words is null then (select array_agg(alike.word || ' ' || alike.products) from catalog.similar_words(typed.word) alike) end as alike
        from unnest($1) with ordinality typed (word, place)
        cross join lateral (
            select array_agg(known.word) as words
            from (select word from catalog.search_word
                  where word ~>=~ typed.word and word ~<~ (typed.word || chr(1114109))
                  order by word using ~<~ limit 2) known) begins
        order by typed.place
        """;

    public static async Task<SearchWords> UnderstandAsync(string typed, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var words = SearchFold.Words(typed).Distinct(StringComparer.Ordinal).Take(MostWords).ToArray();
        if (words.Length == 0)
        {
            return new SearchWords(null, "", "", "", new Dictionary<string, string>(StringComparer.Ordinal));
        }

        await using var command = database.CreateCommand(Sql).With(words);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var all = new List<List<Meaning>>();
        var corrections = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var word = reader.GetString(0);
            var synonyms = reader.IsDBNull(2) ? [] : await reader.GetFieldValueAsync<string[]>(2, cancellationToken);
            var meant = new List<Meaning>(synonyms.Select(synonym => new Meaning(synonym.Split(' '), IsPrefix: false)));
            if (!reader.IsDBNull(1))
            {
                // Where no longer word begins so, the word itself will do: it is looked up several times quicker.
                var begun = await reader.GetFieldValueAsync<string[]>(1, cancellationToken);
                meant.Insert(0, new Meaning([word], IsPrefix: begun is not [var only] || !string.Equals(only, word, StringComparison.Ordinal)));
            }
            else if (!reader.IsDBNull(3))
            {
                var alike = Closest(word, await reader.GetFieldValueAsync<string[]>(3, cancellationToken));
                meant.InsertRange(0, alike.Select(other => new Meaning([other], IsPrefix: false)));
                if (alike.Count > 0 && synonyms.Length == 0)
                {
                    corrections[word] = alike[0];
                }
            }

            if (meant.Count > 0)
            {
                all.Add(meant);
            }
        }

        return new SearchWords(
            all.Count == 0 ? null : Write(all, prefixes: true, ""), Write(all, prefixes: false, ""),
            Write(all, prefixes: false, "A"), string.Join(' ', words), corrections);
    }

    /// <summary>Folded words hold letters and digits only, so nothing in them is an operator of the query.</summary>
    private static string Write(List<List<Meaning>> words, bool prefixes, string weights) => string.Join(" & ", words.Select(meant =>
        "(" + string.Join(" | ", meant.Select(meaning => meaning.Write(prefixes, weights))) + ")"));

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

    /// <summary>Words that stand for one typed word: one, or several in a row.</summary>
    private sealed record Meaning(string[] Words, bool IsPrefix)
    {
        public string Write(bool prefixes, string weights)
        {
            var mark = prefixes && IsPrefix ? ":*" + weights : weights.Length > 0 ? ":" + weights : "";
            return "(" + string.Join(" <-> ", Words.Select(word => $"'{word}'{mark}")) + ")";
        }
    }
}
