namespace Aisle.Kernel;

/// <summary>
/// The outcome of an operation that gives no value: success, or one or more errors.
/// The default value is a failure, so that a forgotten result never passes for a success.
/// </summary>
public readonly struct Result : IEquatable<Result>
{
    private readonly bool _success;
    private readonly IReadOnlyList<Error>? _errors;

    private Result(bool success, IReadOnlyList<Error>? errors)
    {
        _success = success;
        _errors = errors;
    }

    /// <summary>The success.</summary>
    public static Result Success => new(success: true, errors: null);

    /// <summary>True when there is no error.</summary>
    public bool IsSuccess => _success;

    /// <summary>True when there is at least one error.</summary>
    public bool IsFailure => !_success;

    /// <summary>The errors; empty on success.</summary>
    public IReadOnlyList<Error> Errors => _success ? [] : _errors ?? ErrorList.NeverSet;

    /// <summary>The first error.</summary>
    /// <exception cref="InvalidOperationException">The result is a success.</exception>
    public Error FirstError =>
        _success ? throw new InvalidOperationException("A success has no error.") : Errors[0];

    /// <summary>A failure with one error.</summary>
    public static implicit operator Result(Error error) => new(success: false, ErrorList.One(error));

    /// <summary>A failure with the errors of the list.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static implicit operator Result(List<Error> errors) => new(success: false, ErrorList.Copy(errors));

    /// <summary>A failure with the errors of the array.</summary>
    /// <exception cref="ArgumentException">The array is empty.</exception>
    public static implicit operator Result(Error[] errors) => new(success: false, ErrorList.Copy(errors));

    /// <summary>True when both are the same outcome with the same errors.</summary>
    public static bool operator ==(Result left, Result right) => left.Equals(right);

    /// <summary>True when the outcomes differ.</summary>
    public static bool operator !=(Result left, Result right) => !left.Equals(right);

    /// <summary>A value made on success; the errors are passed on otherwise.</summary>
    public Result<T> Map<T>(Func<T> next) => _success ? next() : Result<T>.Failure(Errors);

    /// <summary>The next step on success; the errors are passed on otherwise.</summary>
    public Result Bind(Func<Result> next) => _success ? next() : this;

    /// <summary>The next step, which gives a value, on success; the errors are passed on otherwise.</summary>
    public Result<T> Bind<T>(Func<Result<T>> next) => _success ? next() : Result<T>.Failure(Errors);

    /// <summary>Turns either outcome into one value.</summary>
    public TOut Match<TOut>(Func<TOut> onSuccess, Func<IReadOnlyList<Error>, TOut> onFailure) =>
        _success ? onSuccess() : onFailure(Errors);

    /// <inheritdoc/>
    public bool Equals(Result other) => _success == other._success && Errors.SequenceEqual(other.Errors);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Result other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_success, Errors.Count);

    /// <inheritdoc/>
    public override string ToString() => _success ? "Success" : "Failure: " + string.Join(", ", Errors.Select(e => e.Code));

    internal static Result Failure(IReadOnlyList<Error> errors) => new(success: false, errors);
}
