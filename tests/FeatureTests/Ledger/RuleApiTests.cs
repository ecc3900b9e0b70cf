using System.Text.Json.Nodes;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Ledger.Rules;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

public sealed class RuleApiTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Rules_come_with_the_program_once_and_are_sealed()
    {
        var token = await shop.Http.TokenAsync("accountant");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => (await shop.ReadAsync("rules", token)).Is(200)));
        var rules = (await shop.ReadAsync("rules", token)).Json.GetProperty("items");
        rules.EnumerateArray().Select(rule => rule.GetProperty("document").GetString()).ShouldBe(RuleFiles.All.Select(written => written.Rule.Document).Distinct().Order(StringComparer.Ordinal));
        await shop.SealedAsync();
        (await shop.ScalarAsync<long>("select count(*) from ledger.rule join ledger.seal on seal.kind = 'rule' and seal.subject = rule.id and seal.version = rule.version and seal.hash = rule.hash where document in (select document from ledger.rule where version = 1)"))
            .ShouldBe(await shop.ScalarAsync<long>("select count(*) from ledger.rule"));
        (await shop.RefusalAsync("update ledger.rule set valid_from = now()")).ShouldBe("ledger.append_only");
        (await shop.RefusalAsync("delete from ledger.rule")).ShouldBe("ledger.append_only");
        (await shop.RefusalAsync("truncate ledger.rule")).ShouldBe("ledger.append_only");
        var sale = (await shop.ReadAsync("rules/sale", token)).Is(200).Json.GetProperty("items")[0];
        WrittenRule.Read(sale.GetProperty("body")).Value.Hash.ShouldBe(Convert.FromHexString(sale.GetProperty("hash").GetString()!), "the hash is that of the body, whoever reads it");
        (await shop.ReadAsync("rules/castle", token)).Is(404).Code.ShouldBe("ledger.rule_unknown");
    }

    [Fact]
    public async Task A_new_version_holds_from_its_day_on_and_changes_nothing_before()
    {
        var (owner, accountant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("accountant"));
        var body = JsonNode.Parse((await shop.ReadAsync("rules/rounding", accountant)).Is(200).Json.GetProperty("items")[0].GetProperty("body").GetRawText())!.AsObject();
        var from = LedgerLab.Day.AddDays(4);
        (body["version"], body["validFrom"], body["series"]) = (2, from.ToString(), "RX");
        async Task<Answer> AddAsync(Action<JsonObject> spoil)
        {
            var copy = body.DeepClone().AsObject();
            spoil(copy);
            return await shop.Http.SendAsync("POST", "/api/v1/ledger/rules", new JsonObject { ["rule"] = copy }, accountant);
        }

        var before = await shop.BooksStateAsync();
        (await AddAsync(rule => rule["version"] = 3)).Is(400).Faults().ShouldBe(["ledger.rule_version rule.version"]);
        (await AddAsync(rule => rule["version"] = 1)).Is(400).Faults().ShouldBe(["ledger.rule_version rule.version"]);
        (await AddAsync(rule => rule["validFrom"] = LedgerLab.Day.ToString())).Is(400).Faults().ShouldBe(["ledger.rule_date rule.validFrom"]);
        (await AddAsync(rule => rule["examples"]![0]!["lines"]![0]!["amount"] = "0.04 BDT")).Is(400).Faults().ShouldBe(["ledger.rule_example rule.examples[0].lines"]);
        (await AddAsync(rule => rule["lines"]![0]!["debit"] = "castle")).Is(400).Faults().ShouldContain("ledger.rule_role rule.lines[0].debit");
        (await AddAsync(rule => rule.Remove("memo"))).Is(400).Faults().ShouldBe(["body.required rule.memo"]);
        (await AddAsync(rule => rule["when"] = "always")).Is(400).Faults().ShouldBe(["body.unknown rule.when"]);
        (await AddAsync(rule => rule["lines"]![0]!.AsObject().Remove("debit"))).Is(400);
        (await AddAsync(rule => rule["examples"]![0]!["facts"]!["number"] = JsonNode.Parse("1e999"))).Is(400).Faults().ShouldBe(["ledger.rule rule.examples"]);
        (await shop.BooksStateAsync()).ShouldBe(before);

        var added = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AddAsync(_ => { })));
        added.Count(answer => answer.Status == 201).ShouldBe(1);
        added.ShouldAllBe(answer => answer.Status == 201 || answer.Status == 200);
        (await shop.ScalarAsync<long>("select count(*) from platform.audit where action = 'ledger.rule.add' and subject_id = 'rounding'")).ShouldBe(1);
        (await shop.ReadAsync($"rules?on={LedgerLab.Day}", accountant)).Json.GetProperty("items").EnumerateArray().Single(rule => rule.GetProperty("document").GetString() == "rounding").GetProperty("version").GetInt32().ShouldBe(1);

        // So far ahead nothing can be posted yet; once it can, each day has its own version.
        var book = (await shop.ReadAsync("book", owner)).Headers.ETag!.ToString();
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/book", new { futureDays = 10, approvalLimit = Taka("0.00") }, owner, ("If-Match", book))).Is(200);
        Task<Answer> Post(string day) => shop.PostAsync(new { date = day, document = new { type = "external", id = "1" }, rule = "rounding", facts = new { number = "1", amount = "0.03 BDT" } }, owner);
        var early = (await Post(from.AddDays(-1).ToString())).Is(201);
        var late = (await Post(from.ToString())).Is(201);
        (early["rule"], early["series"], late["rule"], late["series"]).ShouldBe(("rounding/1", "RD", "rounding/2", "RX"));
        await shop.SealedAsync();
        (await shop.ScalarAsync<long>("select count(distinct subject) from ledger.seal join ledger.rule on rule.id = subject where document = 'rounding'")).ShouldBe(1);
    }
}
