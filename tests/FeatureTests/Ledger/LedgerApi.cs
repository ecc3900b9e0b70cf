using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Ledger;

/// <summary>What the tests of the books over HTTP share.</summary>
internal static class LedgerApi
{
    public static object Taka(string amount) => new { amount, currency = "BDT" };

    /// <summary>A right entry of one line of ten taka, to be changed.</summary>
    public static JsonObject Entry(string memo = "Test") => JsonSerializer.SerializeToNode(new
    {
        date = LedgerLab.Day.ToString(), memo, document = new { type = "external", id = "1" },
        lines = new[] { new { debit = "1110", credit = "4110", amount = Taka("10.00") } },
    })!.AsObject();

    public static JsonNode Node(object value) => JsonSerializer.SerializeToNode(value)!;

    /// <summary>All that the books hold, and what would tell of a change.</summary>
    public static Task<string> BooksStateAsync(this ShopHost shop) => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from ledger.entry), (select count(*) from ledger.line), (select count(*) from ledger.hold), (select count(*) || '/' || sum(version) from ledger.account), (select sum(version) from ledger.book),
            (select count(*) from ledger.rule), (select count(*) || '/' || coalesce(sum(version), 0) from ledger.draft), (select sum(balance) || '/' || sum(held) from ledger.subaccount_balance),
            (select count(*) from ledger.tail) + (select count(*) from ledger.seal), (select count(*) from platform.audit where action like 'ledger.%'))
        """);

    public static IEnumerable<string> Faults(this Answer answer) =>
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("code").GetString()} {(error.TryGetProperty("field", out var field) ? field.GetString() : "")}".Trim());

    /// <summary>Posts a right entry.</summary>
    public static async Task<Answer> PostAsync(this ShopHost shop, object body, string token) => await shop.Http.SendAsync("POST", "/api/v1/ledger/entries", body, token);

    /// <summary>Reads something of the books.</summary>
    public static async Task<Answer> ReadAsync(this ShopHost shop, string path, string token) => await shop.Http.SendAsync("GET", "/api/v1/ledger/" + path, token: token);
}
