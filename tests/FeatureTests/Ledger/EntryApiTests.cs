using System.Text.Json.Nodes;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

public sealed class EntryApiTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task An_entry_of_legs_is_posted_read_sealed_and_posted_once()
    {
        var token = await shop.Http.TokenAsync("owner");
        var id = LedgerLab.Id<EntryId>().ToString();
        var body = new
        {
            id, date = LedgerLab.Day.ToString(), memo = "Rent of November", document = new { type = "external", id = "rent-11" },
            legs = new object[] { new { account = "5320", debit = Taka("800.00"), memo = "November" }, new { account = "5330", debit = Taka("50.00") }, new { account = "bank", credit = Taka("850.00") } },
        };
        var posted = (await shop.PostAsync(body, token)).Is(201);
        posted.Headers.Location!.ToString().ShouldBe($"/api/v1/ledger/entries/{id}");
        posted.Json.GetProperty("lines").EnumerateArray().Select(line => $"{line.GetProperty("debit").GetProperty("code")}/{line.GetProperty("credit").GetProperty("code")} {line.GetProperty("amount").GetProperty("amount")}")
            .ShouldBe(["5320/1130 800.00", "5330/1130 50.00"]);
        (await shop.PostAsync(body, token)).Is(200)["id"].ShouldBe(id);
        (await shop.PostAsync(body with { memo = "Other" }, token)).Is(422).Code.ShouldBe("ledger.contradiction");
        await shop.SealedAsync();

        var read = (await shop.ReadAsync($"entries/{id}", token)).Is(200).Json;
        read.GetProperty("number").GetInt64().ShouldBeGreaterThan(0);
        read.GetProperty("hash").GetString().ShouldBe(await shop.ScalarAsync<string>($"select encode(hash, 'hex') from ledger.entry where id = '{id}'"));
        read.GetProperty("chain").GetString()!.Length.ShouldBe(64);
        read.GetProperty("lines")[0].GetProperty("debit").GetProperty("name").GetProperty("en").GetString().ShouldBe("Rent");
        read.GetProperty("totals")[0].GetProperty("amount").GetString().ShouldBe("850.00");
        read.GetProperty("postedBy").GetGuid().ShouldNotBe(Guid.Empty);
        (await shop.ScalarAsync<long>($"select count(*) from ledger.entry where id = '{id}'")).ShouldBe(1);
        (await shop.ReadAsync($"entries/{LedgerLab.Id<EntryId>()}", token)).Is(404).Code.ShouldBe("ledger.entry_unknown");
    }

    [Fact]
    public async Task An_entry_is_taken_back_once_and_a_reversal_never()
    {
        var token = await shop.Http.TokenAsync("owner");
        var wallet = await shop.DepositAsync(50_00);
        var original = (await shop.PostAsync(Entry("Wrong"), token)).Is(201)["id"];
        var id = LedgerLab.Id<EntryId>().ToString();
        var reversal = new { id, date = LedgerLab.Day.ToString(), memo = "Was wrong" };
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{original}/reverse", reversal, token)).Is(201)["reverses"].ShouldBe(original);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{original}/reverse", reversal, token)).Is(200)["id"].ShouldBe(id);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{original}/reverse", reversal with { id = LedgerLab.Id<EntryId>().ToString() }, token)).Is(409).Code.ShouldBe("ledger.reversed");
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{id}/reverse", reversal with { id = LedgerLab.Id<EntryId>().ToString() }, token)).Is(409).Code.ShouldBe("ledger.is_reversal");
        (await shop.ReadAsync($"entries/{original}", token))["reversedBy"].ShouldBe(id);
        (await shop.ScalarAsync<decimal>($"select sum(case debit when a.id then amount else -amount end) from ledger.line join ledger.entry on key = entry_key, (select id from ledger.account where code = '1110') a where ledger.entry.id in ('{original}', '{id}')")).ShouldBe(0);

        // What has been spent cannot be taken back.
        var topUp = LedgerLab.TopUp(wallet, 10_00, "deposit");
        (await shop.BooksAsync(books => books.PostAsync([topUp, LedgerLab.Pay(wallet, 55_00, "deposit")], CancellationToken.None))).IsSuccess.ShouldBeTrue();
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{topUp.Id}/reverse", new { date = LedgerLab.Day.ToString(), memo = "Mistake" }, token)).Is(409).Code.ShouldBe("ledger.insufficient");
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(async index =>
        {
            var one = (await shop.PostAsync(Entry($"Race {index}"), token)).Is(201)["id"];
            return await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{one}/reverse", new { date = LedgerLab.Day.ToString(), memo = "Race" }, token)));
        }));
        others.ShouldAllBe(answers => answers.Count(answer => answer.Status == 201) == 1 && answers.Count(answer => answer.Status == 409) == 2);
    }

    [Fact]
    public async Task Linked_entries_are_posted_together_and_name_each_other()
    {
        var token = await shop.Http.TokenAsync("owner");
        var (first, second) = (LedgerLab.Id<EntryId>().ToString(), LedgerLab.Id<EntryId>().ToString());
        var (sale, cost) = (Entry("Sale"), Entry("Its correction"));
        (sale["id"], cost["id"], cost["corrects"]) = (first, second, first);
        var both = new JsonObject { ["entries"] = new JsonArray(sale, cost) };
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/entries/linked", both, token)).Is(201).Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/entries/linked", both, token)).Is(200);
        var read = (await shop.ReadAsync($"entries/{first}", token)).Json;
        read.GetProperty("linked")[0].GetString().ShouldBe(second);
        read.GetProperty("correctedBy")[0].GetString().ShouldBe(second);
    }

    [Fact]
    public async Task The_journal_is_searched_and_walked_without_seeing_an_entry_twice()
    {
        var token = await shop.Http.TokenAsync("owner");
        var store = await shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        for (var index = 0; index < 7; index++)
        {
            var entry = Entry($"Findable {index}");
            (entry["series"], entry["date"], entry["lines"]![0]!["amount"]) = ("FND", LedgerLab.Day.AddDays(-index / 2).ToString(), Node(Taka($"{index + 1}00.00")));
            (entry["store"], entry["lines"]![0]!["debit"]) = (index == 3 ? store.ToString() : null, index == 4 ? "1120" : "1110");
            (await shop.PostAsync(entry, token)).Is(201);
        }

        await shop.SealedAsync();
        foreach (var sort in (string[])["-date", "date", "-recorded", "recorded"])
        {
            var (seen, cursor) = (new List<string>(), "");
            do
            {
                var page = (await shop.ReadAsync($"entries?series=FND&limit=2&sort={sort}{cursor}", token)).Is(200).Json;
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("memo").GetString()!));
                cursor = page.TryGetProperty("nextCursor", out var next) ? "&cursor=" + next.GetString() : "";
            }
            while (cursor.Length > 0);
            seen.Distinct(StringComparer.Ordinal).Count().ShouldBe(7, sort);
            seen.Count.ShouldBe(7, sort);
            // Indexes grow with writing, and days shrink with it.
            seen[0].ShouldBe(sort is "-recorded" or "date" ? "Findable 6" : sort is "recorded" ? "Findable 0" : "Findable 1", sort);
        }

        async Task FindsAsync(string query, params int[] found)
        {
            var page = (await shop.ReadAsync($"entries?series=FND&sort=recorded&{query}", token)).Is(200, query).Json;
            page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("memo").GetString()).ShouldBe(found.Select(index => $"Findable {index}"), query);
        }

        await FindsAsync("account=1120", 4);
        await FindsAsync("account=1100&minimum=600", 5, 6);
        await FindsAsync($"store={store}", 3);
        await FindsAsync("minimum=200&maximum=300.00", 1, 2);
        await FindsAsync($"from={LedgerLab.Day}", 0, 1);
        await FindsAsync($"to={LedgerLab.Day.AddDays(-3)}", 6);
        await FindsAsync("q=findABLE 5", 5);
        await FindsAsync("q=%25");
        await FindsAsync("number=2", 1);
        await FindsAsync("kind=reversal");
        await FindsAsync("documentType=external&documentId=1&year=1999");
        (await shop.ReadAsync("entries?account=9999", token)).Is(400).Codes.ShouldBe(["ledger.account_unknown"]);
        (await shop.ReadAsync("entries?sort=memo&from=soon&cursor=x", token)).Is(400).Codes.ShouldBe(["query.choice", "cursor.invalid", "query.date"], ignoreOrder: true);
    }

    [Fact]
    public async Task Whoever_may_not_move_so_much_alone_is_sent_to_a_draft()
    {
        var (owner, accountant) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("accountant"));
        var book = (await shop.ReadAsync("book", owner)).Is(200);
        (await shop.PostAsync(Entry(), accountant)).Is(403).Code.ShouldBe("ledger.approval_needed");
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/book", new { futureDays = 1, approvalLimit = Taka("10.00") }, accountant, ("If-Match", book.Headers.ETag!.ToString()))).Is(403);
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/book", new { futureDays = 1, approvalLimit = Taka("10.00") }, owner, ("If-Match", book.Headers.ETag!.ToString()))).Is(200);
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/book", new { futureDays = 1, approvalLimit = Taka("10.00") }, owner, ("If-Match", book.Headers.ETag!.ToString()))).Is(412);
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/book", new { futureDays = -1, approvalLimit = new { amount = "1.00", currency = "EUR" } }, owner, ("If-Match", "\"2\""))).Is(400).Codes.ShouldBe(["ledger.future_days", "ledger.approval_limit"]);
        (await shop.PostAsync(Entry(), accountant)).Is(201);
        // Together it is too much.
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/entries/linked", new JsonObject { ["entries"] = new JsonArray(Entry(), Entry()) }, accountant)).Is(403).Code.ShouldBe("ledger.approval_needed");
        var large = Entry();
        large["lines"]![0]!["amount"] = Node(Taka("10.01"));
        (await shop.PostAsync(large, accountant)).Is(403);
        var posted = (await shop.PostAsync(large, owner)).Is(201)["id"];
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/entries/{posted}/reverse", new { date = LedgerLab.Day.ToString(), memo = "x" }, accountant)).Is(403).Code.ShouldBe("ledger.approval_needed");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/pending", new { expiresAt = "2099-01-01T00:00:00Z", memo = "x", document = new { type = "external", id = "1" }, lines = new[] { new { debit = "1110", credit = "4110", amount = Taka("11.00") } } }, accountant)).Is(403);
        await shop.SealedAsync();
        (await shop.ScalarAsync<long>("select count(*) from ledger.seal where kind = 'book'")).ShouldBe(2);
        (await shop.ScalarAsync<string>("select after::text from platform.audit where action = 'ledger.book.update'")).ShouldContain("10.00");
    }

    [Fact]
    public async Task A_hold_is_placed_posted_in_part_and_given_up_over_http()
    {
        var token = await shop.Http.TokenAsync("owner");
        var wallet = (await shop.DepositAsync(100_00)).ToString();
        object Hold(string id, string amount) => new
        {
            id, expiresAt = TimeProvider.System.GetUtcNow().AddMinutes(5).ToString("O"), memo = "Order 17", document = new { type = "external", id = "17" },
            lines = new[] { new { debit = "deposit", debitSub = wallet, credit = "receivable", amount = Taka(amount) } },
        };
        var (first, second) = (LedgerLab.Id<HoldId>().ToString(), LedgerLab.Id<HoldId>().ToString());
        var body = Hold(first, "70.00");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/pending", body, token)).Is(201)["state"].ShouldBe("open");
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/pending", body, token)).Is(200);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/pending", Hold(second, "30.01"), token)).Is(409).Faults().ShouldBe(["ledger.insufficient lines[0].debit"]);
        (await shop.Http.SendAsync("POST", "/api/v1/ledger/pending", Hold(second, "30.00"), token)).Is(201);

        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{first}/post", new { date = LedgerLab.Day.ToString(), lines = new[] { new { no = 1, amount = Taka("70.01") } } }, token)).Is(400).Faults().ShouldBe(["ledger.hold_lines lines[0].amount"]);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{first}/post", new { date = LedgerLab.Day.ToString(), lines = new[] { new { no = 2 } } }, token)).Is(400).Faults().ShouldBe(["ledger.hold_lines lines[0].no"]);
        var entry = LedgerLab.Id<EntryId>().ToString();
        var part = new { id = entry, date = LedgerLab.Day.ToString(), lines = new[] { new { no = 1, amount = Taka("50.00") } } };
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{first}/post", part, token)).Is(201)["hold"].ShouldBe(first);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{first}/post", part, token)).Is(200)["id"].ShouldBe(entry);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{first}/void", token: token)).Is(409).Code.ShouldBe("ledger.hold_ended");
        var held = (await shop.ReadAsync($"pending/{first}", token)).Is(200);
        (held["state"], held["entry"]).ShouldBe(("posted", entry));

        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{second}/void", token: token)).Is(200)["state"].ShouldBe("voided");
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{second}/void", token: token)).Is(200);
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/pending/{LedgerLab.Id<HoldId>()}/void", token: token)).Is(404);
        (await shop.ReadAsync($"pending/{LedgerLab.Id<HoldId>()}", token)).Is(404);
        (await shop.ScalarAsync<string>($"select balance || ' ' || held from ledger.subaccount_balance where id = '{wallet}'")).ShouldBe("5000 0");
    }

    [Fact]
    public async Task Only_who_may_sees_or_moves_the_books()
    {
        var before = await shop.BooksStateAsync();
        var id = LedgerLab.Id<EntryId>();
        foreach (var (method, path) in ((string, string)[])
            [
                ("GET", "accounts"), ("GET", "accounts/1110"), ("POST", "accounts"), ("PUT", "accounts/1110"), ("POST", "accounts/1110/close"), ("POST", "accounts/1110/reopen"), ("GET", "entries"), ("GET", $"entries/{id}"), ("POST", "entries"),
                ("POST", "entries/linked"), ("POST", $"entries/{id}/reverse"), ("POST", "preview"), ("POST", "pending"), ("GET", $"pending/{id}"), ("POST", $"pending/{id}/post"), ("POST", $"pending/{id}/void"), ("GET", "rules"), ("GET", "rules/sale"),
                ("POST", "rules"), ("GET", "book"), ("PUT", "book"), ("GET", "drafts"), ("POST", "drafts"), ("GET", $"drafts/{id}"), ("PUT", $"drafts/{id}"), ("DELETE", $"drafts/{id}"), ("POST", $"drafts/{id}/submit"), ("POST", $"drafts/{id}/approve"),
                ("POST", $"drafts/{id}/return"), ("GET", $"drafts/{id}/attachments/x"), ("DELETE", $"drafts/{id}/attachments/x"),
            ])
        {
            (await shop.Http.SendAsync(method, "/api/v1/ledger/" + path, Body(method, path), token: null, ("If-Match", "\"1\""))).Is(401, path);
            // The manager holds the right to read in one store, and the books are everybody's.
            foreach (var role in (string[])["manager", "cashier", "customer"])
            {
                (await shop.Http.SendAsync(method, "/api/v1/ledger/" + path, Body(method, path), await shop.Http.TokenAsync(role), ("If-Match", "\"1\""))).Is(403, $"{role} {method} {path}");
            }
        }

        (await shop.BooksStateAsync()).ShouldBe(before);

        object? Body(string method, string path) => method is "GET" or "DELETE" ? null : Right(path);

        object? Right(string path) => path switch
        {
            "accounts" => new { code = "1999", name = new { en = "New" }, parent = "1000" },
            "accounts/1110" => new { name = new { en = "New" } },
            "entries" or "preview" => Entry(),
            "entries/linked" => new { entries = new[] { Entry() } },
            "pending" => new { expiresAt = "2099-01-01T00:00:00Z", memo = "x" },
            "rules" => new { rule = new { } },
            "book" => new { futureDays = 1, approvalLimit = Taka("1.00") },
            "drafts" => new { date = "2026-01-01", memo = "x" },
            _ when path.EndsWith("/reverse", StringComparison.Ordinal) => new { date = "2026-01-01", memo = "x" },
            _ when path.EndsWith("/post", StringComparison.Ordinal) => new { date = "2026-01-01" },
            _ when path.EndsWith("/submit", StringComparison.Ordinal) || path.EndsWith("/approve", StringComparison.Ordinal) => new { version = 1 },
            _ when path.EndsWith("/return", StringComparison.Ordinal) => new { version = 1, reason = "x" },
            _ when path.StartsWith("drafts/", StringComparison.Ordinal) && !path.Contains("attachments", StringComparison.Ordinal) => new { date = "2026-01-01", memo = "x" },
            _ => null,
        };
    }
}
