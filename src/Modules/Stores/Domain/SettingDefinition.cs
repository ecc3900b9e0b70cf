using System.Globalization;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>What kind of value a setting takes.</summary>
internal enum SettingType
{
    Text,
    Integer,
    Decimal,
    Boolean,
    Choice,

    /// <summary>Words with single spaces between.</summary>
    List,
}

/// <summary>A setting that exists: what it takes and what holds where nobody has set it.</summary>
/// <param name="Key">Stable name, <c>module.thing</c>.</param>
/// <param name="Type">Kind of value.</param>
/// <param name="Default">The value where none is set, in its kept form.</param>
/// <param name="TextKey">Key of the label that people read.</param>
/// <param name="PerStore">Whether a store may have its own value.</param>
internal sealed record SettingDefinition(string Key, SettingType Type, string Default, string TextKey, bool PerStore)
{
    /// <summary>Most characters of a value.</summary>
    private const int MaximumLength = 1000;

    /// <summary>The words a choice may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What must hold beyond the type; looks at the kept form and answers every fault.</summary>
    public Func<string, IReadOnlyList<Error>>? Validate { get; init; }

    /// <summary>The value as it is kept: checked, and in the one form of its type.</summary>
    public Result<string> Read(string? text)
    {
        var problems = new Problems();
        var line = Checks.Line(problems, text, MaximumLength, "value");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        var value = ReadType(line);
        if (value.IsSuccess && Validate?.Invoke(value.Value) is { Count: > 0 } faults)
        {
            return faults.Select(fault => fault with { Field = "value" }).ToArray();
        }

        return value;
    }

    private Result<string> ReadType(string text) => Type switch
    {
        SettingType.Text => text,
        SettingType.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number.ToString(CultureInfo.InvariantCulture)
            : Error.Validation("setting.integer", "The value is a whole number, such as 10.", "value"),
        SettingType.Decimal => TryDecimal(text, out var amount)
            ? amount.ToString("0.####", CultureInfo.InvariantCulture)
            : Error.Validation("setting.decimal", "The value is a number with at most four decimals, such as 0.5.", "value"),
        SettingType.Boolean => text is "true" or "false"
            ? text
            : Error.Validation("setting.boolean", "The value is true or false.", "value"),
        SettingType.Choice => Choices.Contains(text, StringComparer.Ordinal)
            ? text
            : Error.Validation("setting.choice", $"The value is one of: {string.Join(", ", Choices)}.", "value"),
        SettingType.List => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        _ => throw new InvalidOperationException($"{Key} has a type nobody wrote."),
    };

    /// <summary>Bounded, because decimal.Parse rounds silently what it cannot hold.</summary>
    private static bool TryDecimal(string text, out decimal amount)
    {
        amount = 0;
        return text.Length <= 20 &&
            decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount) &&
            decimal.Round(amount, 4) == amount;
    }
}
