using System.Globalization;
using System.Text;
using Aisle.Contracts.Catalog;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// A list's conditions as SQL with parameters, on a table called <c>item</c>: <c>catalog.listing</c> or, where many rows are
/// visited, <c>catalog.search</c>.
/// </summary>
internal sealed class ProductFilter
{
    /// <summary>The condition of a filter that is not asked for.</summary>
    public const string Anything = "true";

    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Conditions of search and category; true where there are none.</summary>
    public string Where { get; private set; } = Anything;

    /// <summary>Condition of the chosen brands.</summary>
    public string Brand { get; private set; } = Anything;

    /// <summary>Condition of the chosen origins.</summary>
    public string Origin { get; private set; } = Anything;

    /// <summary>Condition of the price range.</summary>
    public string Price { get; private set; } = Anything;

    /// <summary>
    /// How well a row answers the search: 5 called exactly so, 4 all words in the name and one in its category, 3 all in the name, 2 in name, brand and category, 1 the same with
    /// beginnings of words, 0 found by something else; twice that where a size was typed, and 1 more where it has that size. Where some of the
    /// words will do: how many of them are in name, brand and category.
    /// </summary>
    public string Score { get; private set; } = "0";

    /// <param name="query">What was asked for.</param>
    /// <param name="words">Its search, understood.</param>
    /// <param name="category">Condition of its category; true where there is none.</param>
    /// <param name="brands">Its brands.</param>
    /// <param name="ranked">Whether rows are put in the order of how well they answer the search.</param>
    public static ProductFilter Of(ProductQuery query, SearchWords? words, Func<ProductFilter, string>? category, IReadOnlyList<BrandId> brands, bool ranked)
    {
        var filter = new ProductFilter();
        var where = new StringBuilder();
        if (words is not null)
        {
            var typed = filter.AddQuery(words.Query ?? "");
            where.Append(CultureInfo.InvariantCulture, $" and item.words @@ {typed}");
            if (ranked)
            {
                // Each step holds only where the one before it does, so most rows are done after the first.
                filter.Score = words.IsAny ? string.Join(" + ", words.Each.Select(word => $"(item.title @@ {filter.AddQuery(word)})::integer")) : $"""
                    case when not item.title @@ {filter.AddQuery(words.Query ?? "")} then 0
                         {(string.Equals(words.Exact, words.Query, StringComparison.Ordinal) ? "" : $"when not item.title @@ {filter.AddQuery(words.Exact)} then 1")}
                         when not item.title @@ {filter.AddQuery(words.ExactInName)} then 2
                         when item.name_hash = hashtextextended({filter.Add(words.Folded)}, 0) then 5
                         when not item.title @@ {filter.AddQuery(words.InCategory)} then 3
                         else 4 end
                    """;
                filter.Score = words.Size is { } size ? $"2 * ({filter.Score}) + (item.words @@ {filter.AddQuery(size)})::integer" : filter.Score;
            }
        }

        if (category is not null)
        {
            where.Append(" and ").Append(category(filter));
        }

        if (where.Length > 0)
        {
            filter.Where = where.ToString(5, where.Length - 5);
        }

        if (query.Brands.Count > 0)
        {
            filter.Brand = $"item.brand_id = any ({filter.Add(brands.Select(brand => brand.Value).ToArray())})";
        }

        if (query.Origins.Count > 0)
        {
            filter.Origin = $"item.origin = any ({filter.Add(query.Origins.ToArray())})";
        }

        if (query.PriceFrom is { } from)
        {
            filter.Price = $"item.price_minor >= {filter.Add(from)}";
        }

        if (query.PriceTo is { } to)
        {
            filter.Price += $" and item.price_minor <= {filter.Add(to)}";
        }

        return filter;
    }

    /// <summary>Adds a value; answers its placeholder.</summary>
    public string Add<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return "$" + _parameters.Count.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Adds a text query. Sent without a type, so that PostgreSQL reads it once and not for each row.</summary>
    private string AddQuery(string query)
    {
        _parameters.Add(new NpgsqlParameter { Value = query, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Unknown });
        return "$" + _parameters.Count.ToString(CultureInfo.InvariantCulture) + "::tsquery";
    }

    /// <summary>Gives the values to the one command they are for.</summary>
    public void Bind(NpgsqlCommand command)
    {
        foreach (var parameter in _parameters)
        {
            command.Parameters.Add(parameter);
        }
    }
}
