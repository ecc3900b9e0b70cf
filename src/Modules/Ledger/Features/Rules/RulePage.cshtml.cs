using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Rules;
using Aisle.Modules.Ledger.Setup;
using Aisle.Platform.Http;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// <c>/admin/books/rules/{document}</c>: the posting rule of a document as an accountant reads it: what it is told, which lines
/// that gives on which accounts, and worked examples. Its next version is taken as JSON.
/// </summary>
internal sealed class RulePageModel(RuleBook rules, OpenBooks books, EntryChecks checks, AddRule add, IStores stores, TimeProvider time) : AdminPage
{
    private static readonly QueryParameter<int> _version = Query.Integer("version", "", 1, int.MaxValue, int.MaxValue);

    /// <summary>What rules hold from that came with the program.</summary>
    private static readonly DateOnly _always = new(1970, 1, 1);

    private Chart _chart = null!;

    /// <summary>All versions, newest first.</summary>
    public IReadOnlyList<KeptRule> Versions { get; private set; } = [];

    /// <summary>The version that is shown.</summary>
    public KeptRule Kept { get; private set; } = null!;

    /// <summary>The version that holds today, or null.</summary>
    public KeptRule? Now { get; private set; }

    public PostingRule Rule => Kept.Rule;

    public string Text { get; private set; } = "";

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public RuleForm Form => new(Text, T["ledger.rules.next_hint"], Faults);

    public bool MayAdd => Caller.Rights.HasEverywhere(Permissions.RuleEdit.Name);

    /// <summary>Since when a version holds, in words.</summary>
    public static string Since(AdminText text, KeptRule kept) => kept.Rule.ValidFrom <= _always ? text["ledger.rules.always"] : text["ledger.rules.since", text.Day(kept.Rule.ValidFrom)];

    public async Task<IActionResult> OnGetAsync([FromRoute] string document, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(document, cancellationToken))
        {
            return Missing();
        }

        var check = await checks.MakeAsync(cancellationToken);
        Text = MayAdd && check.IsSuccess ? RuleText.Next(Versions[0].Rule, Later(check.Value.LastDay.AddDays(1), Versions[0].Rule.ValidFrom)) : "";
        return Page();

        static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
    }

    public async Task<IActionResult> OnPostAsync([FromRoute] string document, string? rule, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(document, cancellationToken))
        {
            return Missing();
        }

        Text = rule ?? "";
        var done = await RuleText.AddAsync(add, Text, WriteRequest.ForPage(HttpContext));
        return done.IsSuccess
            ? Done(T["ledger.rules.added", T.Of(done.Value.Name), T.Number(done.Value.Version), T.Day(done.Value.ValidFrom)], $"/admin/books/rules/{done.Value.Document}?version={done.Value.Version}")
            : Fail(done.Errors);
    }

    /// <summary>The accounts that a role of the rule means: one, or all of the role where its key is a fact.</summary>
    public IReadOnlyList<Account> AccountsOf(string text)
    {
        var (role, key) = RuleNames.Account(text);
        return key.StartsWith('{') ? [.. _chart.Accounts.Where(account => account.Roles.Any(one => string.Equals(one.Role, role, StringComparison.Ordinal)))]
            : _chart.Find(AccountRef.For(role, key), store: null) is { } account ? [account] : [];
    }

    /// <summary>An amount of an example as a figure: <c>85.00 BDT</c> is what it is written as.</summary>
    public string Figure(string amount) =>
        amount.Split(' ') is [var number, var code] && Currency.TryGetUnit(code, out var unit) && Money.Parse(number, unit) is { IsSuccess: true } read
            ? MoneyText.Figure(read.Value.ToAmountString(), unit, T.Language) + (unit == _chart.Book!.Currency ? "" : " " + code) : amount;

    /// <summary>The facts of an example in the order in which they are declared; a list says each of its items.</summary>
    public IEnumerable<(string Name, IReadOnlyList<string> Values)> FactsOf(RuleExample example)
    {
        foreach (var fact in Rule.Facts)
        {
            if (example.Facts.TryGetProperty(fact.Name, out var value))
            {
                yield return (fact.Name, fact.Of is { } of && value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(item => string.Join(", ", Parts(of, item)))] : [Print(value)]);
            }
        }

        IEnumerable<string> Parts(IReadOnlyList<RuleFact> of, JsonElement item)
        {
            foreach (var part in of)
            {
                if (item.TryGetProperty(part.Name, out var value))
                {
                    yield return $"{part.Name} {Print(value)}";
                }
            }
        }

        string Print(JsonElement value) => value.ValueKind == JsonValueKind.String ? T.Digits(value.GetString()!)
            : value.ValueKind == JsonValueKind.Object ? T.Digits(string.Join(' ', value.EnumerateObject().Select(part => part.Value.ToString()))) : T.Digits(value.ToString());
    }

    private async Task<bool> LoadAsync(string document, CancellationToken cancellationToken)
    {
        var (set, chart, shop) = (await rules.GetAsync(cancellationToken), await books.ChartAsync(cancellationToken), await stores.ShopAsync(cancellationToken));
        if (set.IsFailure || chart.IsFailure || set.Value.Of(document) is not { Count: > 0 } versions)
        {
            return false;
        }

        var asked = QueryReader.Lenient(Request).Get(_version);
        (_chart, Versions, Zone, Now) = (chart.Value, [.. versions.Reverse()], shop.Zone(), set.Value.Find(document, Today.Of(shop, time)));
        Kept = Versions.FirstOrDefault(kept => kept.Rule.Version == asked) ?? Now ?? Versions[0];
        Crumbs = [new AdminCrumb(T["ledger.rules.title"], "/admin/books/rules")];
        Title = T.Of(Rule.Name);
        return true;
    }
}
