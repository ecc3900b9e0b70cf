using System.Net.Http.Headers;
using System.Text;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using Microsoft.Extensions.DependencyInjection;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

public sealed class DraftTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private static readonly object[] _rent = [new { account = "5320", debit = Taka("800.00") }, new { account = "1130", credit = Taka("800.00") }];

    [Fact]
    public async Task A_draft_above_the_limit_is_posted_by_another_person_and_by_nobody_who_wrote_it()
    {
        var (accountant, admin, owner) = (await shop.Http.TokenAsync("accountant"), await shop.Http.TokenAsync("admin"), await shop.Http.TokenAsync("owner"));
        var id = LedgerLab.Id<EntryId>().ToString();
        var body = new { id, date = LedgerLab.Day.ToString(), memo = "Rent of November", legs = _rent };
        (await SendAsync("POST", "", body, accountant)).Is(201)["state"].ShouldBe("drafted");
        (await SendAsync("POST", "", body, accountant)).Is(200);
        (await SendAsync("POST", "", body with { memo = "Other" }, accountant)).Is(422).Code.ShouldBe("ledger.contradiction");
        (await SendAsync("POST", $"/{id}/approve", new { version = 1 }, owner)).Is(409).Code.ShouldBe("ledger.draft_state");
        (await SendAsync("POST", $"/{id}/submit", new { version = 2 }, accountant)).Is(412);
        (await SendAsync("POST", $"/{id}/submit", new { version = 1 }, accountant)).Is(200)["state"].ShouldBe("submitted");
        (await SendAsync("PUT", $"/{id}", body, accountant, "\"2\"")).Is(409).Code.ShouldBe("ledger.draft_state");
        (await SendAsync("DELETE", $"/{id}", null, accountant, "\"2\"")).Is(409);
        (await SendAsync("POST", $"/{id}/approve", new { version = 2 }, accountant)).Is(403).Code.ShouldBe("ledger.four_eyes");

        // Sent back with a reason; the admin mends it and is then one of its writers.
        (await SendAsync("POST", $"/{id}/return", new { version = 2, reason = "  " }, admin)).Is(400).Faults().ShouldBe(["ledger.reason reason"]);
        var returned = (await SendAsync("POST", $"/{id}/return", new { version = 2, reason = "Which shop?" }, admin)).Is(200);
        (returned["state"], returned["reason"]).ShouldBe(("returned", "Which shop?"));
        (await SendAsync("PUT", $"/{id}", body with { memo = "Rent of Dhanmondi" }, admin, "\"2\"")).Is(412);
        (await SendAsync("PUT", $"/{id}", body with { memo = "Rent of Dhanmondi" }, admin, "\"3\"")).Is(200)["state"].ShouldBe("drafted");
        (await SendAsync("POST", $"/{id}/submit", new { version = 4 }, accountant)).Is(200);
        (await SendAsync("POST", $"/{id}/approve", new { version = 5 }, admin)).Is(403).Code.ShouldBe("ledger.four_eyes");
        (await shop.ScalarAsync<long>($"select count(*) from ledger.entry where id = '{id}'")).ShouldBe(0);

        var approved = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync("POST", $"/{id}/approve", new { version = 5 }, owner)));
        approved.Select(answer => answer.Status).Order().ShouldBe([200, 412, 412, 412]);
        var entry = (await shop.ReadAsync($"entries/{id}", accountant)).Is(200).Json;
        (entry.GetProperty("document").GetProperty("type").GetString(), entry.GetProperty("document").GetProperty("id").GetString(), entry.GetProperty("memo").GetString()).ShouldBe(("manual", id, "Rent of Dhanmondi"));
        (await SendAsync("DELETE", $"/{id}", null, accountant, "\"6\"")).Is(409);
        (await shop.RefusalAsync($"update ledger.draft set memo = 'x' where id = '{id}'")).ShouldBe("ledger.append_only");
        (await shop.RefusalAsync($"delete from ledger.draft where id = '{id}'")).ShouldBe("ledger.append_only");
        (await shop.ScalarAsync<string>($"select string_agg(action, ' ' order by id) from platform.audit where subject_id = '{id}'")).ShouldBe(
            "ledger.draft.add ledger.draft.submit ledger.draft.return ledger.draft.update ledger.draft.submit ledger.draft.approve");
        (await shop.Services.GetServices<ILedgerDocuments>().Single(known => known.Type == "manual").NumbersAsync([id, "nobody"], CancellationToken.None)).Keys.ShouldBe([id]);
    }

    [Fact]
    public async Task Up_to_the_limit_a_draft_is_posted_at_once_and_an_entry_is_taken_back_by_a_draft()
    {
        var (accountant, admin) = (await shop.Http.TokenAsync("accountant"), await shop.Http.TokenAsync("admin"));
        var book = (await shop.ReadAsync("book", admin)).Headers.ETag!.ToString();
        (await shop.Http.SendAsync("PUT", "/api/v1/ledger/book", new { futureDays = 1, approvalLimit = Taka("50.00") }, admin, ("If-Match", book))).Is(200);
        var small = (await SendAsync("POST", "", new { date = LedgerLab.Day.ToString(), memo = "Tea", lines = new[] { new { debit = "5390", credit = "1110", amount = Taka("50.00") } } }, accountant)).Is(201)["id"];
        var posted = (await SendAsync("POST", $"/{small}/submit", new { version = 1 }, accountant)).Is(200);
        posted["state"].ShouldBe("posted");
        posted.Json.TryGetProperty("decidedBy", out _).ShouldBeFalse();
        var points = (await SendAsync("POST", "", new { date = LedgerLab.Day.ToString(), memo = "Points", lines = new[] { new { debit = "points_issued", credit = "2430", amount = new { amount = "1", currency = "PTS" } } } }, accountant)).Is(201)["id"];
        (await SendAsync("POST", $"/{points}/submit", new { version = 1 }, accountant)).Is(400).Codes.ShouldContain("ledger.same_account");

        var large = (await SendAsync("POST", "", new { date = LedgerLab.Day.ToString(), memo = "Tea for all", lines = new[] { new { debit = "5390", credit = "1110", amount = Taka("50.01") } } }, accountant)).Is(201)["id"];
        (await SendAsync("POST", $"/{large}/submit", new { version = 1 }, accountant)).Is(200)["state"].ShouldBe("submitted");
        (await SendAsync("POST", $"/{large}/approve", new { version = 2 }, admin)).Is(200);
        var back = (await SendAsync("POST", "", new { date = LedgerLab.Day.ToString(), memo = "No tea", reverses = large }, accountant)).Is(201)["id"];
        (await SendAsync("POST", $"/{back}/submit", new { version = 1 }, accountant)).Is(200)["state"].ShouldBe("submitted");
        (await SendAsync("POST", $"/{back}/approve", new { version = 2 }, admin)).Is(200);
        (await shop.ReadAsync($"entries/{large}", accountant))["reversedBy"].ShouldBe(back);

        (await shop.ReadAsync("drafts?state=posted&limit=1", accountant)).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString().ShouldBe(back);
        var next = (await shop.ReadAsync("drafts?limit=1", accountant)).Json.GetProperty("nextCursor").GetString();
        (await shop.ReadAsync($"drafts?limit=1&cursor={next}", accountant)).Is(200).Json.GetProperty("items")[0].GetProperty("id").GetString().ShouldNotBe(back);
    }

    [Fact]
    public async Task A_draft_may_be_incomplete_and_is_told_all_it_lacks_when_it_is_handed_in()
    {
        var accountant = await shop.Http.TokenAsync("accountant");
        var id = (await SendAsync("POST", "", new { date = "2999-01-01", memo = "Later", legs = new object[] { new { account = "9999", debit = Taka("5.00") }, new { account = "1000", credit = Taka("5.00") } } }, accountant)).Is(201)["id"];
        var before = await shop.BooksStateAsync();
        (await SendAsync("POST", $"/{id}/submit", new { version = 1 }, accountant)).Is(400).Faults().ShouldBe(["ledger.date_future date", "ledger.account_unknown legs[0].account", "ledger.account_group legs[1].account"]);
        (await SendAsync("POST", "", new { date = LedgerLab.Day.ToString(), memo = "", lines = Array.Empty<object>(), legs = Array.Empty<object>() }, accountant)).Is(400).Faults().ShouldBe(["ledger.memo memo", "ledger.entry_form lines"]);
        (await shop.BooksStateAsync()).ShouldBe(before);
        (await SendAsync("DELETE", $"/{id}", null, accountant)).Is(428);
        (await SendAsync("DELETE", $"/{id}", null, accountant, "\"1\"")).Is(204);
        (await SendAsync("GET", $"/{id}", null, accountant)).Is(404).Code.ShouldBe("ledger.draft_unknown");
    }

    [Fact]
    public async Task Papers_are_taken_by_their_content_and_given_only_to_who_may_see_the_books()
    {
        var (accountant, owner) = (await shop.Http.TokenAsync("accountant"), await shop.Http.TokenAsync("owner"));
        var id = (await SendAsync("POST", "", new { date = LedgerLab.Day.ToString(), memo = "Rent", legs = _rent }, accountant)).Is(201)["id"];
        (await SendAsync("POST", $"/{id}/attachments?name=rent.pdf", Bytes("MZ executable"), accountant)).Is(400).Codes.ShouldBe(["file.type"]);
        (await SendAsync("POST", $"/{id}/attachments?name=rent.pdf", Bytes("<html>,</html>"), accountant)).Is(400).Codes.ShouldBe(["file.type"]);
        // Asked before it is sent: what is refused by its length alone is not read.
        (await shop.Http.SendAsync("POST", $"/api/v1/ledger/drafts/{id}/attachments?name=rent.pdf", Bytes("%PDF-1.7 " + new string('x', 10 * 1024 * 1024)), accountant, ("Expect", "100-continue"))).Is(413);
        var attached = (await SendAsync("POST", $"/{id}/attachments?name=rent.pdf", Bytes("%PDF-1.7 paid"), accountant)).Is(201);
        var file = attached.Json.GetProperty("files")[0].GetProperty("file").GetString()!;
        (await SendAsync("POST", $"/{id}/attachments?name=again.pdf", Bytes("%PDF-1.7 paid"), accountant)).Is(200)["version"].ShouldBe("2");
        var rows = (await SendAsync("POST", $"/{id}/attachments", Bytes("date,amount\n2026-11-01,800\n"), accountant)).Is(201).Json.GetProperty("files")[1].GetProperty("file").GetString();
        (await SendAsync("DELETE", $"/{id}/attachments/{rows}", null, accountant)).Is(200)["version"].ShouldBe("4");
        (await SendAsync("DELETE", $"/{id}/attachments/{rows}", null, accountant)).Is(404).Code.ShouldBe("ledger.attachment_unknown");

        (await shop.Http.SendAsync("GET", $"/files/{file}")).Is(404);
        (await SendAsync("GET", $"/{id}/attachments/{file}", null, await shop.Http.TokenAsync("manager"))).Is(403);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/ledger/drafts/{id}/attachments/{file}") { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", accountant) } };
        using var download = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        (await download.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("%PDF-1.7 paid");
        (download.Content.Headers.ContentType!.MediaType, download.Content.Headers.ContentDisposition!.DispositionType, download.Content.Headers.ContentDisposition.FileName).ShouldBe(("application/pdf", "attachment", "rent.pdf"));

        (await SendAsync("POST", $"/{id}/submit", new { version = 4 }, accountant)).Is(200);
        (await SendAsync("POST", $"/{id}/attachments?name=late.pdf", Bytes("%PDF-1.7 late"), accountant)).Is(409);
        (await SendAsync("POST", $"/{id}/approve", new { version = 5 }, owner)).Is(200);
        (await shop.ReadAsync($"entries/{id}", owner)).Json.GetProperty("attachments")[0].GetString().ShouldBe(file[..64]);
    }

    [Fact]
    public async Task A_key_neither_drafts_nor_approves()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var made = (await shop.Http.SendAsync("POST", "/api/v1/api-keys", new { name = "Books", permissions = new[] { "ledger.entry.post", "ledger.entry.approve", "ledger.entry.direct", "ledger.book.read" } }, owner)).Is(201);
        var key = made.Json.EnumerateObject().First(member => member.Value.ValueKind == System.Text.Json.JsonValueKind.String && member.Value.GetString()!.Length > 40).Value.GetString()!;
        (await SendAsync("POST", "", new { date = LedgerLab.Day.ToString(), memo = "x" }, key)).Is(403).Code.ShouldBe("ledger.person_needed");
        (await SendAsync("POST", $"/{LedgerLab.Id<EntryId>()}/approve", new { version = 1 }, key)).Is(403).Code.ShouldBe("ledger.person_needed");
        (await shop.PostAsync(Entry(), key)).Is(201, "what a program posts needs no second person");
    }

    private Task<Answer> SendAsync(string method, string path, object? body, string token, string? tag = null) =>
        shop.Http.SendAsync(method, "/api/v1/ledger/drafts" + path, body, token, tag is null ? [] : [("If-Match", tag)]);

    private static ByteArrayContent Bytes(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { { "Content-Type", "application/octet-stream" } } };
}
