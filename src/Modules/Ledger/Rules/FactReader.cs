using System.Text.Json;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Ledger.Rules;

/// <summary>Reads facts from JSON, and holds those of C# and of JSON to what a rule declares. Every fault is told, with its place.</summary>
internal static class FactReader
{
    private const int LongestText = 200;
    private const int MostItems = NewEntry.MostLines;

    /// <summary>
    /// Facts as JSON says them: an amount is <c>{"amount":"85.00","currency":"BDT"}</c> or <c>"85.00 BDT"</c>, a sub-account and a
    /// store are ids. What the rule does not declare is a fault.
    /// </summary>
    public static Facts Read(IReadOnlyList<RuleFact> declared, JsonElement json, string at, Problems problems)
    {
        var facts = new Facts();
        if (json.ValueKind != JsonValueKind.Object)
        {
            problems.Add(Error.Validation("ledger.fact_kind", "Facts are an object with a member for each.", at));
            return facts;
        }

        foreach (var member in json.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            var field = $"{at}.{Shorten(member.Name)}";
            if (declared.FirstOrDefault(fact => string.Equals(fact.Name, member.Name, StringComparison.Ordinal)) is not { } fact)
            {
                problems.Add(Unknown(field));
            }
            else if (!TrySet(facts, fact, member.Value, field, problems))
            {
                problems.Add(WrongKind(fact, field));
            }
        }

        return facts;
    }

    /// <summary>Holds facts to what is declared: nothing missing, nothing unknown, each of its kind.</summary>
    public static void Check(IReadOnlyList<RuleFact> declared, Facts facts, string at, Problems problems)
    {
        foreach (var name in facts.Values.Keys.Where(name => !declared.Any(fact => string.Equals(fact.Name, name, StringComparison.Ordinal))))
        {
            problems.Add(Unknown($"{at}.{Shorten(name)}"));
        }

        foreach (var fact in declared)
        {
            var field = $"{at}.{fact.Name}";
            if (!facts.Values.TryGetValue(fact.Name, out var value))
            {
                problems.Require(!fact.Required, "ledger.fact_missing", $"The rule needs '{fact.Name}'.", field);
            }
            else if (!IsOf(fact.Kind, value))
            {
                problems.Add(WrongKind(fact, field));
            }
            else
            {
                CheckValue(fact, value, field, problems);
            }
        }
    }

    private static void CheckValue(RuleFact fact, object value, string field, Problems problems)
    {
        switch (value)
        {
            case string text:
                problems.Require(text.Length is > 0 and <= LongestText && UnicodeText.IsOneLine(text), "ledger.fact_text", $"A text has 1 to {LongestText} characters and no line breaks.", field);
                break;
            case Money { Minor: > NewEntry.LargestAmount or < -NewEntry.LargestAmount }:
                problems.Add(Error.Validation("ledger.amount_range", $"An amount is at most {NewEntry.LargestAmount} minor units.", field));
                break;
            case IReadOnlyList<Facts> items:
                problems.Require(items.Count <= MostItems, "ledger.too_many_lines", $"A list has at most {MostItems} items.", field);
                problems.Require(items.Count > 0 || !fact.Required, "ledger.fact_missing", $"The rule needs '{fact.Name}'.", field);
                for (var index = 0; index < items.Count && index < MostItems; index++)
                {
                    Check(fact.Of ?? [], items[index], $"{field}[{index}]", problems);
                }

                break;
        }
    }

    private static bool TrySet(Facts facts, RuleFact fact, JsonElement value, string field, Problems problems)
    {
        switch (fact.Kind)
        {
            case FactKind.Money when TryMoney(value, out var amount):
                facts.Set(fact.Name, amount);
                return true;
            case FactKind.Text when value.ValueKind == JsonValueKind.String:
                facts.Set(fact.Name, value.GetString()!);
                return true;
            case FactKind.Subaccount when value.ValueKind == JsonValueKind.String && TypedId.TryParse<SubaccountId>(value.GetString(), out var sub):
                facts.Set(fact.Name, sub);
                return true;
            case FactKind.Store when value.ValueKind == JsonValueKind.String && TypedId.TryParse<StoreId>(value.GetString(), out var store):
                facts.Set(fact.Name, store);
                return true;
            case FactKind.List when value.ValueKind == JsonValueKind.Array:
                facts.Set(fact.Name, value.EnumerateArray().Take(MostItems + 1).Select((item, index) => Read(fact.Of ?? [], item, $"{field}[{index}]", problems)).ToList());
                return true;
            default:
                return false;
        }
    }

    private static bool IsOf(FactKind kind, object value) => kind switch
    {
        FactKind.Money => value is Money,
        FactKind.Text => value is string,
        FactKind.Subaccount => value is SubaccountId,
        FactKind.Store => value is StoreId,
        _ => value is IReadOnlyList<Facts>,
    };

    private static bool TryMoney(JsonElement value, out Money amount)
    {
        amount = default;
        if (value.ValueKind == JsonValueKind.String)
        {
            return TryMoney(value.GetString()!, out amount);
        }

        return value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Count() == 2
            && value.TryGetProperty("amount", out var number) && number.ValueKind == JsonValueKind.String
            && value.TryGetProperty("currency", out var code) && code.ValueKind == JsonValueKind.String
            && TryMoney($"{number.GetString()} {code.GetString()}", out amount);
    }

    /// <summary>Reads <c>85.00 BDT</c>.</summary>
    private static bool TryMoney(string text, out Money amount)
    {
        amount = default;
        var parts = text.Split(' ');
        if (parts is not [var number, var code] || !Currency.TryGetUnit(code, out var unit))
        {
            return false;
        }

        var read = Money.Parse(number, unit);
        amount = read.IsSuccess ? read.Value : default;
        return read.IsSuccess;
    }

    private static Error Unknown(string field) => Error.Validation("ledger.fact_unknown", "The rule declares no such fact.", field);

    private static Error WrongKind(RuleFact fact, string field) => Error.Validation("ledger.fact_kind", $"'{fact.Name}' is of the kind {fact.Kind.ToString().ToLowerInvariant()}.", field);

    private static string Shorten(string name) => name.Length <= 40 ? name : name[..40] + "…";
}
