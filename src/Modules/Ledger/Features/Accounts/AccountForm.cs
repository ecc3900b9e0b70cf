using System.Globalization;
using System.Text.RegularExpressions;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A role as it is typed.</summary>
internal sealed record RoleForm(string Role, string Key, string Store);

/// <summary>A mark as it is typed.</summary>
internal sealed record MarkForm(string Name, string Value);

/// <summary>An account as it stands in the fields of a form.</summary>
internal sealed partial record AccountForm
{
    public IReadOnlyDictionary<string, string> Name { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Code { get; init; } = "";

    public string Parent { get; init; } = "";

    public bool IsGroup { get; init; }

    public bool HasSubaccounts { get; init; }

    public bool IsContra { get; init; }

    public string Currency { get; init; } = "";

    public string Store { get; init; } = "";

    public IReadOnlyList<RoleForm> Roles { get; init; } = [];

    public IReadOnlyList<MarkForm> Marks { get; init; } = [];

    public static AccountForm Of(Account account, Chart chart) => new()
    {
        Name = Typed.Texts(account.Name), Code = account.Code, Parent = account.ParentId is { } parent ? chart.Find(parent)?.Code ?? "" : "", IsGroup = account.IsGroup, HasSubaccounts = account.HasSubaccounts,
        IsContra = account.NormalSide != Account.SideOf(account.Type), Currency = account.Currency.Code, Store = account.StoreId?.ToString() ?? "",
        Roles = [.. account.Roles.Select(role => new RoleForm(role.Role, role.Key, role.StoreId?.ToString() ?? ""))], Marks = [.. account.Dimensions.Select(mark => new MarkForm(mark.Key, mark.Value))],
    };

    public static AccountForm Read(IFormCollection form, IEnumerable<string> languages)
    {
        return new AccountForm
        {
            Name = Typed.Texts(form, "name", languages), Code = Text("code"), Parent = Text("parent"), IsGroup = IsOn("isGroup"), HasSubaccounts = IsOn("hasSubaccounts"), IsContra = IsOn("isContra"),
            Currency = Text("currency"), Store = Text("store"),
            Roles = [.. Rows(form, "roles").Select(row => new RoleForm(Text(row + ".role"), Text(row + ".key"), Text(row + ".store"))).Where(role => role is not { Role: "", Key: "", Store: "" })],
            Marks = [.. Rows(form, "dimensions").Select(row => new MarkForm(Text(row + ".name"), Text(row + ".value"))).Where(mark => mark is not { Name: "", Value: "" })],
        };

        string Text(string field) => form[field].ToString().Trim();
        bool IsOn(string field) => string.Equals(form[field], "true", StringComparison.Ordinal);
    }

    /// <summary>What of it makes a new account.</summary>
    public NewAccountBody NewBody(Problems problems) => new(
        Code, Typed.Text(Name, "name", problems, 100), Parent, Id: null, IsGroup, HasSubaccounts, IsContra, Currency.Length == 0 ? null : Currency, Typed.Id<StoreId>(Store, "store", problems), MarksBody(problems), RolesBody(problems));

    /// <summary>What of it can be changed.</summary>
    public AccountBody Body(Problems problems) => new(Typed.Text(Name, "name", problems, 100), MarksBody(problems), RolesBody(problems));

    /// <summary>What can be changed in words, for two versions side by side.</summary>
    public IEnumerable<(string Label, string Words)> InWords(AdminText text, Func<string, string> nameOfStore) =>
    [
        (text["ledger.accounts.name"], Typed.InWords(Name)),
        (text["ledger.accounts.roles"], string.Join(", ", Roles.Select(role => $"{role.Role}{(role.Key.Length == 0 ? "" : ":" + role.Key)}{(role.Store.Length == 0 ? "" : $" ({nameOfStore(role.Store)})")}").Order(StringComparer.Ordinal))),
        (text["ledger.accounts.marks"], string.Join(", ", Marks.Select(mark => $"{mark.Name}: {mark.Value}").Order(StringComparer.Ordinal))),
    ];

    /// <summary>A role as rules write it: <c>tender:bkash</c>.</summary>
    public static string NameOf(AccountRole role) => role.Key.Length == 0 ? role.Role : $"{role.Role}:{role.Key}";

    private List<AccountRoleBody> RolesBody(Problems problems) =>
        [.. Roles.Select((role, index) => new AccountRoleBody(role.Role, role.Key.Length == 0 ? null : role.Key, Typed.Id<StoreId>(role.Store, $"roles[{index}]", problems)))];

    private Dictionary<string, string> MarksBody(Problems problems)
    {
        var marks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var mark in Marks)
        {
            problems.Require(marks.TryAdd(mark.Name, mark.Value), "ledger.dimensions_twice", "A mark stands here twice.", "dimensions");
        }

        return marks;
    }

    /// <summary>The rows of a part of the form (<c>roles[3]</c>), in their order; their numbers may have gaps.</summary>
    private static IEnumerable<string> Rows(IFormCollection form, string part) =>
        form.Keys.Where(key => key.StartsWith(part + "[", StringComparison.Ordinal)).Select(key => RowNumber().Match(key, part.Length)).Where(match => match.Success)
            .Select(match => int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture)).Distinct().Order()
            .Select(number => string.Create(CultureInfo.InvariantCulture, $"{part}[{number}]"));

    [GeneratedRegex(@"\G\[(?<number>[0-9]{1,5})\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RowNumber();
}
