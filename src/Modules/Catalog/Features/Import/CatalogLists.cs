using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// The small files of a catalogue: categories, brands, synonyms. Each is read whole and taken whole: one fault and
/// nothing changes, with every fault told.
/// </summary>
internal sealed class CatalogLists(UnitOfWork work, TimeProvider time)
{
    public Task<IReadOnlyList<string>> CategoriesAsync(string path, CancellationToken cancellationToken) => TakeAsync(path, ["slug", "name.en"], row =>
    {
        var problems = new Problems();
        var slug = SlugIn(row, "slug", problems);
        var parent = row.GetValueOrDefault("parent", "");
        var name = NameIn(row, problems);
        var position = int.TryParse(row.GetValueOrDefault("position", "0"), CultureInfo.InvariantCulture, out var number) ? number : 0;
        var id = IdIn(row, problems);
        return (problems, [id, parent, slug, ImportPlaces.Json(name), position, row.GetValueOrDefault("color", ""), row.GetValueOrDefault("icon", ""), SearchText.OfName(name)]);
    }, """
        with given as (
            select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::integer[], $6::text[], $7::text[], $8::text[])
                with ordinality given (id, parent, slug, name, position, color, icon, search_text, place))
        insert into catalog.category as category (id, parent_id, slug, name, position, color, icon, search_text, updated_at)
        select coalesce(known.id, given.id), parent.id, given.slug, given.name::jsonb, given.position, given.color, given.icon, given.search_text, $9
        from given
        left join catalog.category known on known.slug = given.slug
        left join (select id, slug from catalog.category union select given.id, given.slug from given where not exists (select from catalog.category where category.slug = given.slug)) parent on parent.slug = given.parent
        order by given.place
        on conflict (slug) do update set parent_id = excluded.parent_id, name = excluded.name, position = excluded.position, color = excluded.color,
            icon = excluded.icon, search_text = excluded.search_text, version = category.version + 1, updated_at = excluded.updated_at
        where (category.parent_id, category.name, category.position, category.color, category.icon)
            is distinct from (excluded.parent_id, excluded.name, excluded.position, excluded.color, excluded.icon)
        """, [NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text], cancellationToken);

    public Task<IReadOnlyList<string>> BrandsAsync(string path, CancellationToken cancellationToken) => TakeAsync(path, ["slug", "name.en"], row =>
    {
        var problems = new Problems();
        var slug = SlugIn(row, "slug", problems);
        var name = NameIn(row, problems);
        var country = row.GetValueOrDefault("country", "");
        CatalogRules.Country(problems, country, "country");
        return (problems, [IdIn(row, problems), slug, ImportPlaces.Json(name), country, SearchText.OfName(name)]);
    }, """
        insert into catalog.brand as brand (id, slug, name, country, search_text, updated_at)
        select coalesce(known.id, given.id), given.slug, given.name::jsonb, given.country, given.search_text, $6
        from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) with ordinality given (id, slug, name, country, search_text, place)
        left join catalog.brand known on known.slug = given.slug
        order by given.place
        on conflict (slug) do update set name = excluded.name, country = excluded.country, search_text = excluded.search_text,
            version = brand.version + 1, updated_at = excluded.updated_at
        where (brand.name, brand.country) is distinct from (excluded.name, excluded.country)
        """, [NpgsqlDbType.Uuid, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text], cancellationToken);

    public Task<IReadOnlyList<string>> SynonymsAsync(string path, CancellationToken cancellationToken) => TakeAsync(path, ["group", "word"], row =>
    {
        var problems = new Problems();
        var fits = int.TryParse(row["group"], CultureInfo.InvariantCulture, out var number);
        problems.Require(fits, "synonym.group", "A group is a whole number.", "group");
        var word = row["word"];
        problems.Require(word.Length is > 0 and <= 60 && SearchFold.Words(word).Count > 0, "synonym.word", "A word has 1 to 60 characters.", "word");
        return (problems, [number, word, SearchFold.Text(word)]);
    }, """
        insert into catalog.synonym as synonym (group_number, word, folded)
        select given.number, given.word, given.folded from unnest($1::integer[], $2::text[], $3::text[]) given (number, word, folded) where $4::timestamptz is not null
        on conflict (group_number, word) do update set folded = excluded.folded where synonym.folded <> excluded.folded
        """, [NpgsqlDbType.Integer, NpgsqlDbType.Text, NpgsqlDbType.Text], cancellationToken);

