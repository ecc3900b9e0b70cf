using System.Text.Unicode;
using Aisle.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Aisle.Platform.Http;

/// <summary>Reads the declared parameters of a request and collects every fault, also of parameters nobody declared.</summary>
public sealed class QueryReader
{
    private readonly IQueryCollection _query;
    private readonly Problems _problems = new();
    private readonly IReadOnlyList<string> _unreadable;

    private QueryReader(HttpRequest request)
    {
        _query = request.Query;
        _unreadable = Unreadable(request.QueryString.Value ?? "");
        foreach (var name in _unreadable)
        {
            _problems.Add(Error.Validation("query.characters", $"'{Shorten(name)}' holds bytes that are not UTF-8.", Shorten(name)));
        }
    }

    /// <summary>The faults found so far.</summary>
    public Problems Problems => _problems;

    /// <summary>A reader for a route that declares <paramref name="declared"/>; anything else in the query is a fault.</summary>
    public static QueryReader Strict(HttpRequest request, IReadOnlyList<QueryParameter> declared)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reader = new QueryReader(request);
        Cursor.Bind(request, declared);
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
        return new QueryReader(request);
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
        return _query.TryGetValue(parameter.Name, out var values) && !_unreadable.Contains(parameter.Name, StringComparer.Ordinal) ? values : StringValues.Empty;
    }

    /// <summary>
    /// The names of parameters whose bytes are no UTF-8. The framework leaves such bytes escaped, and so nobody would know them from
    /// somebody's text with percent signs.
    /// </summary>
    private static IReadOnlyList<string> Unreadable(string query)
    {
        if (!query.Contains('%', StringComparison.Ordinal))
        {
            return [];
        }

        var bytes = new byte[query.Length];
        return [.. query.TrimStart('?').Split('&').Where(pair => !Utf8.IsValid(Bytes(pair, bytes))).Select(pair => pair.Split('=')[0]).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The bytes that percent signs stand for; everything else as any letter.</summary>
    private static ReadOnlySpan<byte> Bytes(string pair, byte[] bytes)
    {
        var count = 0;
        for (var i = 0; i < pair.Length; i++)
        {
            if (pair[i] == '%' && i + 2 < pair.Length && char.IsAsciiHexDigit(pair[i + 1]) && char.IsAsciiHexDigit(pair[i + 2]))
            {
                bytes[count++] = Convert.FromHexString(pair.AsSpan(i + 1, 2))[0];
                i += 2;
            }
            else
            {
                bytes[count++] = (byte)'a';
            }
        }

        return bytes.AsSpan(0, count);
    }

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
