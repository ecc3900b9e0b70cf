using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Purchasing.Features;
using Aisle.Platform.Imports;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Purchasing;

public sealed class ImportTests(ShopHost shop) : IClassFixture<ShopHost>, IDisposable
{
    private const string Header = "code,name,contact,phone,email,address,tax_number,payment_days,lead_days,minimum_order,sku,supplier_code,pack_units,minimum_packs,price,from\n";
    private readonly string _folder = Directory.CreateTempSubdirectory("aisle-suppliers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Suppliers_and_what_they_sell_come_in_and_what_is_wrong_is_named()
    {
        var (token, skus) = (await shop.Http.TokenAsync("owner"), await SkusAsync(0, 4));
        var file = Header + $"""
            IM-1,First,Asha,01711,orders@first.example,"Road 1
            Dhaka",BIN-7,30,3,500,,,,,,
            IM-1,,,,,,,,,,{skus[0]},F-100,12,2,120.50,
            im-1,,,,,,,,,,{skus[1]},,,,7,2031-01-01
            IM-2,Second,,,,,,,,,{skus[0]},,1,,11,
            IM-3,,,,,,,,,,{skus[0]},,1,,11,
            IM-4,Fourth,,,no address,,,,,,,,,,,
            IM-5,Fifth,,,,,,400,x,,,,,,,
            IM 6,Sixth,,,,,,,,,,,,,,
            IM-2,Other name,,,,,,,,,{skus[1]},,,,1,
            IM-2,,,,,,,,,,NO-SUCH,,,,1,
            IM-2,,,,,,,,,,{skus[2]},,0,,1,
            IM-2,,,,,,,,,,{skus[3]},,,,-1,
            IM-1,,,,,,,,,,{skus[0]},,,,9,
            IM-2,,,,,,,,,,,X-1,,,1,
            IM-2,,,,,,,,,,,,,,,
            IM-7,Seventh
            """;
        var dry = (await UploadAsync(file, token, "?dryRun=true")).Is(201);
        (dry["rows"], dry["added"], dry["refused"], dry["dryRun"]).ShouldBe(("16", "4", "12", "True"));
        (await CountAsync("IM-%")).ShouldBe(0, "a trial changes nothing");

        var real = (await UploadAsync(file, token)).Is(201);
        (real["rows"], real["added"], real["changed"], real["same"], real["refused"]).ShouldBe(("16", "4", "0", "0", "12"));
        real.Json.GetProperty("refusals").EnumerateArray().Select(one => $"{one.GetProperty("line").GetInt64()} {one.GetProperty("field").GetString()} {one.GetProperty("code").GetString()}").ShouldBe(
            [
                "7 code supplier.unknown", "8 email email.format", "9 lead_days row.number", "9 payment_days supplier.days", "10 code supplier.code", "11 code row.repeated", "12 sku purchase.item_unknown", "13 pack_units purchase.quantity",
                "14 price purchase.amount", "15 code row.repeated", "16 sku row.required", "17 name row.required", "18  row.columns",
            ]);
        var first = await shop.ScalarAsync<Guid>("select id from purchasing.supplier where code = 'IM-1'");
        var read = (await shop.Http.SendAsync("GET", $"/api/v1/suppliers/{first}", token: token)).Is(200);
        (read["name"], read["contact"], read["address"], read["taxNumber"], read["paymentDays"], read["leadDays"]).ShouldBe(("First", "Asha", "Road 1\nDhaka", "BIN-7", "30", "3"));
        var items = (await shop.Http.SendAsync("GET", $"/api/v1/suppliers/{first}/items", token: token)).Is(200).Text;
        items.ShouldContain("F-100");
        items.ShouldContain("120.50");
        items.ShouldContain("2031-01-01");

        // Again nothing is new; then what changes is changed, and what is left empty stays.
        var again = (await UploadAsync(file, token)).Is(201);
        (again["added"], again["changed"], again["same"]).ShouldBe(("0", "0", "4"));
        (await shop.ScalarAsync<int>("select version from purchasing.supplier where code = 'IM-1'")).ShouldBe(1);
        var changed = (await UploadAsync($"code,name,payment_days,sku,price\nIM-1,First and sons,45,{skus[0]},130\n", token)).Is(201);
        (changed["added"], changed["changed"]).ShouldBe(("0", "1"));
        (await shop.ScalarAsync<string>("select name || '/' || contact || '/' || payment_days || '/' || lead_days from purchasing.supplier where code = 'IM-1'")).ShouldBe("First and sons/Asha/45/3");
        (await shop.ScalarAsync<string>($"select supplier_code || '/' || pack_units || '/' || minimum from purchasing.supplier_item where supplier_id = '{first}' and sku = '{skus[0]}'")).ShouldBe("F-100/12000/2000");
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_row_is_told_at_once()
    {
        var (token, sku) = (await shop.Http.TokenAsync("owner"), (await SkusAsync(0, 1))[0]);
        (await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code = "AL-3", name = "Known" }, token)).Is(201);
        (await UploadAsync($"code,sku,price\nAL-3,{sku},5\n", token)).Is(201);
        var archived = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{(await shop.VariantsAsync(5, 1))[0]}'");
        await shop.ExecuteAsync($"update catalog.product set status = 'archived' where id = (select product_id from catalog.variant where sku = '{archived}')");
        var file = $"""
            code,name,email,payment_days,lead_days,minimum_order,currency,sku,pack_units,minimum_packs,price,from
            AL-1,First,notmail,400,x,-1,EURO,NO-SUCH,0,-1,-5,2026-13-01
            AL-2,,notmail,,,,,{sku},-2,,abc,
            AL-3,Known,,,,,USD,{archived},1.0001,,,
            AL-4,,,,,,,NO-SUCH,,,1,
            ,Nameless,notmail,,,,,,,,,
            """;
        var answer = (await UploadAsync(file, token)).Is(201);
        (answer["rows"], answer["refused"]).ShouldBe(("5", "5"));
        answer.Json.GetProperty("refusals").EnumerateArray().GroupBy(one => one.GetProperty("line").GetInt64(), one => $"{one.GetProperty("field").GetString()} {one.GetProperty("code").GetString()}").Select(row => $"{row.Key}: {string.Join(", ", row)}").ShouldBe(
            [
                "2: currency currency.unknown, email email.format, from row.day, lead_days row.number, minimum_order purchase.amount, minimum_packs purchase.quantity, pack_units purchase.quantity, payment_days supplier.days, price purchase.amount, sku purchase.item_unknown",
                "3: email email.format, name text.required, pack_units purchase.quantity, price money.format",
                "4: currency supplier.currency_used, pack_units purchase.quantity, sku purchase.item_archived",
                "5: code supplier.unknown, sku purchase.item_unknown",
                "6: code row.required, email email.format",
            ]);
        (await CountAsync("AL-%")).ShouldBe(1);
    }

