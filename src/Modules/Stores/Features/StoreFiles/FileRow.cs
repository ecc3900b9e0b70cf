using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Database;

namespace Aisle.Modules.Stores.Features;

/// <summary>Everything that is wrong with the files.</summary>
internal sealed class FileFaults
{
    private readonly List<(int File, long Line, string Text)> _faults = [];

    public bool Any => _faults.Count > 0;

    public void Add(FileShape shape, long line, string field, string message) =>
        _faults.Add((IndexOf(shape), line, string.Create(CultureInfo.InvariantCulture, $"{shape.Name}:{line}: {field}: {message}")));

    /// <summary>As <c>file:line: field: message</c>, in the order of the files and lines.</summary>
    public IReadOnlyList<string> Lines() => [.. _faults.OrderBy(fault => fault.File).ThenBy(fault => fault.Line).Select(fault => fault.Text)];

    private static int IndexOf(FileShape shape) => ShopFiles.All.TakeWhile(file => file != shape).Count();
}

/// <summary>A row of a file. Reading a field that is no value adds a fault and answers a stand-in.</summary>
internal sealed class FileRow(FileFaults faults, FileShape shape, long line, IReadOnlyDictionary<string, string> fields)
{
    private readonly HashSet<string> _unread = new(StringComparer.Ordinal);

    /// <summary>Whether something is wrong with it, as far as it was looked at.</summary>
    public bool IsFaulty { get; private set; }

    /// <summary>Says what is wrong with a field itself; once, however often it is read.</summary>
    public void Fault(string field, string message)
    {
        if (_unread.Add(field))
        {
            Add(field, message);
        }
    }

    /// <summary>Takes over an error of the domain, but not what it says of a stand-in: that would only confuse.</summary>
    public void Take(Error error)
    {
        var field = ModuleDbContext.SnakeCase(error.Field ?? "row");
        if (!_unread.Contains(field))
        {
            Add(field, error.Message);
        }
    }

    public string Word(string column) => fields.GetValueOrDefault(column, "");

    public LocalText Text(string column)
    {
        var prefix = column + ".";
        var text = LocalText.Create(
            fields.Where(field => field.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(field => KeyValuePair.Create(field.Key[prefix.Length..], (string?)field.Value)),
            int.MaxValue, column);
        if (text.IsFailure)
        {
            foreach (var error in text.Errors)
            {
                Take(error);
            }
        }

        return text.IsSuccess ? text.Value : LocalText.Empty;
    }

    public T Choice<T>(string column, params (string Word, T Value)[] choices)
    {
        var word = Word(column);
        foreach (var choice in choices)
        {
            if (string.Equals(choice.Word, word, StringComparison.Ordinal))
            {
                return choice.Value;
            }
        }

        Fault(column, $"It is one of: {string.Join(", ", choices.Select(choice => choice.Word))}.");
        return choices[0].Value;
    }

    public int Integer(string column) =>
        int.TryParse(Word(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : Stand(0, column, "It is a whole number, such as 10.");

    public TimeOnly Time(string column) =>
        TimeOnly.TryParseExact(Word(column), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : Stand(default(TimeOnly), column, "It is a time of day from 00:00 to 23:59, such as 09:00.");

    public DateOnly? Date(string column, bool required)
    {
        var word = Word(column);
        if (word.Length == 0 && !required)
        {
            return null;
        }

        return DateOnly.TryParseExact(word, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : Stand<DateOnly?>(null, column, "It is a day, such as 2026-11-01.");
    }

    public decimal? Number(string column, bool required)
    {
        var word = Word(column);
        if (word.Length == 0 && !required)
        {
            return null;
        }

        return word.Length <= 20 && decimal.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : Stand<decimal?>(null, column, "It is a number, such as 7.5.");
    }

    private void Add(string field, string message)
    {
        IsFaulty = true;
        faults.Add(shape, line, field, message);
    }

    private T Stand<T>(T value, string column, string message)
    {
        Fault(column, message);
        return value;
    }
}
