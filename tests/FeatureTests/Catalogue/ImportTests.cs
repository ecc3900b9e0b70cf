using System.Globalization;
using System.Text;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>Imports and exports by the real program, against the class's own database.</summary>
public sealed class ImportTests(ShopHost shop) : ImportLab(shop), IClassFixture<ShopHost>
{
    [Theory]
    [InlineData(",", "\n", false)]
    [InlineData(";", "\r\n", true)]
    [InlineData("\t", "\n", true)]
    public async Task Takes_any_delimiter_line_end_and_byte_order_mark(string delimiter, string end, bool mark)
    {
        var sku = $"T-{(int)delimiter[0]}";
        var lines = new[] { string.Join(delimiter, "sku", "name.en", "name.bn", "category.path", "price"), string.Join(delimiter, sku, "\"Tea,\n\"\"strong\"\"; black\"", "চা", "Imported > Tea", "12.50") };
        var path = Write("tea.csv", string.Join(end, lines) + end, mark);

        var run = await ImportAsync(path);

        run.ExitCode.ShouldBe(0, run.Output);
        (await Shop.ScalarAsync<string>($"select product.name ->> 'en' from catalog.product join catalog.variant on product_id = product.id where sku = '{sku}'")).ShouldBe("Tea, \"strong\"; black", "a line break in a name is a blank");
        (await Shop.ScalarAsync<long>($"select amount_minor from catalog.price join catalog.pack on pack.id = pack_id join catalog.variant on variant.id = variant_id where sku = '{sku}'")).ShouldBe(1250);
    }