    [Fact]
    public async Task Many_rows_stopped_in_between_are_in_once_and_the_command_ends_it()
    {
        var skus = await SkusAsync(0, 100);
        var path = Path.Combine(_folder, "many.csv");
        await File.WriteAllTextAsync(path, "code,name,sku,price,pack_units\n" + string.Concat(Enumerable.Range(0, 2_000).Select(row => $"MANY-{row % 40},{(row < 40 ? $"Many {row}" : "")},{skus[row / 40]},{1 + (row % 9)},6\n")), TestContext.Current.CancellationToken);
        using (var stop = new CancellationTokenSource())
        {
            var left = 10;
            await using var scope = shop.Services.CreateAsyncScope();
            await Should.ThrowAsync<OperationCanceledException>(() => scope.ServiceProvider.GetRequiredService<ImportSuppliers>().RunAsync(
                new FileImport(path, "many.csv", DryRun: false) { Progress = (_, _) => { if (--left == 0) { stop.Cancel(); } } }, without: null, stop.Token));
        }

        (await CountAsync("MANY-%")).ShouldBe(10);
        using var run = AisleProcess.Start(_folder, ["import", "suppliers", path, "--report", path + ".report"], ("Aisle__Database", shop.ConnectionString));
        await run.EndAsync(TimeSpan.FromMinutes(2));
        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.ShouldContain("rows=2000 added=1500 changed=0 same=500 refused=0");
        (await CountAsync("MANY-%")).ShouldBe(40);
        (await shop.ScalarAsync<long>("select count(*) from purchasing.supplier_price price join purchasing.supplier on supplier.id = supplier_id where code like 'MANY-%'")).ShouldBe(2_000);
        (await shop.ScalarAsync<long>("select count(*) from purchasing.supplier_item item join purchasing.supplier on supplier.id = supplier_id where code like 'MANY-%'")).ShouldBe(2_000);
    }

