using Aisle.Contracts.Identity;
using Aisle.Kernel;

namespace Aisle.Modules.Operations.Domain;

/// <summary>Id of a saved view.</summary>
internal readonly record struct SavedViewId(Guid Value) : ITypedId<SavedViewId>
{
    public static SavedViewId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>A filter and order of a list that somebody keeps under a name. It is made and removed, not changed.</summary>
internal sealed class SavedView
{
    /// <summary>Most views of one person: they are a convenience and no store of data.</summary>
    public const int Most = 200;

    private const int LongestName = 60;
    private const int LongestQuery = 2000;

    private SavedView()
    {
    }

    public SavedViewId Id { get; private set; }

    public UserId UserId { get; private set; }

    public string List { get; private set; } = "";

    public string Name { get; private set; } = "";

    /// <summary>What follows the ? in the address of the list.</summary>
    public string Query { get; private set; } = "";

    /// <summary>Whether everybody who uses the list sees it.</summary>
    public bool IsShared { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Result<SavedView> Create(SavedViewId id, UserId user, string list, string name, string query, bool isShared, DateTimeOffset now)
    {
        var problems = new Problems();
        name = name.Trim();
        problems.Require(IsList(list), "view.list", "A list has a name of 1 to 60 lower-case letters, digits, _ and -, such as audit.", "list");
        problems.Require(name.Length is > 0 and <= LongestName && !name.Any(char.IsControl), "view.name", $"A name has 1 to {LongestName} characters on one line.", "name");
        problems.Require(query.Length <= LongestQuery && query is not ['?', ..] && query.All(letter => letter is > ' ' and <= '~' and not ('"' or '<' or '>')),
            "view.query", $"A query is what follows the ? in an address, escaped as there, at most {LongestQuery} characters.", "query");
        return problems.ToResult(() => new SavedView { Id = id, UserId = user, List = list, Name = name, Query = query, IsShared = isShared, CreatedAt = now });
    }

    private static bool IsList(string list) =>
        list is { Length: >= 1 and <= 60 } && char.IsAsciiLetterLower(list[0]) && list.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-');
}
