using Aisle.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Aisle.Platform.Http;

/// <summary>Reads the declared parameters of a request and collects every fault, also of parameters nobody declared.</summary>
public sealed class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly Problems _problems = new();

    private QueryReader(IQueryCollection query) => _query = query;

    /// <summary>The faults found so far.</summary>
    public Problems Problems => _problems;

    /// <summary>A reader for a route that declares <paramref name="declared"/>; anything else in the query is a fault.</summary>
    public static QueryReader Strict(HttpRequest request, IReadOnlyList<QueryParameter> declared)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reader = new QueryReader(request.Query);
        foreach (var (name, _) in request.Query)
        {
            if (!declared.Any(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal)))
            {
                reader._problems.Add(Error.Validation("query.unknown", $"There is no parameter '{Shorten(name)}' here.", Shorten(name)));
            }
        }

        return reader;
    }

    /// <summary>
    /// A reader for a page: an unknown parameter (a campaign's tag, say) is no fault, and a bad value gives the default.
    /// </summary>
    public static QueryReader Lenient(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new QueryReader(request.Query);
    }

    /// <summary>The value of <paramref name="parameter"/>, or its default where it is absent, empty or at fault.</summary>
    public T Get<T>(QueryParameter<T> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var values = Values(parameter);
        if (values.Count > 1)
        {
            _problems.Add(Error.Validation("query.repeated", $"'{parameter.Name}' stands more than once.", parameter.Name));
            return parameter.Default;
        }

        return values.Count == 0 || string.IsNullOrEmpty(values[0]) ? parameter.Default : Take(parameter, values[0]!);
    }

    /// <summary>All values of a parameter that may stand several times; at most 20.</summary>
    public IReadOnlyList<string> GetAll(QueryParameter<string?> parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        var values = Values(parameter);
        if (values.Count > 20)
        {
            _problems.Add(Error.Validation("query.too_many", $"'{parameter.Name}' stands more than 20 times.", parameter.Name));
            return [];
        }

        return [.. values.Where(value => !string.IsNullOrEmpty(value)).Select(value => Take(parameter, value!)).OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private T Take<T>(QueryParameter<T> parameter, string text)
    {
        if (parameter.Read(text, out var value) is not { } error)
        {
            return value;
        }

        _problems.Add(error);
        return parameter.Default;
    }

    private StringValues Values(QueryParameter parameter)
    {
        // ASP.NET matches names without regard to case; the API does not, so that one spelling is the documented one.
        return _query.TryGetValue(parameter.Name, out var values) ? values : StringValues.Empty;
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
