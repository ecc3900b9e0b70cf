using Aisle.Platform.Database;
using Aisle.Platform.Security;
using Npgsql;

namespace Aisle.Modules.Inventory.Data;

/// <summary>The conditions of a list, with their values as parameters of its command.</summary>
internal sealed class Conditions(NpgsqlCommand command)
{
    private readonly List<string> _all = [];

    /// <summary>The command that has the values.</summary>
    public NpgsqlCommand Command => command;

    /// <summary>Adds a value; answers its number.</summary>
    public int Value(object? value)
    {
        command.With(SqlValue.Of(value));
        return command.Parameters.Count;
    }

    /// <summary>Adds a condition without a value.</summary>
    public void Add(string condition) => _all.Add(condition);

    /// <summary>Adds a condition on a value.</summary>
    public void Add(object value, Func<int, string> condition) => _all.Add(condition(Value(value)));

    /// <summary>Only rows of these stores.</summary>
    public void In(StoreScope scope, string column)
    {
        if (scope.Stores is { } stores)
        {
            Add(stores.ToArray(), n => $"{column} = any (${n})");
        }
    }

    /// <summary>All of them together.</summary>
    public override string ToString() => _all.Count == 0 ? "true" : string.Join(" and ", _all);
}
