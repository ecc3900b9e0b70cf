using System.Globalization;
using System.Text;
using Aisle.Contracts.Catalog;
using Npgsql;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A list's conditions as SQL with parameters; the same for the rows and for the facets.</summary>
internal sealed class ProductFilter
{
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Conditions of search and category; true where there are none.</summary>
    public string Where { get; private set; } = "true";

    /// <summary>Condition of the chosen brands.</summary>
    public string Brand { get; private set; } = "true";

    /// <summary>Condition of the chosen origins.</summary>
    public string Origin { get; private set; } = "true";

    /// <summary>Condition of the price range.</summary>
    public string Price { get; private set; } = "true";

    /// <summary>How well a row answers the search: called exactly so, all words in the name, whole words.</summary>
    public string Score { get; private set; } = "0";

    public static ProductFilter Of(ProductQuery query, SearchWords? words, CategoryId? category, IReadOnlyList<BrandId> brands, bool ranked)
    {
        var filter = new ProductFilter();
        var where = new StringBuilder();
        if (words is not null)
        {
            var typed = filter.AddQuery(words.Query ?? "");
            where.Append(CultureInfo.InvariantCulture, $" and listing.words @@ {typed}");
            if (ranked)
            {
                filter.Score = $"""
                    (case when listing.search_name = {filter.Add(words.Folded)} then 8 else 0 end
                     + case when listing.words @@ {filter.AddQuery(words.ExactInName)} then 4 else 0 end
                     + case when listing.words @@ {filter.AddQuery(words.InTitle)} then 2 else 0 end
                     + case when listing.words @@ {filter.AddQuery(words.Exact)} then 1 else 0 end)
                    """;
            }
        }

        if (category is { } id)
        {
            where.Append(CultureInfo.InvariantCulture, $" and listing.category_path @> array[{filter.Add(id.Value)}]");
        }

        if (where.Length > 0)
        {
            filter.Where = where.ToString(5, where.Length - 5);
        }

        if (query.Brands.Count > 0)
        {
            filter.Brand = $"listing.brand_id = any ({filter.Add(brands.Select(brand => brand.Value).ToArray())})";
        }

        if (query.Origins.Count > 0)
        {
            filter.Origin = $"listing.origin = any ({filter.Add(query.Origins.ToArray())})";
        }

        if (query.PriceFrom is { } from)
        {
            filter.Price = $"listing.price_minor >= {filter.Add(from)}";
        }

        if (query.PriceTo is { } to)
        {
            filter.Price += $" and listing.price_minor <= {filter.Add(to)}";
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

    /// <summary>Gives the values to a command.</summary>
    public void Bind(NpgsqlCommand command)
    {
        foreach (var parameter in _parameters)
        {
            command.Parameters.Add(parameter.Clone());
        }
    }
}
