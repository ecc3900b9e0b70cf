using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Rules;
using Aisle.Modules.Ledger.Setup;
using Aisle.UnitTests.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Ledger;

public sealed class RuleTests
{
    private static readonly BusinessDate _day = new(new DateOnly(2026, 11, 21));
    private static readonly Book _book = new(Currency.Get("BDT"), 7, 1, 0, "test", 1);

    private static readonly Dictionary<string, Chart> _charts = ChartTemplate.All.ToDictionary(template => template.Name, template => new Chart(_book, template.Accounts(Currency.Get("BDT"), TimeProvider.System), []));

    /// <summary>Any sale: with and without VAT, delivery, discount and cost, rounded up or down or not.</summary>
    private static readonly Gen<Facts> _sales =
        from goods in Gen.NonEmptyListOf(from tax in Gen.Elements("standard", "reduced", "zero") from net in Gen.Choose(0, 1_000_000) from vat in Gen.Choose(0, 150_000) select (tax, net, vat))
        from delivery in Gen.Choose(0, 10_000)
        from discount in Gen.Choose(0, 10_000)
        from rounding in Gen.Choose(-99, 99)
        from cost in Gen.Choose(-1_000_000, 1_000_000)
        from shares in Gen.NonEmptyListOf(from method in Gen.Elements("cash", "bkash", "card", "unheard-of") from weight in Gen.Choose(1, 9) select (method, weight))
        let due = goods.Sum(line => line.net + line.vat) + delivery - discount - rounding
        where due >= 0
        select Sale(goods, delivery, discount, rounding, cost, shares, due);

    public static TheoryData<string> Rules() => [.. RuleFiles.All.Select(written => written.Rule.Mark())];

    private static readonly (string What, Action<JsonObject> Spoil, string Code, string Field)[] _broken =
    [
        ("a fact that nobody declared", rule => rule["lines"]![0]!["amount"] = "gross", "ledger.rule", "lines[0].amount"),
        ("a fact that nothing uses", rule => rule["facts"]!.AsArray().Add(JsonNode.Parse("""{"name":"idle","kind":"money"}""")), "ledger.rule", "facts[3]"),
        ("a text for an amount", rule => rule["lines"]![0]!["amount"] = "number", "ledger.rule", "lines[0].amount"),
        ("a role that no chart has", rule => rule["lines"]![0]!["credit"] = "castle", "ledger.rule_role", "lines[0].credit"),
        ("a role that needs a sub-account", rule => rule["lines"]![0]!["credit"] = "wallet", "ledger.rule_role", "lines[0].creditSub"),
        ("an expression", rule => rule["lines"]![0]!["amount"] = "amount*2", "ledger.rule", "lines[0].amount"),
        ("a reason in one language", rule => rule["lines"]![0]!["why"] = JsonNode.Parse("""{"en":"Because."}"""), "ledger.rule", "lines[0].why"),
        ("an example that is off by a paisa", rule => rule["examples"]![0]!["lines"]![0]!["amount"] = "500.01 BDT", "ledger.rule_example", "examples[0].lines"),
        ("an example of other facts", rule => rule["examples"]![0]!["facts"]!["tip"] = "1.00 BDT", "ledger.rule_example", "examples[0].facts"),
        ("an example without a fact that is needed", rule => rule["examples"]![0]!["facts"]!.AsObject().Remove("amount"), "ledger.rule_example", "examples[0].facts"),
        ("a line in no example", rule => rule["lines"]!.AsArray().Add(rule["lines"]![0]!.DeepClone()), "ledger.rule_example", "examples[0].lines"),
        ("a series in small letters", rule => rule["series"] = "rc", "ledger.series", "series"),
        ("no version", rule => rule["version"] = 0, "ledger.rule", "version"),
        ("a list that says nothing of its items", rule => rule["facts"]![0]!["kind"] = "list", "ledger.rule", "facts[0].of"),
        ("each of what is no list", rule => rule["lines"]![0]!["each"] = "amount", "ledger.rule", "lines[0].each"),
        ("a memo with a name nobody declared", rule => rule["memo"] = "Payment {who}", "ledger.rule", "memo"),
    ];

    public static TheoryData<string> Broken() => [.. _broken.Select(row => row.What)];

