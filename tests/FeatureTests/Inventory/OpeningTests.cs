using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Inventory.Features;
using Aisle.Platform.Imports;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

public sealed class OpeningTests(ShopHost shop) : IClassFixture<ShopHost>, IDisposable
{
    private const string Header = "store,sku,barcode,quantity,unit,unit_cost,value,lot,expires_on,place\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("aisle-opening-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_is_fine_is_in_stock_and_in_the_books_against_opening_balances_and_what_is_not_is_named()
    {
        var (store, token) = (await shop.StoreAsync(), await shop.Http.TokenAsync("owner"));
        var variants = await shop.VariantsAsync(0, 8);
        var skus = await SkusAsync(variants);
        await shop.BinAsync(store, "OP-1", token);
        await shop.LotAsync(variants[3], "OPEN-A");
        var file = Header + $"""
            S1,{skus[0]},,12,,10.50,,,,
            s1,{skus[0]},,3,dozen,,90,,,op-1
            S1,{skus[1]},,2,,0,,,,
            S1,{skus[3]},,5,,4,,B-77,2031-05-01,
            S1,NO-SUCH,,1,,1,,,,
            S9,{skus[2]},,1,,1,,,,
            S1,{skus[2]},,0,,1,,,,
            S1,{skus[2]},,-4,,1,,,,
            S1,{skus[2]},,1000000001,,1,,,,
            S1,{skus[2]},,1,kg,1,,,,
            S1,{skus[2]},,1.5,,1,,,,
            S1,{skus[2]},,1,furlong,1,,,,
            S1,{skus[2]},,1,,1,,L1,2020-01-01,
            S1,{skus[3]},,1,,1,,,,
            S1,{skus[2]},,1,,1,1,,,
            S1,{skus[2]},,1,,,,,,NOWHERE
            S1,{skus[0]},,12,,10.50,,,,
            S1,{skus[2]},,1
            S1,{skus[2]},,1,,-1,,,,
            S1,{skus[2]},,1,,1,,,2031-05-01,
            S1,,,1,,1,,,,
            S1,{skus[2]},,1,,999999999999999999999999999,,,,
            S1,,123,1,,1,,,,
            """;
        var before = (Opening: await shop.BookAsync("opening"), Stock: await shop.BookAsync("inventory"));
        var postings = await CountAsync();

        var dry = (await UploadAsync(file, token, "?dryRun=true")).Is(201);
        (dry["rows"], dry["added"], dry["refused"], dry["dryRun"]).ShouldBe(("23", "4", "19", "True"));
        (await CountAsync()).ShouldBe(postings, "a trial changes nothing");
        (await shop.ScalarAsync<long>("select count(*) from inventory.lot where code in ('B-77')")).ShouldBe(0);

        var real = (await UploadAsync(file, token)).Is(201);
        (real["rows"], real["added"], real["same"], real["refused"]).ShouldBe(("23", "4", "0", "19"));
        var faults = real.Json.GetProperty("refusals").EnumerateArray().Select(one => $"{one.GetProperty("line").GetInt64()} {one.GetProperty("field").GetString()} {one.GetProperty("code").GetString()}").ToList();
        faults.ShouldBe(
            [
                "6 sku inventory.item_unknown", "7 store inventory.store_unknown", "8 quantity inventory.quantity_zero", "9 quantity inventory.quantity_sign", "10 quantity inventory.quantity_range", "11 quantity quantity.conversion",
                "12 quantity inventory.quantity_whole", "13 unit inventory.unit_unknown", "14 expires_on inventory.lot_expired", "15 lot inventory.lot_needed", "16 unit_cost inventory.opening_cost", "17 place inventory.location_unknown", "17 unit_cost inventory.opening_cost",
                "18 sku row.repeated", "19  row.columns", "20 unit_cost inventory.value_sign", "21 lot inventory.lot_needed", "22 sku row.required", "23 unit_cost inventory.range", "24 barcode inventory.item_unknown",
            ]);
        (await shop.OnHandAsync(store, variants[0])).ShouldBe(48_000);
        (await shop.LevelAsync(store, variants[0])).Value.Minor.ShouldBe(12_600 + 9_000);
        (await shop.OnHandAsync(store, variants[3])).ShouldBe(5_000);
        (await shop.BookAsync("inventory") - before.Stock).ShouldBe(12_600 + 9_000 + 2_000);
        (await shop.BookAsync("opening") - before.Opening).ShouldBe(-(12_600 + 9_000 + 2_000));

        // The same file again, and one that says something else: nothing is doubled.
        var again = (await UploadAsync(file, token)).Is(201);
        (again["added"], again["same"], again["refused"]).ShouldBe(("0", "4", "19"));
        var other = (await UploadAsync(Header + $"S1,{skus[0]},,13,,10.50,,,,\nS1,{skus[4]},,1,,1,,,,\n", token)).Is(201);
        (other["added"], other["refused"]).ShouldBe(("1", "1"));
        other.Text.ShouldContain("inventory.opening_known");
        (await shop.OnHandAsync(store, variants[0])).ShouldBe(48_000);
        // What has expired is taken where that is said.
        (await UploadAsync(Header + $"S1,{skus[5]},,1,,1,,L1,2020-01-01,\n", token, "?acceptExpired=true")).Is(201)["added"].ShouldBe("1");
        await shop.StockIsWellAsync();
        (await shop.Http.SendAsync("GET", "/api/v1/inventory/movements?item=" + variants[0], token: token)).Is(200).Text.ShouldContain("stock_opening");
    }

