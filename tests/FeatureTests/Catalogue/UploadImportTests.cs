using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Catalogue;

public sealed class UploadImportTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task A_dry_run_reports_and_changes_nothing_and_the_real_run_then_does_it()
    {
        var token = await shop.Http.TokenAsync("admin");
        const string file = """
            sku,name.en,category.path,price,barcodes,min_age
            U-1,Uploaded one,Uploaded > Things,10.00,,
            U-2,Uploaded two,Uploaded > Things,20.00,9520990000019,
            U-3,=cmd|calc,Uploaded > Things,30.00,,200
            """;
        var before = await CountsAsync();

        var asked = (await UploadAsync(file, token, "?dryRun=true&name=goods.csv")).Is(201);
        asked.Headers.Location!.ToString().ShouldBe($"/api/v1/imports/{asked["id"]}");
        var dry = await EndAsync(asked["id"], token);
        (dry["state"], dry["dryRun"], dry["rows"], dry["added"], dry["refused"], dry["progress"]).ShouldBe(("done", "True", "3", "1", "2", "1"));
        (await CountsAsync()).ShouldBe(before);
        var report = (await shop.Http.SendAsync("GET", $"/api/v1/imports/{asked["id"]}/report", token: token)).Is(200);
        report.Text.ShouldContain("3,barcodes,gtin.check_digit");
        report.Text.ShouldContain("4,min_age,row.integer");
        (await shop.Http.SendAsync("GET", $"/api/v1/imports/{asked["id"]}/report?format=json", token: token)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(2);

        var real = await EndAsync((await UploadAsync(file, token, "?name=goods.csv")).Is(201)["id"], token);
        (real["state"], real["added"], real["refused"], real["askedBy"], real["name"]).ShouldBe(("done", "1", "2", "Tanvir Hasan", "goods.csv"));
        (await shop.JsonAsync("/api/v1/products?q=uploaded%20one")).GetProperty("items").GetArrayLength().ShouldBeGreaterThan(0);
        var again = await EndAsync((await UploadAsync(file, token)).Is(201)["id"], token);
        (again["added"], again["same"]).ShouldBe(("0", "1"));

        (await shop.ScalarAsync<long>("select count(*) from catalog.import_part")).ShouldBe(0, "a file goes when its import is over");
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where subject_id = '{real["id"]}' and action in ('catalog.import.start', 'catalog.import.finish')")).ShouldBe(2);
        (await shop.Http.SendAsync("GET", "/api/v1/imports?state=done", token: token)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public async Task An_import_whose_connection_is_lost_goes_on_where_it_was()
    {
        var token = await shop.Http.TokenAsync("admin");
        const int rows = 12_000;
        var asked = (await UploadAsync(Rows("L", rows), token)).Is(201);
        (await UploadAsync(Rows("L", rows), token)).Is(409).Code.ShouldBe("import.under_way");
        await Goods.EventuallyAsync(async () => await shop.ScalarAsync<long>($"select rows_done from catalog.import where id = '{asked["id"]}'") is > 0 and < rows, "it is in the middle", 30);

        // The one that holds the lock of imports is cut off, as by a kill.
        (await shop.ScalarAsync<long>("select count(pg_terminate_backend(pid)) from pg_locks where locktype = 'advisory' and objid = x'534C4501'::bigint::oid and database = (select oid from pg_database where datname = current_database())")).ShouldBeGreaterThan(0);
        var board = shop.Services.GetRequiredService<JobBoard>();
        await Goods.EventuallyAsync(async () => (await board.RunNowAsync("catalog.run_imports", "test", TestContext.Current.CancellationToken)).IsSuccess, "it runs again", 20);

        var line = await EndAsync(asked["id"], token);
        (line["state"], line["rows"], line["added"]).ShouldBe(("done", $"{rows}", $"{rows}"));
        (await shop.ScalarAsync<long>("select count(*) from catalog.variant where sku like 'L-%'")).ShouldBe(rows);
        (await shop.ScalarAsync<long>("select count(*) from platform.job_run where job = 'catalog.run_imports' and outcome = 'failed'")).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_running_import_is_cancelled_between_two_chunks()
    {
        var token = await shop.Http.TokenAsync("admin");
        var asked = (await UploadAsync(Rows("C", 20_000), token, "?dryRun=true")).Is(201);
        await Goods.EventuallyAsync(async () => await shop.ScalarAsync<long>($"select rows_done from catalog.import where id = '{asked["id"]}'") > 0, "it runs", 40);

        (await shop.Http.SendAsync("POST", $"/api/v1/imports/{asked["id"]}/cancel", token: token)).Is(200);

        var line = await EndAsync(asked["id"], token);
        line["state"].ShouldBe("cancelled");
        int.Parse(line["rows"], CultureInfo.InvariantCulture).ShouldBeLessThan(20_000);
        (await shop.Http.SendAsync("POST", $"/api/v1/imports/{asked["id"]}/cancel", token: token)).Is(409).Code.ShouldBe("import.over");
    }

    [Fact]
    public async Task A_file_that_is_no_product_file_is_refused_at_once_and_only_by_who_may_is_anything_taken()
    {
        var token = await shop.Http.TokenAsync("admin");
        var before = await shop.StateAsync();
        foreach (var (content, sentence) in ((string, string)[])[("", "is empty"), ("PK\u0003\u0004rest of a zip", "is not a CSV file"), ("a,b\n1,2\n", "lacks the column"), ("sku,name.en,colour\n1,2,3\n", "colour")])
        {
            var refused = (await UploadAsync(content, token, "?name=..%2F..%2Fetc%2Fpasswd.csv")).Is(400);
            refused.Code.ShouldBe("import.file");
            refused.Text.ShouldContain(sentence);
            refused.Text.ShouldContain("passwd.csv");
            refused.Text.ShouldNotContain("/", Case.Sensitive, "no path of this machine");
        }

        (await UploadAsync("sku,name.en\n", token, "?profile=/etc/passwd.json&dryRun=maybe&nobody=1")).Is(400).Codes.ShouldBe(["query.unknown", "query.choice", "query.flag"], ignoreOrder: true);
        (await UploadAsync("sku,name.en\n", token: null)).Is(401);
        foreach (var role in (string[])["manager", "stock_clerk", "cashier", "customer"])
        {
            (await UploadAsync("sku,name.en\n", await shop.Http.TokenAsync(role))).Is(403);
        }

        (await shop.Http.SendAsync("GET", "/api/v1/imports", token: await shop.Http.TokenAsync("stock_clerk"))).Is(403);
        (await shop.Http.SendAsync("GET", "/api/v1/imports/0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff", token: token)).Is(404);
        (await shop.Http.SendAsync("GET", "/api/v1/imports/0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff/report", token: token)).Is(404);
        (await shop.StateAsync()).ShouldBe(before);
    }

    private static string Rows(string prefix, int count)
    {
        var text = new StringBuilder("sku,product,name.en,category.path,price\n");
        for (var i = 0; i < count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{prefix}-{i},thing-{i}-{prefix.ToLowerInvariant()}-u,Thing {prefix} {i},Uploaded > {prefix},{i % 500 + 1}.00\n");
        }

        return text.ToString();
    }

    private async Task<Answer> EndAsync(string id, string token)
    {
        Answer? line = null;
        await Goods.EventuallyAsync(async () => (line = (await shop.Http.SendAsync("GET", $"/api/v1/imports/{id}", token: token)).Is(200))["state"] is "done" or "failed" or "cancelled", "the import ends", 60);
        return line!;
    }

    private Task<string> CountsAsync() => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from catalog.variant where sku like 'U-%'), (select count(*) from catalog.category where slug like 'uploaded%' or slug = 'things'))
        """);

    private async Task<Answer> UploadAsync(string content, string? token, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports" + query) { Content = new StringContent(content, Encoding.UTF8, "text/csv") };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default, response.Headers, text);
    }
}
