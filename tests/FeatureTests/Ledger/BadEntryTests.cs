using System.Text.Json.Nodes;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

/// <summary>Everything that may be wrong with an entry, through HTTP: told with its code and place, and nothing is written.</summary>
public sealed class BadEntryTests(ShopHost shop) : IClassFixture<ShopHost>, IAsyncLifetime
{
    private const string ClosedDay = "2020-02-02";
    private string _owner = "";

    private static readonly (string What, Action<JsonObject> Spoil, int Status, string Fault)[] _wrong =
    [
        ("unbalanced", body => Legs(body, Leg("1110", "debit", "10.00"), Leg("4110", "credit", "9.99")), 400, "ledger.unbalanced legs"),
        ("unbalanced within a store", body => Legs(body, Leg("1110", "debit", "10.00"), Leg("4110", "credit", "10.00", "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001")), 400, "ledger.unbalanced legs"),
        ("negative", body => Line(body)["amount"] = Node(Taka("-1.00")), 400, "ledger.amount_sign lines[0].amount"),
        ("negative leg", body => Legs(body, Leg("1110", "debit", "-10.00"), Leg("4110", "credit", "-10.00")), 400, "ledger.amount_sign legs[0].debit"),
        ("zero", body => Line(body)["amount"] = Node(Taka("0.00")), 400, "ledger.amount_sign lines[0].amount"),
        ("huge", body => Line(body)["amount"] = Node(Taka("10000000000000.01")), 400, "ledger.amount_range lines[0].amount"),
        ("huger than a number", body => Line(body)["amount"] = Node(Taka("99999999999999999999.00")), 400, "body.type lines[0].amount"),
        ("a third of a paisa", body => Line(body)["amount"] = Node(Taka("0.003")), 400, "body.type lines[0].amount"),
        ("no amount", body => Line(body).Remove("amount"), 400, "body.required lines[0].amount"),
        ("unknown account", body => Line(body)["debit"] = "9999", 400, "ledger.account_unknown lines[0].debit"),
        ("unknown account of a leg", body => Legs(body, Leg("1110", "debit", "10.00"), Leg("9999", "credit", "10.00")), 400, "ledger.account_unknown legs[1].account"),
        ("unknown role", body => Line(body)["credit"] = "castle:1", 400, "ledger.account_unknown lines[0].credit"),
        ("heading", body => Line(body)["debit"] = "1000", 400, "ledger.account_group lines[0].debit"),
        ("closed account", body => Line(body)["debit"] = "1555", 400, "ledger.account_closed lines[0].debit"),
        ("mixed currency", body => Line(body)["amount"] = Node(new { amount = "1.00", currency = "EUR" }), 400, "ledger.currency_mixed lines[0].debit"),
        ("points for money", body => Line(body)["amount"] = Node(new { amount = "1", currency = "PTS" }), 400, "ledger.currency_mixed lines[0].credit"),
        ("closed period", body => body["date"] = ClosedDay, 409, "ledger.period_closed date"),
        ("future date", body => body["date"] = LedgerLab.Day.AddDays(30).ToString(), 400, "ledger.date_future date"),
        ("before there were books", body => body["date"] = "1969-12-31", 400, "ledger.date_range date"),
        ("unknown document", body => body["document"]!["type"] = "castle", 400, "ledger.document_unknown document.type"),
        ("a document of the books", body => body["document"]!["type"] = "manual", 400, "ledger.document_own document.type"),
        ("no document", body => body.Remove("document"), 400, "body.required document"),
        ("repeated id", body => body["id"] = _taken, 422, "ledger.contradiction id"),
        ("10,000 lines", body => body["lines"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(_ => (JsonNode)Node(new { debit = "1110", credit = "4110", amount = Taka("1.00") }))]), 400, "ledger.too_many_lines lines[1000]"),
        ("no lines", body => body["lines"] = new JsonArray(), 400, "ledger.no_lines lines"),
        ("lines and legs", body => body["legs"] = new JsonArray(), 400, "ledger.entry_form lines"),
        ("one account twice", body => Line(body)["credit"] = "1110", 400, "ledger.same_account lines[0].credit"),
        ("no sub-account", body => Line(body)["credit"] = "deposit", 400, "ledger.subaccount_needed lines[0].credit"),
        ("a sub-account too much", body => Line(body)["creditSub"] = _taken, 400, "ledger.subaccount_needed lines[0].credit"),
        ("unknown sub-account", body => (Line(body)["credit"], Line(body)["creditSub"]) = ("deposit", _taken), 400, "ledger.subaccount_unknown lines[0].credit"),
        ("more than a wallet has", body => (Line(body)["debit"], Line(body)["debitSub"]) = ("deposit", _wallet), 409, "ledger.insufficient lines[0].debit"),
        ("series in small letters", body => body["series"] = "jv", 400, "ledger.series series"),
        ("a memo of two lines", body => body["memo"] = "a\nb", 400, "text.control_characters memo"),
        ("no memo", body => body.Remove("memo"), 400, "body.required memo"),
        ("a reversal by hand", body => body["kind"] = "reversal", 400, "ledger.kind kind"),
        ("a correction of nothing", body => body["kind"] = "correction", 400, "ledger.corrects corrects"),
        ("a correction of what is not there", body => body["corrects"] = _wallet, 400, "ledger.entry_unknown corrects"),
        ("an attachment that is no hash", body => body["attachments"] = new JsonArray("invoice.pdf"), 400, "ledger.attachment attachments"),
        ("facts for no rule", body => Facts(body, "castle", new { }), 400, "ledger.rule_unknown rule"),
        ("facts that the rule does not know", body => Facts(body, "rounding", new { number = "1", amount = "1.00 BDT", tip = "1.00 BDT" }), 400, "ledger.fact_unknown facts.tip"),
        ("facts that are missing", body => Facts(body, "rounding", new { number = "1" }), 400, "ledger.fact_missing facts.amount"),
        ("a member nobody knows", body => body["amount"] = 5, 400, "body.unknown amount"),
    ];

    private static string _taken = "";
    private static string _wallet = "";

    public static TheoryData<string> Wrong() => [.. _wrong.Select(row => row.What)];

    public async ValueTask InitializeAsync()
    {
        _owner = await shop.Http.TokenAsync("owner");
        if (_taken.Length > 0)
        {
            return;
        }

        (await shop.ReadAsync("rules", _owner)).Is(200);
        _wallet = (await shop.DepositAsync(5_00)).ToString();
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts", new { code = "1555", name = new { en = "Gone" }, parent = "1500" }, _owner)).Is(201);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/accounts/1555/close", token: _owner)).Is(200);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/periods/{ClosedDay[..7]}/close", token: _owner)).Is(200);
        await Eventually.IsAsync(async () =>
        {
            var entry = Entry();
            entry["date"] = ClosedDay;
            return (await shop.Http.SendAsync("POST", "/api/v1/ledger/preview", entry, _owner)).Text.Contains("period_closed", StringComparison.Ordinal);
        });
        _taken = (await shop.PostAsync(Entry("The first one"), _owner)).Is(201)["id"];
        await shop.SealedAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_told_with_its_place_and_nothing_is_written(string what)
    {
        var (_, spoil, status, fault) = _wrong.Single(row => row.What == what);
        var body = Entry(what);
        spoil(body);
        var before = await shop.BooksStateAsync();

        var told = (await shop.PostAsync(body, _owner)).Is(status, what);
        told.Faults().ShouldContain(fault, told.Text);
        var many = (await shop.Http.SendAsync("POST", "/api/v1/ledger/entries/linked", new JsonObject { ["entries"] = new JsonArray(Entry("A right one"), body.DeepClone()) }, _owner)).Is(status, what);
        if (!fault.StartsWith("body.type", StringComparison.Ordinal) && !fault.StartsWith("body.unknown", StringComparison.Ordinal))
        {
            var parts = fault.Split(' ');
            many.Faults().ShouldContain($"{parts[0]} entries[1].{parts[1]}", many.Text);
        }

        // The preview goes the same way, up to what only a write can know: that the entry it corrects is not there.
        var shown = await shop.Http.SendAsync("POST", "/api/v1/ledger/preview", body, _owner);
        if (shown.Status == 200 && what is not ("no document" or "a correction of what is not there"))
        {
            shown.Json.GetProperty("faults").EnumerateArray().Select(one => $"{one.GetProperty("code")} {(one.TryGetProperty("field", out var field) ? field.GetString() : "")}".Trim()).ShouldContain(fault, shown.Text);
        }

        (await shop.BooksStateAsync()).ShouldBe(before);
    }

    private static JsonObject Line(JsonObject body) => body["lines"]![0]!.AsObject();

    private static JsonNode Leg(string account, string side, string amount, string? store = null) => new JsonObject { ["account"] = account, [side] = Node(Taka(amount)), ["store"] = store };

    private static void Legs(JsonObject body, params JsonNode[] legs)
    {
        body.Remove("lines");
        body["legs"] = new JsonArray(legs);
    }

    private static void Facts(JsonObject body, string rule, object facts)
    {
        body.Remove("lines");
        body.Remove("memo");
        (body["rule"], body["facts"]) = (rule, Node(facts));
    }
}