    [Fact]
    public async Task A_row_whose_sku_and_barcode_are_of_two_products_is_refused_and_all_that_is_wrong_with_a_row_is_told_at_once()
    {
        var (store, token, variants) = (await shop.StoreAsync(), await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(240, 3));
        var skus = await SkusAsync(variants);
        var barcode = await shop.ScalarAsync<string>($"select code from catalog.barcode join catalog.pack on pack.id = pack_id where variant_id = '{variants[0]}' and pack.units_thousandths = 1000 and code ~ '^[0-9]{{12,14}}$' order by code limit 1");
        await shop.LotAsync(variants[2], "OPEN-2");
        var answer = (await UploadAsync(Header + $"""
            S1,{skus[1]},{barcode},1,,10,,,,
            S1,NO-SUCH,{barcode},1,,10,,,,
            S1,{skus[0].ToLowerInvariant()},{barcode},7,,10,,,,
            S9,NO-SUCH,,-1,furlong,,,,2020-13-01,NOWHERE
            S1,{skus[1]},{barcode},1.5,,-1,,,2020-01-01,NOWHERE
            S1,{skus[2]},,0,,10,5,,,NOWHERE
            """, token)).Is(201);
        (answer["rows"], answer["added"], answer["refused"]).ShouldBe(("6", "1", "5"));
        answer.Json.GetProperty("refusals").EnumerateArray().Select(one => $"{one.GetProperty("line").GetInt64()} {one.GetProperty("field").GetString()} {one.GetProperty("code").GetString()}").ShouldBe(
            [
                "2 sku inventory.opening_codes",
                "3 sku inventory.item_unknown",
                "5 expires_on inventory.lot_dates", "5 sku inventory.item_unknown", "5 store inventory.store_unknown", "5 unit inventory.unit_unknown", "5 unit_cost inventory.opening_cost",
                "6 expires_on inventory.lot_expired", "6 lot inventory.lot_needed", "6 place inventory.location_unknown", "6 quantity inventory.quantity_whole", "6 sku inventory.opening_codes", "6 unit_cost inventory.value_sign",
                "7 lot inventory.lot_needed", "7 place inventory.location_unknown", "7 quantity inventory.quantity_zero", "7 unit_cost inventory.opening_cost",
            ]);
        (await shop.OnHandAsync(store, variants[0])).ShouldBe(7_000);
    }

    [Fact]
    public async Task A_file_sent_twice_with_one_key_is_one_import_also_with_bad_rows_in_it()
    {
        var (store, token, variants) = (await shop.StoreAsync(), await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(60, 2));
        var skus = await SkusAsync(variants);
        var file = Header + $"S1,NO-SUCH,,1,,1,,,,\nS1,{skus[0]},,4,,2,,,,\n";
        var key = ActsLab.NewId().ToString();
        var first = (await UploadAsync(file, token, key: key)).Is(201);
        var second = (await UploadAsync(file, token, key: key)).Is(201);
        (first["added"], first["refused"], second.Text).ShouldBe(("1", "1", first.Text));
        (await UploadAsync(file + $"S1,{skus[1]},,4,,2,,,,\n", token, key: key)).Is(422);
        (await shop.OnHandAsync(store, variants[0])).ShouldBe(4_000);
    }