    private async Task<IReadOnlyList<string>> TakeAsync(
        string path, string[] needed, Func<Dictionary<string, string>, (Problems Problems, object[] Values)> read, string sql, NpgsqlDbType[] types,
        CancellationToken cancellationToken)
    {
        using var file = CsvFile.Open(path);
        var name = Path.GetFileName(path);
        var faults = needed.Where(column => !file.Header.Contains(column, StringComparer.Ordinal)).Select(column => $"{name}:1: {column}: The column is missing.").ToList();
        var rows = new List<object[]>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (faults.Count > 0)
        {
            return faults;
        }

        while (file.Next() is { } line)
        {
            if (line.FaultMessage is { } fault)
            {
                faults.Add($"{name}:{line.Line}: {fault}");
                continue;
            }

            var fields = file.Header.Zip(line.Fields).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second.Trim(), StringComparer.Ordinal);
            var (problems, values) = read(fields);
            problems.Require(seen.Add(string.Join('\n', needed.Where(column => !column.StartsWith("name.", StringComparison.Ordinal)).Select(column => fields[column]))), "row.repeated", "The row stands in the file already.");
            faults.AddRange(problems.Errors.Select(error => $"{name}:{line.Line}: {error.Field}: {error.Message}"));
            rows.Add(values);
        }

        if (faults.Count > 0 || rows.Count == 0)
        {
            return faults;
        }

        await work.RunAsync<int>(async stop =>
        {
            await using var command = await work.CommandAsync(sql, stop);
            for (var i = 0; i < types.Length; i++)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = Column(rows, i, types[i]), NpgsqlDbType = NpgsqlDbType.Array | types[i] });
            }

            command.With(time.GetUtcNow());
            work.Changed(CatalogModule.Tag);
            return await command.ExecuteNonQueryAsync(stop);
        }, cancellationToken);
        return faults;
    }

    private static object Column(List<object[]> rows, int index, NpgsqlDbType type) => type switch
    {
        NpgsqlDbType.Uuid => rows.Select(row => (Guid)row[index]).ToArray(),
        NpgsqlDbType.Integer => rows.Select(row => (int)row[index]).ToArray(),
        _ => rows.Select(row => (string)row[index]).ToArray(),
    };

    private Guid IdIn(Dictionary<string, string> row, Problems problems)
    {
        if (row.GetValueOrDefault("id", "") is not { Length: > 0 } text)
        {
            return Guid.CreateVersion7(time.GetUtcNow());
        }

        problems.Require(Guid.TryParseExact(text, "D", out var id), "id.format", "A UUID.", "id");
        return id;
    }

    private static string SlugIn(Dictionary<string, string> row, string column, Problems problems)
    {
        var slug = row.GetValueOrDefault(column, "");
        problems.Require(Slug.IsValid(slug), "row.slug", "Lower-case letters, digits and single dashes, at most 80.", column);
        return slug;
    }

    private static LocalText NameIn(Dictionary<string, string> row, Problems problems)
    {
        var name = problems.Take(LocalText.Create(
            row.Where(column => column.Key.StartsWith("name.", StringComparison.Ordinal)).Select(column => KeyValuePair.Create(column.Key[5..], (string?)ProductRow.Folded(column.Value))), CatalogRules.LongestPlaceName, "name")) ?? LocalText.Empty;
        problems.Require(!name.IsEmpty || problems.Any, "row.required", "A name is needed.", "name.en");
        return name;
    }
}
