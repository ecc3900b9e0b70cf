using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Http;

namespace Aisle.Modules.Ledger.Setup;

/// <summary>A chart of accounts to begin with: a file in <c>Templates/</c>.</summary>
/// <param name="Name">Its name, that of the file.</param>
/// <param name="Countries">Countries (ISO 3166-1 alpha-2) it is for; none for the one of everybody else.</param>
/// <param name="YearStart">Month in which a fiscal year begins there.</param>
/// <param name="Tree">The accounts, headings with what is below them.</param>
internal sealed record ChartTemplate(string Name, IReadOnlyList<string> Countries, int YearStart, IReadOnlyList<TemplateAccount> Tree)
{
    private const string Folder = "Templates/";

    /// <summary>All templates.</summary>
    public static IReadOnlyList<ChartTemplate> All { get; } =
    [
        .. typeof(ChartTemplate).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder + "chart-", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read),
    ];

    /// <summary>The template of a country, or null.</summary>
    public static ChartTemplate? For(string country) => All.FirstOrDefault(template => template.Countries.Contains(country, StringComparer.Ordinal));

    /// <summary>The template of a name.</summary>
    public static ChartTemplate Named(string name) => All.First(template => string.Equals(template.Name, name, StringComparison.Ordinal));

    /// <summary>Its accounts, each below its heading, kept in <paramref name="currency"/> where they do not say otherwise.</summary>
    public IReadOnlyList<Account> Accounts(Currency currency, TimeProvider time)
    {
        var accounts = new List<Account>();
        foreach (var root in Tree)
        {
            Add(root, parent: null, root.Type!.Value);
        }

        return accounts;

        void Add(TemplateAccount node, AccountId? parent, AccountType type)
        {
            var id = TypedId.New<AccountId>(time);
            var unit = node.Currency is null ? currency : Currency.TryGetUnit(node.Currency, out var known) ? known : throw new InvalidOperationException($"{node.Currency} is no currency.");
            accounts.Add(new Account(
                id, node.Code, node.Name, parent, type,
                node.Contra ? Account.SideOf(type) == Side.Debit ? Side.Credit : Side.Debit : Account.SideOf(type),
                node.Accounts is not null, node.Subaccounts, unit, StoreId: null, new Dictionary<string, string>(), ClosedAt: null, Version: 1,
                [.. (node.Roles ?? []).Select(Role)]));
            foreach (var child in node.Accounts ?? [])
            {
                Add(child, id, type);
            }
        }
    }

    private static AccountRole Role(string text)
    {
        var parts = text.Split(':');
        return new AccountRole(parts[0], parts.Length > 1 ? parts[1] : "", StoreId: null);
    }

    private static ChartTemplate Read(string resource)
    {
        using var file = typeof(ChartTemplate).Assembly.GetManifestResourceStream(resource)!;
        return JsonSerializer.Deserialize<ChartTemplate>(file, JsonDefaults.Options)!;
    }
}

/// <summary>An account of a template.</summary>
/// <param name="Code">Code.</param>
/// <param name="Name">Name in each language.</param>
/// <param name="Type">Type; only the outermost say it.</param>
/// <param name="Contra">Whether it grows on the other side than its type.</param>
/// <param name="Subaccounts">Whether its lines name sub-accounts.</param>
/// <param name="Currency">Unit other than the company's currency, or null.</param>
/// <param name="Roles">What posting rules mean it by: <c>role</c> or <c>role:key</c>.</param>
/// <param name="Accounts">What is below it; then it is a heading.</param>
internal sealed record TemplateAccount(
    string Code, LocalText Name, AccountType? Type = null, bool Contra = false, bool Subaccounts = false, string? Currency = null,
    IReadOnlyList<string>? Roles = null, IReadOnlyList<TemplateAccount>? Accounts = null);