    [Fact]
    public void There_is_a_rule_for_every_document_of_the_shop()
    {
        string[] needed =
        [
            "sale", "refund", "goods_receipt", "stock_adjustment", "cost_of_goods_sold", "payment_received", "provider_fee", "courier_settlement", "wallet_top_up", "wallet_payment", "wallet_withdrawal", "wallet_transfer", "wallet_refund",
            "gift_card_sale", "gift_card_redeem", "store_credit_issue", "points_earn", "points_redeem", "points_expire", "cash_difference", "rounding",
        ];
        needed.Except(RuleFiles.All.Select(written => written.Rule.Document)).ShouldBeEmpty();
        foreach (var versions in RuleFiles.All.GroupBy(written => written.Rule.Document))
        {
            versions.Select(written => written.Rule.Version).ShouldBe(Enumerable.Range(1, versions.Count()), versions.Key);
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_holds_in_every_chart_and_its_examples_come_out(string mark)
    {
        var rule = Named(mark);
        foreach (var (name, chart) in _charts)
        {
            RuleCheck.Faults(rule, chart).Select(fault => $"{name} {fault.Field} {fault.Code}: {fault.Message}").ShouldBeEmpty();
            var check = new EntryCheck(chart, _book, new HashSet<string>([rule.Document]), _day.Date);
            foreach (var example in rule.Examples)
            {
                var entry = RuleRun.Entry(rule, Document(rule.Document, Read(rule, example.Facts))).Value.Entry;
                check.Entries([entry]).Errors.Select(fault => $"{name} {example.Name} {fault.Field} {fault.Code}").ShouldBeEmpty();
                entry.Rule.ShouldBe(mark);
            }
        }
    }

    [Theory]
    [InlineData("bangladesh-retail", "1210/4110 100.00, 1210/4110 40.03, 1210/2210 15.00, 1210/4210 50.00, 4130/1210 5.00, 1110/1210 100.00, 1140/1210 100.00, 5240/1210 0.03, 5110/1310 90.00")]
    [InlineData("general", "1210/4110 100.00, 1210/4110 40.03, 1210/2210 15.00, 1210/4210 50.00, 4130/1210 5.00, 1110/1210 100.00, 1160/1210 100.00, 5240/1210 0.03, 5110/1310 90.00")]
    public void The_sale_of_the_example_has_these_accounts(string template, string lines)
    {
        var rule = Named("sale/1");
        var entry = RuleRun.Entry(rule, Document("sale", Read(rule, rule.Examples[0].Facts))).Value.Entry;
        string.Join(", ", entry.Lines.Select(line => $"{_charts[template].Find(line.Debit, null)!.Code}/{_charts[template].Find(line.Credit, null)!.Code} {line.Amount.ToAmountString()}")).ShouldBe(lines);
        (entry.Memo, entry.Series, entry.Lines[5].Memo).ShouldBe(("Sale S1-2026-000123", "SA", "cash"));
    }

    [Fact]
    public void Any_sale_that_is_tendered_in_full_balances_and_leaves_nothing_to_be_settled() => Always.Holds(_sales, facts =>
    {
        var chart = _charts["bangladesh-retail"];
        var entry = RuleRun.Entry(Named("sale/1"), Document("sale", facts)).Value.Entry;
        var moved = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in entry.Lines)
        {
            var (debit, credit) = (chart.Find(line.Debit, null)!.Code, chart.Find(line.Credit, null)!.Code);
            moved[debit] = moved.GetValueOrDefault(debit) + line.Amount.Minor;
            moved[credit] = moved.GetValueOrDefault(credit) - line.Amount.Minor;
        }

        var given = Sum(facts, "goods", "net") + Amount(facts, "delivery");
        return moved.Values.Sum() == 0 && moved.GetValueOrDefault("1210") == 0 && entry.Lines.All(line => line.Amount.Minor > 0)
            && -(moved.GetValueOrDefault("4110") + moved.GetValueOrDefault("4210")) == given && -moved.GetValueOrDefault("2210") == Sum(facts, "goods", "vat")
            && moved.GetValueOrDefault("5240") == Amount(facts, "rounding") && moved.GetValueOrDefault("5110") == Amount(facts, "cost");
    });

    [Fact]
    public void The_same_facts_always_give_the_same_entry() => Always.Holds(_sales, facts =>
    {
        var check = new EntryCheck(_charts["general"], _book, new HashSet<string>(["sale"]), _day.Date);
        var id = EntryId.From(Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001"));
        var first = RuleRun.Entry(Named("sale/1"), Document("sale", facts) with { Id = id }).Value.Entry;
        var second = RuleRun.Entry(Named("sale/1"), Document("sale", facts) with { Id = id }).Value.Entry;
        return first.Lines.Count == 0
            ? second.Lines.Count == 0
            : check.Entries([first]).Value[0].Hash.AsSpan().SequenceEqual(check.Entries([second]).Value[0].Hash);
    });

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_rule_that_is_broken_is_told_where(string what)
    {
        var (_, spoil, code, field) = _broken.Single(row => row.What == what);
        var body = JsonNode.Parse(RuleFiles.All.Single(written => written.Rule.Mark() == "payment_received/1").Body)!.AsObject();
        RuleCheck.Faults(WrittenRule.Read(JsonElement.Parse(body.ToJsonString())).Value.Rule, _charts["general"]).ShouldBeEmpty();
        spoil(body);
        var faults = RuleCheck.Faults(WrittenRule.Read(JsonElement.Parse(body.ToJsonString())).Value.Rule, _charts["general"]);
        faults.Select(fault => $"{fault.Code} {fault.Field}").ShouldContain($"{code} {field}", what);
    }

    [Fact]
    public void A_line_that_no_example_shows_is_a_fault()
    {
        var rule = Named("sale/1");
        RuleCheck.Faults(rule with { Examples = [rule.Examples[1]] }, _charts["general"]).Select(fault => $"{fault.Code} {fault.Field}")
            .ShouldBe(["ledger.rule_example lines[1]", "ledger.rule_example lines[2]", "ledger.rule_example lines[3]", "ledger.rule_example lines[6]"]);
    }

    [Fact]
    public void Every_fault_of_facts_is_told_with_its_place()
    {
        var rule = Named("sale/1");
        var problems = new Problems();
        FactReader.Read(rule.Facts, JsonElement.Parse("""{"number":5,"goods":[{"class":"zero","net":"1,00 BDT"},{"tax":"zero"}],"tenders":"cash","tip":"1.00 BDT","rounding":{"amount":"0.001","currency":"BDT"}}"""), "facts", problems);
        problems.Errors.Select(fault => $"{fault.Code} {fault.Field}").ShouldBe(
            ["ledger.fact_kind facts.number", "ledger.fact_kind facts.goods[0].net", "ledger.fact_unknown facts.goods[1].tax", "ledger.fact_kind facts.tenders", "ledger.fact_unknown facts.tip", "ledger.fact_kind facts.rounding"]);

        var facts = new Facts().Set("number", "a\nb").Set("extra", "x").Set("rounding", "1").Add("goods", new Facts().Set("class", "zero").Set("net", Taka(-1))).Add("tenders", new Facts().Set("method", "cash"));
        RuleRun.Entry(rule, Document("sale", facts), "entries[2].").Errors.Select(fault => $"{fault.Code} {fault.Field}").ShouldBe(
            ["ledger.fact_unknown entries[2].facts.extra", "ledger.fact_text entries[2].facts.number", "ledger.fact_missing entries[2].facts.tenders[0].amount", "ledger.fact_kind entries[2].facts.rounding"]);
    }

    [Fact]
    public void Only_a_line_that_may_swap_takes_an_amount_below_zero()
    {
        var facts = new Facts().Set("number", "1").Add("goods", new Facts().Set("class", "zero").Set("net", Taka(-1))).Add("tenders", new Facts().Set("method", "cash").Set("amount", Taka(100))).Set("cost", Taka(-5));
        RuleRun.Entry(Named("sale/1"), Document("sale", facts)).Errors.Select(fault => $"{fault.Code} {fault.Field}").ShouldBe(["ledger.amount_sign facts.goods[0].net"]);
    }

    [Fact]
    public void The_newest_version_that_holds_on_the_day_is_taken()
    {
        var first = RuleFiles.All.Single(written => written.Rule.Mark() == "rounding/1");
        KeptRule Kept(int version, int day) => new(Guid.Empty, first with { Rule = first.Rule with { Version = version, ValidFrom = new DateOnly(2026, 1, day) } }, DateTimeOffset.UnixEpoch, By: null);
        var set = new RuleSet([Kept(2, 10), Kept(1, 1), Kept(3, 10)]);
        set.Find("rounding", new DateOnly(2025, 12, 31)).ShouldBeNull();
        set.Find("rounding", new DateOnly(2026, 1, 9))!.Rule.Version.ShouldBe(1);
        set.Find("rounding", new DateOnly(2026, 1, 10))!.Rule.Version.ShouldBe(3);
        set.Missing.ShouldNotContain(written => written.Rule.Document == "rounding", "what the company has added stays before what comes with the program");
        set.Missing.Count.ShouldBe(RuleFiles.All.Count - 1);
    }

    private static PostingRule Named(string mark) => RuleFiles.All.Single(written => written.Rule.Mark() == mark).Rule;

    private static Facts Read(PostingRule rule, JsonElement json)
    {
        var problems = new Problems();
        var facts = FactReader.Read(rule.Facts, json, "facts", problems);
        problems.Errors.ShouldBeEmpty();
        return facts;
    }

    private static NewDocument Document(string type, Facts facts) => new(TypedId.New<EntryId>(TimeProvider.System), new DocumentRef(type, "1"), _day, facts);

    private static Facts Sale(
        IReadOnlyList<(string Tax, int Net, int Vat)> goods, int delivery, int discount, int rounding, int cost, IReadOnlyList<(string Method, int Weight)> shares, long due)
    {
        var facts = new Facts().Set("number", "1").Set("delivery", Taka(delivery)).Set("discount", Taka(discount)).Set("rounding", Taka(rounding)).Set("cost", Taka(cost));
        foreach (var (tax, net, vat) in goods)
        {
            facts.Add("goods", new Facts().Set("class", tax).Set("net", Taka(net)).Set("vat", Taka(vat)));
        }

        foreach (var (share, amount) in shares.Zip(Taka(due).Allocate([.. shares.Select(share => (long)share.Weight)])))
        {
            facts.Add("tenders", new Facts().Set("method", share.Method).Set("amount", amount));
        }

        return facts;
    }

    private static long Amount(Facts facts, string name) => ((Money)facts.Values[name]).Minor;

    private static long Sum(Facts facts, string list, string name) => ((IReadOnlyList<Facts>)facts.Values[list]).Sum(item => Amount(item, name));

    private static Money Taka(long minor) => new(minor, Currency.Get("BDT"));
}