    [Fact]
    public async Task Every_refused_row_is_reported_with_all_its_faults_and_the_rest_goes_in()
    {
        var path = Write("mixed.csv", """
            sku,name.en,category.path,price,barcodes,min_age,tax_class
            M-1,Good one,Imported > Mixed,10.00,9520990000015,,standard
            ,,Imported > Mixed,abc,9520990000019,200,standard
            M-3,Wrong check digit,Imported > Mixed,5.00,9520990000011,,standard
            M-1,Same SKU again,Imported > Mixed,5.00,,,standard
            M-5,Same barcode again,Imported > Mixed,5.00,9520990000015,,standard
            M-6,Too few fields
            M-7,Negative,Imported > Mixed,-1.00,,,standard
            M-8,Too fine,Imported > Mixed,1.005,,,standard
            M-9,No such class,Imported > Mixed,1.00,,,nonsense
            M-10,Good two,Imported > Mixed,1.00,,18,standard
            """);

        var run = await ImportAsync(path);

        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("rows=10 added=2 changed=0 same=0 refused=8");
        var report = await ReportAsync(path);
        foreach (var expected in (string[])
                 [
                     "3,sku,row.required", "3,price,money.format", "3,barcodes,gtin.check_digit", "3,min_age,row.integer", "4,barcodes,gtin.check_digit", "5,sku,row.repeated", "6,barcodes,barcode.repeated",
                     "7,,row.columns", "8,price,row.negative", "9,price,money.precision", "10,tax_class,tax_class.unknown",
                 ])
        {
            report.ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Twice_doubles_nothing_and_a_dry_run_changes_nothing()
    {
        var before = await CountsAsync();
        var path = Write("many.csv", Rows("D", 1500));

        (await ImportAsync(path, "--dry-run")).Output.ShouldContain("rows=1500 added=1500");
        (await CountsAsync()).ShouldBe(before);

        (await ImportAsync(path)).Output.ShouldContain("rows=1500 added=1500");
        var after = await CountsAsync();
        (await ImportAsync(path)).Output.ShouldContain("rows=1500 added=0 changed=0 same=1500");
        (await CountsAsync()).ShouldBe(after);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("PK\u0003\u0004rest of a zip", "is not a CSV file")]
    [InlineData("a,b\n1,2\n", "lacks the column")]
    [InlineData("sku,name.en,colour\n1,2,3\n", "columns that products do not have: colour")]
    public async Task A_file_that_is_no_product_file_is_one_sentence(string content, string sentence)
    {
        var run = await ImportAsync(Write("wrong.csv", content));

        run.ExitCode.ShouldBe(2);
        run.Output.Trim().Split('\n').Length.ShouldBe(1, run.Output);
        run.Output.ShouldContain(sentence);
    }

    [Fact]
    public async Task A_report_that_cannot_be_written_is_one_sentence_before_the_import_begins()
    {
        var path = Write("unreported.csv", "sku,name.en,category.path\nUR-1,Unreported,Imported > Reports\n");
        var nowhere = Path.Combine(Folder, "nowhere", "report.csv");
        foreach (var (line, report) in ((string, string)[])[("products", nowhere), ("products", Folder), ("stock", nowhere), ("suppliers", nowhere), ("settlements", nowhere)])
        {
            using var run = await AisleProcess.RunAsync(Path.Combine(Folder, "unused"), "import", line, path, "--report", report);

            run.ExitCode.ShouldBe(2, run.Output);
            run.Output.Trim().Split('\n').Length.ShouldBe(1, run.Output);
            run.Output.ShouldContain(report);
            run.Output.ShouldContain("--report");
        }

        Directory.Exists(Path.Combine(Folder, "unused")).ShouldBeFalse("nothing was started for it");
        (await Shop.ScalarAsync<long>("select count(*) from catalog.variant where sku = 'UR-1'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("products", "sku,name.en,category.path,price,price\nRC-1,Tea,Imported > Tea,1.00,2.00\n", "names the column price twice")]
    [InlineData("prices", "sku,amount,amount\nRC-1,1.00,2.00\n", "names the column amount twice")]
    [InlineData("brands", "slug,name.en,name.en,slug\na,b,c,d\n", "names the columns slug, name.en twice")]
    public async Task A_column_that_stands_twice_is_refused(string kind, string content, string sentence)
    {
        using var run = await AisleProcess.RunAsync(Path.Combine(Folder, "unused"), "import", kind, Write("twice.csv", content));

        run.ExitCode.ShouldBe(2, run.Output);
        run.Output.Trim().Split('\n').Length.ShouldBe(1, run.Output);
        run.Output.ShouldContain("twice.csv " + sentence);
    }

    [Fact]
    public async Task AFolder_and_a_file_that_is_not_there_are_told_plainly()
    {
        using var folder = await AisleProcess.RunAsync(Path.Combine(Folder, "unused"), "import", "products", Folder);
        using var nothing = await AisleProcess.RunAsync(Path.Combine(Folder, "unused"), "import", "products", Path.Combine(Folder, "nothing.csv"));

        (folder.ExitCode, folder.Output.Trim()).ShouldBe((2, $"{Folder} is a folder; name a CSV file."));
        (nothing.ExitCode, nothing.Output.Trim()).ShouldBe((2, $"There is no file {Path.Combine(Folder, "nothing.csv")}."));
    }

    [Fact]
    public async Task Line_breaks_stay_in_a_description_and_are_shown_and_names_are_folded()
    {
        var path = Write("lines.csv", "sku,name.en,description.en,variant.en,category.path,price\nLB-1,\"Green \n\t tea\",\"First line.  \r\n\r\nSecond <b>line</b>.\",\"Box  of\n20\",\"Imported >  Fine\nteas\",5.00\n");

        (await ImportAsync(path)).ExitCode.ShouldBe(0);
        (await ImportAsync(path)).Output.ShouldContain("same=1");

        var id = await Shop.ScalarAsync<Guid>("select product_id from catalog.variant where sku = 'LB-1'");
        var product = await Shop.JsonAsync($"/api/v1/products/{id}");
        product.GetProperty("name").GetProperty("en").GetString().ShouldBe("Green tea");
        product.GetProperty("description").GetProperty("en").GetString().ShouldBe("First line.\n\nSecond <b>line</b>.");
        product.GetProperty("variants")[0].GetProperty("name").GetProperty("en").GetString().ShouldBe("Box of 20");
        product.GetProperty("category").GetProperty("name").GetProperty("en").GetString().ShouldBe("Fine teas");
        var page = await Shop.Http.GetStringAsync($"/p/{product.GetProperty("slug").GetString()}", TestContext.Current.CancellationToken);
        page.Replace("&#xA;", "\n", StringComparison.Ordinal).ShouldContain("First line.\n\nSecond &lt;b&gt;line&lt;/b&gt;.");

        // The search index and the files of an export take it as it is.
        using var rebuilt = await RunAsync(Shop.ConnectionString, "search", "rebuild");
        rebuilt.ExitCode.ShouldBe(0, rebuilt.Output);
        using var exported = await RunAsync(Shop.ConnectionString, "export", Path.Combine(Folder, "exported"));
        exported.ExitCode.ShouldBe(0, exported.Output);
        using var back = await RunAsync(Shop.ConnectionString, "import", "products", Path.Combine(Folder, "exported", "products.csv"), "--report", ReportOf(path), "--dry-run");
        back.Output.ShouldContain("added=0 changed=0");
    }

    [Fact]
    public async Task A_row_with_several_faults_tells_all_of_them()
    {
        var path = Write("faulty.csv", "sku,name.en,category.path,price,tax_class,net_content,net_unit\nSF-1,Tea,Imported > Tea,abc,nonsense,-5,kg\n");

        (await ImportAsync(path)).ExitCode.ShouldBe(1);

        var report = await ReportAsync(path);
        report.ShouldContain("2,price,money.format");
        report.ShouldContain("2,tax_class,tax_class.unknown");
        report.ShouldContain("2,net_content,row.net");
    }

    [Fact]
    public async Task Half_a_file_and_wrong_bytes_are_told_and_what_was_whole_goes_in()
    {
        var bytes = new List<byte>(Encoding.UTF8.GetBytes("sku,name.en,category.path\nH-1,Whole,Imported > Half\nH-2,"));
        bytes.AddRange([0xC3, 0x28]);
        bytes.AddRange(Encoding.UTF8.GetBytes(",Imported > Half\nH-3,\"cut off in the mid"));
        var path = Path.Combine(Folder, "half.csv");
        await File.WriteAllBytesAsync(path, [.. bytes], TestContext.Current.CancellationToken);

        var run = await ImportAsync(path);

        run.Output.ShouldContain("rows=3 added=1 changed=0 same=0 refused=2");
        var report = await ReportAsync(path);
        report.ShouldContain("3,,row.encoding");
        report.ShouldContain("4,,row.quotes");
    }

    [Fact]
    public async Task Script_and_sql_in_every_text_are_only_text()
    {
        const string nasty = "<script>alert(1)</script>'; drop table catalog.product; --";
        var path = Write("nasty.csv", $"sku,name.en,name.bn,description.en,brand.name.en,category.path,keywords,attributes\nN-1,\"{nasty}\",\"{nasty}\",\"{nasty}\",\"{nasty}\",\"Imported > {nasty.Replace(">", "", StringComparison.Ordinal)}\",\"{nasty}\",\"{{\"\"origin\"\":\"\"{nasty}\"\"}}\"\n");

        (await ImportAsync(path)).ExitCode.ShouldBe(0);

        var slug = await Shop.ScalarAsync<string>("select slug from catalog.product join catalog.variant on product_id = product.id where sku = 'N-1'");
        (await Shop.ScalarAsync<string>("select product.name ->> 'en' from catalog.product join catalog.variant on product_id = product.id where sku = 'N-1'")).ShouldBe(nasty);
        using var response = await Shop.Http.GetAsync($"/p/{slug}", TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldNotContain("<script>alert");
    }

    [Fact]
    public async Task An_export_imports_to_the_same_state()
    {
        var first = Path.Combine(Folder, "first");
        var second = Path.Combine(Folder, "second");
        (await RunAsync(Shop.ConnectionString, "export", first)).ExitCode.ShouldBe(0);
        var empty = await Shop.Cluster.EmptyAsync();

        var import = await RunAsync(empty, "import", "shop", first);
        import.ExitCode.ShouldBe(0, import.Output);
        (await RunAsync(empty, "export", second)).ExitCode.ShouldBe(0);

        foreach (var path in Directory.EnumerateFiles(first, "*.csv").Where(path => !path.EndsWith(".report.csv", StringComparison.Ordinal)))
        {
            var name = Path.GetFileName(path);
            (await File.ReadAllTextAsync(Path.Combine(second, name), TestContext.Current.CancellationToken))
                .ShouldBe(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), name);
        }

        Directory.EnumerateFiles(Path.Combine(second, "files")).Count().ShouldBe(Directory.EnumerateFiles(Path.Combine(first, "files")).Count());
    }

    [Fact]
    public async Task A_price_of_a_store_and_of_a_time_to_come_holds_there_and_then()
    {
        (await ImportAsync(Write("priced.csv", "sku,product,name.en,category.path,price\nP-1,priced-thing,Priced thing,Imported > Priced,100\n"))).ExitCode.ShouldBe(0);
        var tomorrow = TimeProvider.System.GetUtcNow().AddDays(1).ToString("O", CultureInfo.InvariantCulture);
        var prices = Write("prices.csv", $"sku,store,channel,amount,valid_from,valid_to\nP-1,S1,any,90,2026-01-01T00:00:00Z,\nP-1,,till,95,2026-01-01T00:00:00Z,\nP-1,,any,120,{tomorrow},\n");
        var import = await RunAsync(Shop.ConnectionString, "import", "prices", prices);
        import.ExitCode.ShouldBe(0, import.Output);
        var store = await Shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        var product = await Shop.ScalarAsync<Guid>("select id from catalog.product where slug = 'priced-thing'");

        (await AmountAsync($"/api/v1/products/{product}")).ShouldBe("100.00");
        (await AmountAsync($"/api/v1/products/{product}?store={store}")).ShouldBe("90.00");
        (await AmountAsync($"/api/v1/products/{product}?channel=till")).ShouldBe("95.00");
        (await Shop.ScalarAsync<bool>("select price_until is not null from catalog.listing where slug = 'priced-thing'")).ShouldBeTrue();
    }

    private async Task<string> AmountAsync(string path) =>
        (await Shop.JsonAsync(path)).GetProperty("variants")[0].GetProperty("packs")[0].GetProperty("price").GetProperty("amount").GetString()!;

    private async Task<string> CountsAsync() => await Shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from catalog.product), (select count(*) from catalog.variant), (select count(*) from catalog.pack), (select count(*) from catalog.barcode),
            (select count(*) from catalog.price), (select count(*) from catalog.category), (select count(*) from catalog.brand), (select count(*) from catalog.listing))
        """);
}
