using System.Diagnostics.CodeAnalysis;

namespace Aisle.Kernel;

/// <summary>
/// A value, or one or more errors.
/// The default value is a failure, so that a forgotten result never passes for a success with null.
/// </summary>
/// <typeparam name="T">The type of the value. A null value is not allowed.</typeparam>
public readonly struct Result<T> : IEquatable<Result<T>>
{
    private readonly bool _success;
    private readonly T? _value;
    private readonly IReadOnlyList<Error>? _errors;

    private Result(bool success, T? value, IReadOnlyList<Error>? errors)
    {
        _success = success;
        _value = value;
        _errors = errors;
    }

    /// <summary>True when there is a value.</summary>
    public bool IsSuccess => _success;

    /// <summary>True when there is at least one error.</summary>
    public bool IsFailure => !_success;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The result is a failure; the message names the error
    /// codes.</exception>
    public T Value => _success ? _value! : throw new InvalidOperationException($"There is no value. {this}");

    /// <summary>The errors; empty on success.</summary>
    public IReadOnlyList<Error> Errors => _success ? [] : _errors ?? ErrorList.NeverSet;

    /// <summary>The first error.</summary>
    /// <exception cref="InvalidOperationException">The result is a success.</exception>
    public Error FirstError =>
        _success ? throw new InvalidOperationException("A success has no error.") : Errors[0];

    /// <summary>A success with the value.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public static implicit operator Result<T>(T value)
    {
        if (value is null)
        {
            throw new ArgumentNullException(nameof(value), "A success has a value.");
        }

        return new Result<T>(success: true, value, errors: null);
    }

    /// <summary>A failure with one error.</summary>
    public static implicit operator Result<T>(Error error) => Failure(ErrorList.One(error));

    /// <summary>A failure with the errors of the list.</summary>
    /// <exception cref="ArgumentException">The list is empty.</exception>
    public static implicit operator Result<T>(List<Error> errors) => Failure(ErrorList.Copy(errors));

    /// <summary>A failure with the errors of the array.</summary>
    /// <exception cref="ArgumentException">The array is empty.</exception>
    public static implicit operator Result<T>(Error[] errors) => Failure(ErrorList.Copy(errors));

    /// <summary>True when both are the same outcome with the same value or errors.</summary>
    public static bool operator ==(Result<T> left, Result<T> right) => left.Equals(right);

    /// <summary>True when the outcomes differ.</summary>
    public static bool operator !=(Result<T> left, Result<T> right) => !left.Equals(right);

    /// <summary>The value changed by a step that cannot fail; the errors are passed on otherwise.</summary>
    public Result<TOut> Map<TOut>(Func<T, TOut> next) => _success ? next(_value!) : Result<TOut>.Failure(Errors);

    /// <summary>The next step, which may fail; the errors are passed on otherwise.</summary>
    public Result<TOut> Bind<TOut>(Func<T, Result<TOut>> next) =>
        _success ? next(_value!) : Result<TOut>.Failure(Errors);

    /// <summary>Goes on with another step that may fail, and takes its time.</summary>
    public async Task<Result<TOut>> BindAsync<TOut>(Func<T, Task<Result<TOut>>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return _success ? await next(_value!) : Result<TOut>.Failure(Errors);
    }

    /// <summary>Turns either outcome into one value.</summary>
    public TOut Match<TOut>(Func<T, TOut> onSuccess, Func<IReadOnlyList<Error>, TOut> onFailure) =>
        _success ? onSuccess(_value!) : onFailure(Errors);

    /// <summary>Gives the value when there is one.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        value = _value;
        return _success;
    }

    /// <summary>The same outcome without the value.</summary>
    public Result WithoutValue() => _success ? Result.Success : Result.Failure(Errors);

    /// <inheritdoc/>
    public bool Equals(Result<T> other) =>
        _success == other._success
        && EqualityComparer<T?>.Default.Equals(_value, other._value)
        && Errors.SequenceEqual(other.Errors);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Result<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_success, _value, Errors.Count);

    /// <inheritdoc/>
    public override string ToString() =>
        _success ? $"Success: {_value}" : "Failure: " + string.Join(", ", Errors.Select(e => e.Code));

    internal static Result<T> Failure(IReadOnlyList<Error> errors) => new(success: false, default, errors);
}