    [Fact]
    public async Task Two_at_once_make_each_supplier_once()
    {
        var token = await shop.Http.TokenAsync("owner");
        var rows = Enumerable.Range(0, 12).Select(number => $"RACE-{number},Race {number}\n").ToList();
        var answers = await Task.WhenAll(new[] { rows, [.. rows.AsEnumerable().Reverse()], rows }.Select(some => UploadAsync("code,name\n" + string.Concat(some), token)));
        answers.Sum(answer => int.Parse(answer.Is(201)["added"], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(12);
        answers.ShouldAllBe(answer => answer["refused"] == "0");
        (await CountAsync("RACE-%")).ShouldBe(12);
    }

    [Fact]
    public async Task Only_who_keeps_suppliers_brings_them_in_and_only_from_a_file_that_is_one()
    {
        var owner = await shop.Http.TokenAsync("owner");
        (await UploadAsync("code,name\n", token: null)).Is(401);
        foreach (var role in (string[])["cashier", "stock_clerk", "manager"])
        {
            (await UploadAsync("code,name\n", await shop.Http.TokenAsync(role))).Is(403, role);
        }

        (await UploadAsync("name\nNo code\n", owner)).Is(400).Code.ShouldBe("import.file");
        (await UploadAsync("code,name,code\n", owner)).Is(400).Text.ShouldContain("twice");
        (await UploadAsync("%PDF-1.7", owner)).Is(400).Code.ShouldBe("import.file");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task The_page_tries_a_file_and_then_does_it(string language)
    {
        var code = "PAGE" + language.Length;
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var path = language + "/admin/purchasing/import";
        var form = (await browser.GetAsync(path)).Is(200);
        using var body = new MultipartFormDataContent
        {
            { new StringContent(((IHtmlInputElement)form.Html.QuerySelector("main input[name=__RequestVerificationToken]")!).Value), "__RequestVerificationToken" },
            { new StringContent($"code,name,email\n{code},A name,\n{code}X,B name,wrong\n", Encoding.UTF8, "text/csv"), "file", "suppliers.csv" },
        };
        var tried = (await browser.SendAsync(HttpMethod.Post, path + "?handler=Try", body)).Is(200);
        tried.Html.QuerySelectorAll("#refused tbody tr").Length.ShouldBe(1);
        tried.Text.ShouldNotContain(">purchasing.", Case.Sensitive, "a text is missing");
        (await CountAsync(code + "%")).ShouldBe(0);
        (await browser.FillAsync(tried, path, "#import-do")).Is(200);
        (await CountAsync(code + "%")).ShouldBe(1);
    }

    private Task<long> CountAsync(string code) => shop.ScalarAsync<long>($"select count(*) from purchasing.supplier where code like '{code}'");

    private async Task<string[]> SkusAsync(int skip, int count) =>
        (await shop.ScalarAsync<string>($"select string_agg(sku, ' ') from (select sku from catalog.variant where id = any (array['{string.Join("','", await shop.VariantsAsync(skip, count))}']::uuid[]) order by id) picked")).Split(' ');

    private async Task<Answer> UploadAsync(string content, string? token, string query = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/suppliers/imports" + query) { Content = new StringContent(content, Encoding.UTF8, "text/csv") };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var response = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default, response.Headers, text);
    }
}
