using System.Globalization;
using System.Net.Http.Headers;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Operations;

public sealed class AuditTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_who_may_reads_the_audit_and_only_of_their_stores()
    {
        var (first, second) = (await StoreAsync("S1"), await StoreAsync("S2"));
        await WriteAsync(new AuditEntry("test.scope", "test.thing", "first", "In the first", StoreId: first));
        await WriteAsync(new AuditEntry("test.scope", "test.thing", "second", "In the second", StoreId: second));
        await WriteAsync(new AuditEntry("test.scope", "test.thing", "company", "In none"));
        const string path = "/api/v1/audit?action=test.scope";

        (await shop.Http.SendAsync("GET", path)).Is(401);
        foreach (var role in (string[])["cashier", "stock_clerk", "support", "rider", "customer"])
        {
            foreach (var format in (string[])["json", "csv"])
            {
                (await shop.Http.SendAsync("GET", $"{path}&format={format}", token: await shop.Http.TokenAsync(role))).Is(403).Text.ShouldNotContain("In the first", customMessage: role);
            }
        }

        var manager = await shop.Http.TokenAsync("manager");
        Things(await shop.Http.SendAsync("GET", path, token: manager)).ShouldBe(["first"]);
        (await shop.Http.SendAsync("GET", path + "&format=csv", token: manager)).Is(200).Text.ShouldNotContain("In the second");
        (await shop.Http.SendAsync("GET", $"{path}&store={second}", token: manager)).Is(403).Text.ShouldNotContain("In the second");
        (await shop.Http.SendAsync("GET", $"{path}&store={second}&format=csv", token: manager)).Is(403);
        Things(await shop.Http.SendAsync("GET", path, token: await shop.Http.TokenAsync("accountant"))).ShouldBe(["company", "second", "first"]);
        Things(await shop.Http.SendAsync("GET", $"{path}&store={second}", token: await shop.Http.TokenAsync("owner"))).ShouldBe(["second"]);
    }

    [Fact]
    public async Task It_is_searched_filtered_and_paged_while_lines_come_in()
    {
        var owner = await shop.Http.TokenAsync("owner");
        for (var number = 0; number < 7; number++)
        {
            await WriteAsync(new AuditEntry(number % 2 == 0 ? "test.page.even" : "test.page.odd", "test.page", $"{number}", $"Zebra {number}% চাল"));
        }

        var (things, next) = (new List<string>(), "");
        do
        {
            var page = (await shop.Http.SendAsync("GET", "/api/v1/audit?type=test.page&limit=2" + next, token: owner)).Is(200);
            things.AddRange(Things(page));
            next = page.Json.TryGetProperty("nextCursor", out var cursor) ? "&cursor=" + cursor.GetString() : "";
            await WriteAsync(new AuditEntry("test.late", "test.page", "late", "Late"));
        }
        while (next.Length > 0);
        things.ShouldBe(["6", "5", "4", "3", "2", "1", "0"], "newest first, none twice, and none that came in between");

        Things(await shop.Http.SendAsync("GET", "/api/v1/audit?action=test.page.odd", token: owner)).ShouldBe(["5", "3", "1"]);
        Things(await shop.Http.SendAsync("GET", "/api/v1/audit?action=test.page.", token: owner)).Count().ShouldBe(7);
        Things(await shop.Http.SendAsync("GET", "/api/v1/audit?type=test.page&thing=4", token: owner)).ShouldBe(["4"]);
        Things(await shop.Http.SendAsync("GET", $"/api/v1/audit?q={Uri.EscapeDataString("ZEBRA 3% চা")}", token: owner)).ShouldBe(["3"]);
        Things(await shop.Http.SendAsync("GET", "/api/v1/audit?type=test.page&from=2999-01-01T00:00:00Z", token: owner)).ShouldBeEmpty();
        Things(await shop.Http.SendAsync("GET", "/api/v1/audit?type=test.page&to=2000-01-01T00:00:00Z", token: owner)).ShouldBeEmpty();
        Things(await shop.Http.SendAsync("GET", $"/api/v1/audit?type=test.page&actor={await shop.ScalarAsync<Guid>("select id from identity.user_account limit 1")}", token: owner)).ShouldBeEmpty("the system wrote them");
        (await shop.Http.SendAsync("GET", "/api/v1/audit?from=yesterday&store=x&limit=0&actor=y&nobody=1&cursor=z", token: owner)).Is(400).Codes.Count().ShouldBe(6);
    }

    [Fact]
    public async Task Every_line_that_fits_is_in_the_csv_and_no_cell_is_a_formula()
    {
        await shop.ScalarAsync<object>("""
            insert into platform.audit (at, actor_kind, actor_name, action, subject_type, subject_id, subject_name, address, trace, after)
            select now(), 'user', (array['=cmd|''/c calc''!A0', '+1', '-1', '@sum(a1)', E'\t=1', ' =1', 'চাল "quoted", and more'])[1 + number % 7], 'test.csv', 'test.csv', number::text, 'Line', '', '', '{"a": 1}'
            from generate_series(1, 1234) number
            """);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/audit?type=test.csv&format=csv&limit=3");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await shop.Http.TokenAsync("accountant"));

        using var response = await shop.Http.SendAsync(request, Stop);
        var bytes = await response.Content.ReadAsByteArrayAsync(Stop);

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        response.Content.Headers.ContentDisposition!.FileName!.ShouldContain("audit.csv");
        bytes[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var rows = System.Text.Encoding.UTF8.GetString(bytes[3..]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        rows.Length.ShouldBe(1 + 1234);
        rows[0].ShouldStartWith("\"id\",\"at\",");
        rows.Skip(1).ShouldAllBe(row => !row.Contains(",\"=") && !row.Contains(",\"+") && !row.Contains(",\"-") && !row.Contains(",\"@") && !row.Contains(",\" =") && !row.Contains(",\"\t"));
        rows.ShouldContain(row => row.Contains("\"চাল \"\"quoted\"\", and more\""));
        rows.ShouldContain(row => row.Contains("\"'=cmd|'/c calc'!A0\""));
        rows.Skip(1).Select(row => long.Parse(row.Split(',')[0].Trim('"'), CultureInfo.InvariantCulture)).ShouldBeInOrder(SortDirection.Descending);
    }

    [Theory]
    [InlineData("update platform.audit set actor_name = 'nobody'")]
    [InlineData("delete from platform.audit")]
    [InlineData("truncate platform.audit")]
    public async Task Nobody_changes_a_line_the_owner_of_the_database_included(string sql)
    {
        await WriteAsync(new AuditEntry("test.append_only", "test.thing", "1", "One"));
        var before = await shop.ScalarAsync<string>("select count(*) || ' ' || md5(string_agg(line::text, ';' order by id)) from platform.audit line");

        (await Should.ThrowAsync<PostgresException>(() => shop.ScalarAsync<object>(sql))).MessageText.ShouldContain("append-only");

        (await shop.ScalarAsync<string>("select count(*) || ' ' || md5(string_agg(line::text, ';' order by id)) from platform.audit line")).ShouldBe(before);
    }

    [Fact]
    public async Task Secrets_are_masked_in_lines_and_file()
    {
        await WriteAsync(new AuditEntry("test.secret", "test.thing", "1", "One", new { password = "old-hunter2", name = "a" }, new { password = "new-hunter3", apiKey = "sk-4711", name = "b" }));
        var owner = await shop.Http.TokenAsync("owner");

        var line = (await shop.Http.SendAsync("GET", "/api/v1/audit?action=test.secret", token: owner)).Is(200);
        var file = (await shop.Http.SendAsync("GET", "/api/v1/audit?action=test.secret&format=csv", token: owner)).Is(200);

        line.Json.GetProperty("items")[0].GetProperty("after").GetProperty("password").GetString().ShouldBe(AuditJson.Mask);
        line.Json.GetProperty("items")[0].GetProperty("after").GetProperty("name").GetString().ShouldBe("b");
        foreach (var secret in (string[])["hunter2", "hunter3", "4711"])
        {
            line.Text.ShouldNotContain(secret);
            file.Text.ShouldNotContain(secret);
        }
    }

    private static IEnumerable<string> Things(Answer answer) => answer.Is(200).Json.GetProperty("items").EnumerateArray().Select(line => line.GetProperty("subjectId").GetString()!);

    private Task<Guid> StoreAsync(string code) => shop.ScalarAsync<Guid>($"select id from stores.store where code = '{code}'");

    private async Task WriteAsync(AuditEntry entry)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var work = scope.ServiceProvider.GetRequiredService<UnitOfWork>();
        (await work.RunAsync<int>(_ =>
        {
            work.Audit(entry);
            return Task.FromResult<Kernel.Result<int>>(1);
        }, Stop)).IsSuccess.ShouldBeTrue();
    }
}
