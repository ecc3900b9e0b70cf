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
/// <param name="InCategory">One of them, whole, in the name of its category (weight C): who looks for prawns means those before noodles with prawns.</param>
/// <param name="Folded">The folded text, to know a product called exactly that.</param>
/// <param name="Corrections">Misspelt words and what was taken instead, both folded.</param>
internal sealed record SearchWords(
    string? Query, string Exact, string ExactInName, string InCategory, string Folded, IReadOnlyDictionary<string, string> Corrections)
{
    private static readonly SearchWords _none = new(null, "", "", "", "", new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Each word by itself, as <see cref="Query"/> has it.</summary>
    public IReadOnlyList<string> Each { get; private init; } = [];

    /// <summary>A size that was typed beside words, such as 5 kg: nobody is kept from other sizes, but this one comes first. Null where there is none.</summary>
    public string? Size { get; private init; }

    /// <summary>Whether some of the words will do.</summary>
    public bool IsAny { get; private init; }

    /// <summary>More words than this do not make a search better, only dearer.</summary>
    public const int MostWords = 10;

    // The beginning of a word is asked for as a range: a LIKE whose pattern is not a constant cannot use the index.
    private const string Sql = """
        select typed.word, begins.words, above.word is not null and coalesce(own.products, 0) <= 50 as above,
               (select array_agg(distinct same.folded)
                from catalog.synonym one join catalog.synonym same using (group_number)
                where one.folded = typed.word and same.folded <> typed.word) as synonyms,
               case when begins.words is null then (select array_agg(alike.word || ' ' || alike.products) from catalog.similar_words(typed.word) alike) end as alike
        from unnest($1) with ordinality typed (word, place)
        left join catalog.search_word own on own.word = typed.word
        left join catalog.search_word above on above.word = '^' || typed.word
        cross join lateral (
            select array_agg(known.word) as words
            from (select word from catalog.search_word
                  where word ~>=~ typed.word and word ~<~ (typed.word || chr(1114109))
                  order by word using ~<~ limit 2) known) begins
        order by typed.place
        """;

    public static async Task<SearchWords> UnderstandAsync(string typed, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var (all, size) = TypedSize.Split(SearchFold.Words(typed));
        var words = all.Distinct(StringComparer.Ordinal).Take(MostWords).ToArray();
        if (words.Length == 0)
        {
            return _none;
        }

        await using var command = database.CreateCommand(Sql).With(words);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var meanings = new List<List<Meaning>>();
        var corrections = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var word = reader.GetString(0);
            var synonyms = reader.IsDBNull(3) ? [] : await reader.GetFieldValueAsync<string[]>(3, cancellationToken);
            var meant = new List<Meaning>(synonyms.Select(synonym => new Meaning(synonym.Split(' '), IsPrefix: false)));
            if (!reader.IsDBNull(1))
            {
                // Where no longer word begins so, the word itself will do: it is looked up several times quicker.
                var begun = await reader.GetFieldValueAsync<string[]>(1, cancellationToken);
                meant.Insert(0, new Meaning([word], IsPrefix: begun is not [var only] || !string.Equals(only, word, StringComparison.Ordinal)));
            }
            else if (!reader.GetBoolean(2) && !reader.IsDBNull(4))
            {
                var alike = Closest(word, await reader.GetFieldValueAsync<string[]>(4, cancellationToken));
                meant.InsertRange(0, alike.Select(other => new Meaning([other], IsPrefix: false)));
                if (alike.Count > 0 && synonyms.Length == 0)
                {
                    corrections[word] = alike[0];
                }
            }

            if (reader.GetBoolean(2))
            {
                // Few things are called so, but a department is: what is in it is meant too.
                meant.Add(new Meaning(["^" + word], IsPrefix: false));
            }

            if (meant.Count > 0)
            {
                meanings.Add(meant);
            }
        }

        return meanings.Count == 0 ? _none : new SearchWords(
            Write(meanings, prefixes: true, ""), Write(meanings, prefixes: false, ""), Write(meanings, prefixes: false, "A"), Write(meanings, prefixes: false, "C", " | "), SearchFold.Text(typed), corrections)
        {
            Each = meanings.ConvertAll(one => Write([one], prefixes: true, "")), Size = size,
        };
    }

    /// <summary>The same where some of the words will do: for what nothing has all of them.</summary>
    public SearchWords Any() => this with { Query = string.Join(" | ", Each), IsAny = true };

    /// <summary>Folded words hold letters and digits only, and those of departments a mark before them, so nothing in them is an operator of the query.</summary>
    private static string Write(List<List<Meaning>> words, bool prefixes, string weights, string between = " & ") => string.Join(between, words.Select(meant =>
        "(" + string.Join(" | ", meant.Select(meaning => meaning.Write(prefixes, weights))) + ")"));

    /// <summary>Of the words that look alike, the ones with the fewest slips, if few enough for the length.</summary>
    private static List<string> Closest(string word, string[] alike)
    {
        var allowed = word.Length switch { <= 2 => 0, <= 5 => 1, <= 8 => 2, _ => 3 };
        var candidates = alike.Select(entry => entry.Split(' '))
            .Select(entry => (Word: entry[0], Products: int.Parse(entry[1], System.Globalization.CultureInfo.InvariantCulture), Slips: EditDistance.Between(word, entry[0], allowed)))
            // Two slips in a short word make another word of it, unless it begins as it should and is about as long.
            .Where(candidate => candidate.Slips <= Math.Min(allowed, candidate.Word[0] == word[0] && Math.Abs(candidate.Word.Length - word.Length) < 2 ? allowed : 1))
            // And another letter in a very short one.
            .Where(candidate => word.Length > 4 || IsWithin(word, candidate.Word) || IsWithin(candidate.Word, word))
            .ToList();
        if (candidates.Count == 0)
        {
            return [];
        }

        var fewest = candidates.Min(candidate => candidate.Slips);
        // Letters are left out more often than they are taken for others.
        return [.. candidates.Where(candidate => candidate.Slips == fewest).OrderBy(candidate => IsWithin(word, candidate.Word) ? 0 : 1).ThenByDescending(candidate => candidate.Products)
            .ThenBy(candidate => candidate.Word, StringComparer.Ordinal).Take(3).Select(candidate => candidate.Word)];
    }

    /// <summary>Whether the letters of a word are all in another one, in their order.</summary>
    private static bool IsWithin(string word, string other)
    {
        var at = 0;
        foreach (var letter in other)
        {
            at += at < word.Length && word[at] == letter ? 1 : 0;
        }

        return at == word.Length;
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