    [Fact]
    public async Task Two_at_once_take_each_row_in_once()
    {
        var (store, token, variants) = (await shop.StoreAsync(), await shop.Http.TokenAsync("owner"), await shop.VariantsAsync(50, 8));
        var skus = await SkusAsync(variants);
        var rows = skus.Select(sku => $"S1,{sku},,7,,3,,R-1,,\n").ToList();
        string[] files = [Header + string.Concat(rows), Header + string.Concat(rows.AsEnumerable().Reverse()), Header + string.Concat(rows)];
        var answers = await Task.WhenAll(files.Select(file => UploadAsync(file, token)));
        answers.Sum(answer => int.Parse(answer.Is(201)["added"], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(8);
        foreach (var variant in variants)
        {
            (await shop.OnHandAsync(store, variant)).ShouldBe(7_000);
        }
    }

    [Fact]
    public async Task Only_who_may_brings_stock_in_and_only_into_their_store()
    {
        var sku = (await SkusAsync(await shop.VariantsAsync(62, 1)))[0];
        var manager = await shop.Http.TokenAsync("manager");
        (await UploadAsync(Header + $"S2,{sku},,1,,1,,,,\n", manager)).Is(403);
        var both = (await UploadAsync(Header + $"S2,{sku},,1,,1,,,,\nS1,{sku},,1,,1,,,,\n", manager)).Is(201);
        (both["added"], both["refused"]).ShouldBe(("1", "1"));
        both.Text.ShouldContain("access.forbidden");
        (await shop.OnHandsAsync(await shop.StoreAsync(1), (await shop.VariantsAsync(62, 1))[0])).ShouldBe(0);
        (await UploadAsync(Header, token: null)).Is(401);
        foreach (var role in (string[])["cashier", "stock_clerk", "rider"])
        {
            (await UploadAsync(Header, await shop.Http.TokenAsync(role))).Is(403, role);
        }
    }

    [Fact]
    public async Task A_file_that_is_none_is_refused_whole_and_a_broken_one_up_to_where_it_breaks()
    {
        var token = await shop.Http.TokenAsync("owner");
        var sku = (await SkusAsync(await shop.VariantsAsync(63, 1)))[0];
        foreach (var (content, sentence) in ((string, string)[])[("", "is empty"), ("PK\u0003\u0004rest of a zip", "is not a CSV file"), ("sku,quantity\n1,2\n", "lacks the column store, unit_cost or value"), ("store,sku,quantity,value,colour\n", "colour"), ("store,sku,sku,quantity,value\n", "twice")])
        {
            var refused = (await UploadAsync(content, token)).Is(400);
            refused.Code.ShouldBe("import.file");
            refused.Text.ShouldContain(sentence);
        }

        (await UploadAsync(Header, token, "?dryRun=maybe&other=1")).Is(400).Codes.ShouldBe(["query.unknown", "query.flag"], ignoreOrder: true);
        var half = (await UploadAsync(Header + $"S1,{sku},,1,,1,,,,\nS1,{sku},,1,,\"1", token, "?dryRun=true")).Is(201);
        (half["added"], half["refused"]).ShouldBe(("1", "1"));
        var tooLong = (await UploadAsync(Header + $"S1,{sku},,1,,1,,,,\nS1,\"{new string('x', 3 * 1024 * 1024)}\",,1,,1,,,,\nS1,{sku},,1,,1,,,,\n", token, "?dryRun=true")).Is(201);
        tooLong.Text.ShouldContain("row.too_long");
        (tooLong["rows"], tooLong["added"]).ShouldBe(("2", "1"));
        (await UploadAsync(Header + new string('x', TriedFile.MostBytes), token)).Is(413);
        using var latin = new ByteArrayContent([.. Encoding.UTF8.GetBytes(Header + "S1,caf"), 0xE9, .. Encoding.UTF8.GetBytes(",,1,,1,,,,\n")]) { Headers = { { "Content-Type", "text/csv" } } };
        (await shop.Http.SendAsync("POST", "/api/v1/inventory/imports", latin, token)).Is(201).Text.ShouldContain("row.encoding");
    }

    [Fact]
    public async Task Five_thousand_rows_stopped_again_and_again_are_in_once()
    {
        var (store, variants) = (await shop.StoreAsync(1), await shop.VariantsAsync(0, 50));
        var skus = await SkusAsync(variants);
        var path = Path.Combine(_folder, "large.csv");
        await File.WriteAllTextAsync(path, Header + string.Concat(Enumerable.Range(0, 5_000).Select(row => $"S2,{skus[row % 50]},,{1 + (row % 7)},,1.25,,LOT-{row / 50},2033-01-01,\n")), TestContext.Current.CancellationToken);
        var stops = 0;
        for (var parts = 1; parts <= 4; parts++)
        {
            using var stop = new CancellationTokenSource();
            var left = parts;
            await using var scope = shop.Services.CreateAsyncScope();
            var import = scope.ServiceProvider.GetRequiredService<ImportOpening>();
            try
            {
                await import.RunAsync(new FileImport(path, "large.csv", DryRun: false) { Progress = (_, _) => { if (--left == 0) { stop.Cancel(); } } }, acceptExpired: false, _ => true, without: null, stop.Token);
            }
            catch (OperationCanceledException)
            {
                stops++;
            }
        }

        stops.ShouldBe(4);
        (await TakenAsync()).ShouldBe(2_000, "each run goes on behind what the one before has done");
        using var run = AisleProcess.Start(_folder, ["import", "stock", path, "--report", path + ".report"], ("Aisle__Database", shop.ConnectionString));
        await run.EndAsync(TimeSpan.FromMinutes(2));
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("rows=5000 added=3000 changed=0 same=2000 refused=0");
        TestContext.Current.SendDiagnosticMessage(run.Output);
        (await File.ReadAllTextAsync(path + ".report", TestContext.Current.CancellationToken)).Trim().ShouldBe(Refusal.Header);
        (await TakenAsync()).ShouldBe(5_000);
        (await shop.ScalarAsync<long>($"select sum(quantity)::bigint from inventory.movement join inventory.posting on posting.id = posting_id and document_type = 'stock_opening' where movement.store_id = '{store}'")).ShouldBe(Enumerable.Range(0, 5_000).Sum(row => 1L + (row % 7)) * 1_000);
        await shop.StockIsWellAsync();

        var watch = Stopwatch.StartNew();
        await using var last = shop.Services.CreateAsyncScope();
        var again = (await last.ServiceProvider.GetRequiredService<ImportOpening>().RunAsync(new FileImport(path, "large.csv", DryRun: true), acceptExpired: false, _ => true, without: null, CancellationToken.None)).Value;
        (again.Added, again.Same).ShouldBe((0, 5_000));
        TestContext.Current.SendDiagnosticMessage($"5,000 known rows in {watch.Elapsed.TotalSeconds:0.0} s");

        Task<long> TakenAsync() => shop.ScalarAsync<long>($"select count(*) from inventory.movement join inventory.posting on posting.id = posting_id and document_type = 'stock_opening' where movement.store_id = '{store}'");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task The_page_tries_a_file_shows_what_is_wrong_and_then_does_it(string language)
    {
        var variant = (await shop.VariantsAsync(64 + language.Length, 1))[0];
        var (store, sku) = (await shop.StoreAsync(), (await SkusAsync([variant]))[0]);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var path = language + "/admin/stock/import";
        var form = (await browser.GetAsync(path)).Is(200);
        (await TryAsync(form, Header)).Is(200).Html.QuerySelector("#import-do").ShouldBeNull();
        (await TryAsync(form, "no,such\n")).Is(400).Html.QuerySelector(".invalid-feedback").ShouldNotBeNull();
        (await TryAsync(form, Header + new string('x', FileImportBytes))).Is(400);

        var tried = (await TryAsync(form, Header + $"S1,{sku},,9,,1,,,,\nS1,NO-SUCH,,1,,1,,,,\n")).Is(200);
        tried.Html.QuerySelectorAll("#refused tbody tr").Length.ShouldBe(1);
        tried.Text.ShouldNotContain(">inventory.", Case.Sensitive, "a text is missing");
        tried.Text.ShouldNotContain(">platform.", Case.Sensitive, "a text is missing");
        (await shop.OnHandsAsync(store, variant)).ShouldBe(0);
        var done = (await browser.FillAsync(tried, path, "#import-do")).Is(200);
        done.Html.QuerySelector("#import-do").ShouldBeNull();
        (await shop.OnHandAsync(store, variant)).ShouldBe(9_000);
        (await browser.FillAsync(tried, path, "#import-do")).Is(200);
        (await shop.OnHandAsync(store, variant)).ShouldBe(9_000);

        async Task<PageAnswer> TryAsync(PageAnswer page, string content)
        {
            using var body = new MultipartFormDataContent
            {
                { new StringContent(page.Html.QuerySelector<IHtmlInputElement>("main input[name=__RequestVerificationToken]")!.Value), "__RequestVerificationToken" },
                { new StringContent(content, Encoding.UTF8, "text/csv"), "file", "opening.csv" },
            };
            return await browser.SendAsync(HttpMethod.Post, path + "?handler=Try", body);
        }
    }

    private const int FileImportBytes = Aisle.Platform.Ui.Admin.FileImportPage.MostBytes;

    private async Task<string[]> SkusAsync(VariantId[] variants) =>
        [.. await Task.WhenAll(variants.Select(variant => shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{variant}'")))];

    private Task<long> CountAsync() => shop.ScalarAsync<long>("select count(*) from inventory.posting where document_type = 'stock_opening'");

    private async Task<Answer> UploadAsync(string content, string? token, string query = "", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/inventory/imports" + query) { Content = new StringContent(content, Encoding.UTF8, "text/csv") };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        // What is too large is refused before it is sent.
        request.Headers.ExpectContinue = true;
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default, response.Headers, text);
    }
}
