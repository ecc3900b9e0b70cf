namespace Aisle.Kernel;

/// <summary>Collects every fault of a request, so that the caller sees them all at once and not one per try.</summary>
public sealed class Problems
{
    private readonly List<Error> _errors = [];

    /// <summary>True when at least one fault was found.</summary>
    public bool Any => _errors.Count > 0;

    /// <summary>The faults found so far, in the order they were found.</summary>
    public IReadOnlyList<Error> Errors => _errors.AsReadOnly();

    /// <summary>Adds one fault.</summary>
    public void Add(Error error)
    {
        ArgumentNullException.ThrowIfNull(error);
        _errors.Add(error);
    }

    /// <summary>Gives the value, or keeps the errors and gives the default of the type.</summary>
    /// <param name="result">The outcome to look at.</param>
    /// <param name="field">The field the errors belong to; it replaces the field they name. Null leaves theirs.</param>
    public T? Take<T>(Result<T> result, string? field = null)
    {
        if (result.TryGet(out var value))
        {
            return value;
        }

        AddAll(result.Errors, field);
        return default;
    }

    /// <summary>Keeps the errors of an outcome without a value.</summary>
    /// <param name="result">The outcome to look at.</param>
    /// <param name="field">The field the errors belong to; it replaces the field they name. Null leaves theirs.</param>
    /// <returns>True on success.</returns>
    public bool Take(Result result, string? field = null)
    {
        AddAll(result.Errors, field);
        return result.IsSuccess;
    }

    /// <summary>Adds a validation error unless the condition holds.</summary>
    /// <returns>The condition.</returns>
    public bool Require(bool ok, string code, string message, string? field = null)
    {
        if (!ok)
        {
            _errors.Add(Error.Validation(code, message, field));
        }

        return ok;
    }

    /// <summary>All faults, or the value built when there is none. Nothing is built when there is a fault.</summary>
    public Result<T> ToResult<T>(Func<T> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        return Any ? _errors : build();
    }

    private void AddAll(IReadOnlyList<Error> errors, string? field)
    {
        foreach (var error in errors)
        {
            _errors.Add(field is null ? error : error with { Field = field });
        }
    }
}
