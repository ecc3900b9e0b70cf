using Aisle.FeatureTests.Inventory;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Purchasing.Domain;

namespace Aisle.FeatureTests.Purchasing;

/// <summary>What orders and accounts of suppliers say to people.</summary>
public sealed class OrderWordsTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task An_act_that_does_not_fit_is_refused_in_a_sentence_of_the_reader_s_language()
    {
        var lab = await BuyLab.OfAsync(shop);
        var id = (await lab.SendAsync("/purchase-orders", lab.Order())).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        (await lab.SendAsync($"/purchase-orders/{id}/cancel", new { })).Is(200);
        (await lab.SendAsync($"/purchase-orders/{id}/receive", lab.Came(1))).Is(409).Text.ShouldContain("A cancelled order cannot be received.");
        foreach (var state in Enum.GetValues<PurchaseOrderState>())
        {
            foreach (var act in Enum.GetValues<OrderAct>())
            {
                PurchasingErrors.State(state, act).Message.ShouldMatch("^(A|An) [a-z ]+ cannot be [a-z]+[.]$");
            }
        }

        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        foreach (var (language, received, sent) in ((string, string, string)[])[("", "A cancelled order cannot be received.", "A cancelled order cannot be sent."), ("/bn", "বাতিল করা ক্রয়াদেশের পণ্য গ্রহণ করা যায় না।", "বাতিল করা ক্রয়াদেশ পাঠানো যায় না।")])
        {
            var path = $"{language}/admin/purchasing/orders/{id}";
            var door = (await browser.GetAsync(path + "/receive")).Is(200);
            (await browser.FillAsync(door, path + "/receive?handler=Take", "main form[method=post]", ("quantity[0]", "1"))).Is(409).Html.QuerySelector("#faults")!.TextContent.ShouldContain(received);
            (await browser.SubmitAsync(door, path + "?handler=Act", new Dictionary<string, string>(StringComparer.Ordinal) { ["act"] = "Send" })).Is(409).Html.QuerySelector("#faults")!.TextContent.ShouldContain(sent);
        }
    }

    [Fact]
    public async Task The_paper_and_the_mail_name_the_supplier_s_own_code_beside_ours()
    {
        var lab = await BuyLab.OfAsync(shop, "codes@example.com");
        (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = lab.Variants[0].Value, supplierCode = "PT-118", price = BuyLab.Taka(5) })).Is(200);
        var lines = new[] { new { variantId = lab.Variants[0].Value, packs = 2, price = BuyLab.Taka(5) }, new { variantId = lab.Variants[1].Value, packs = 1, price = BuyLab.Taka(7) } };
        var id = (await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines })).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        (await lab.SendAsync($"/purchase-orders/{id}/approve", new { })).Is(200);
        (await lab.SendAsync($"/purchase-orders/{id}/send", new { })).Is(200);
        var sku = await shop.ScalarAsync<string>($"select sku from catalog.variant where id = '{lab.Variants[0].Value}'");
        (await shop.MailToAsync("codes@example.com")).ShouldContain("PT-118");
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        foreach (var (language, words) in ((string, string)[])[("", "your code PT-118"), ("/bn", "আপনার কোড PT-118")])
        {
            var rows = (await browser.GetAsync($"{language}/admin/purchasing/orders/{id}/paper")).Is(200).Html.QuerySelectorAll(".paper-lines tbody tr td:first-child").Select(cell => cell.TextContent).ToList();
            rows[0].ShouldBe($"{sku} ({words})");
            rows[1].ShouldNotContain("(");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("/bn")]
    public async Task The_form_of_an_order_says_from_whom_and_leads_there(string language)
    {
        var lab = await BuyLab.OfAsync(shop);
        var name = await shop.ScalarAsync<string>($"select name from purchasing.supplier where id = '{lab.Supplier}'");
        var draft = (await lab.SendAsync("/purchase-orders", lab.Order())).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("stock_clerk")).Is(302);
        foreach (var path in (string[])["new?supplier=" + lab.Supplier, draft])
        {
            var page = (await browser.GetAsync($"{language}/admin/purchasing/orders/form/{path}")).Is(200);
            page.Html.QuerySelector("h1")!.TextContent.ShouldContain(name);
            page.Html.QuerySelector($".breadcrumb a[href='{language}/admin/purchasing/suppliers/{lab.Supplier}']")!.TextContent.ShouldBe(name);
        }
    }

    [Fact]
    public async Task Goods_are_not_expected_before_the_day_of_their_order()
    {
        var lab = await BuyLab.OfAsync(shop);
        object Order(string? expected) => new { supplierId = lab.Supplier, storeId = lab.Store, expectedOn = expected, lines = new[] { new { variantId = lab.Variants[0].Value, packs = 1, price = BuyLab.Taka(5) } } };
        var past = (await lab.SendAsync("/purchase-orders", Order(BuyLab.Day))).Is(400);
        past.Codes.ShouldBe(["purchase.expected_past"]);
        past.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("expectedOn");
        var made = (await lab.SendAsync("/purchase-orders", Order(expected: null))).Is(201).Json.GetProperty("order");
        var (id, day) = (made.GetProperty("id").GetString(), made.GetProperty("orderedOn").GetString()!);
        (await shop.Http.SendAsync("PUT", $"/api/v1/purchase-orders/{id}", Order(BuyLab.Day), lab.Owner, ("If-Match", "\"1\""))).Is(400).Codes.ShouldBe(["purchase.expected_past"]);
        (await shop.Http.SendAsync("PUT", $"/api/v1/purchase-orders/{id}", Order(day), lab.Owner, ("If-Match", "\"1\""))).Is(200);
        // A draft of days ago keeps the day that it was written for.
        await shop.ExecuteAsync($"update purchasing.purchase_order set ordered_on = ordered_on - 5 where id = '{id}'");
        (await shop.Http.SendAsync("PUT", $"/api/v1/purchase-orders/{id}", Order(BuyLab.Day), lab.Owner, ("If-Match", "\"2\""))).Is(200);
    }

    [Fact]
    public async Task A_quantity_that_is_none_is_told_once()
    {
        var lab = await BuyLab.OfAsync(shop);
        (await lab.SendAsync($"/suppliers/{lab.Supplier}/items", new { variantId = lab.Variants[0].Value, minimum = 3, price = BuyLab.Taka(5) })).Is(200);
        foreach (var (packs, code) in ((decimal, string)[])[(2_000_000_000, "purchase.quantity_range"), (0, "purchase.quantity"), (-1, "purchase.quantity"), (2, "purchase.minimum")])
        {
            (await lab.SendAsync("/purchase-orders", new { supplierId = lab.Supplier, storeId = lab.Store, lines = new[] { new { variantId = lab.Variants[0].Value, packs } } })).Is(400).Codes.ShouldBe([code], $"{packs}");
        }
    }

    [Fact]
    public async Task The_account_of_a_supplier_lists_documents_by_kind_and_number_in_the_reader_s_language()
    {
        var lab = await BuyLab.OfAsync(shop);
        var bill = await lab.OwedAsync(quantity: 10, price: 100, vat: 50);
        (await lab.SendAsync("/supplier-payments", lab.Payment(bill, 400))).Is(201);
        (await lab.SendAsync("/supplier-credits", new { supplierId = lab.Supplier, storeId = lab.Store, supplierNumber = "CN-77", net = BuyLab.Taka(20), vat = BuyLab.Taka(0) })).Is(201);
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("accountant")).Is(302);
        foreach (var (language, kinds) in ((string, string[])[])[("", ["Supplier's credit note", "Payment to a supplier", "Supplier's bill"]), ("/bn", ["সরবরাহকারীর ক্রেডিট নোট", "সরবরাহকারীকে পরিশোধ", "সরবরাহকারীর বিল"])])
        {
            var rows = (await browser.GetAsync($"{language}/admin/purchasing/suppliers/{lab.Supplier}")).Is(200).Html.QuerySelectorAll("[aria-labelledby=account] tbody tr");
            rows.Length.ShouldBe(3, "a bill with its VAT is one");
            rows.Zip(kinds).ShouldAllBe(one => one.First.TextContent.Contains(one.Second, StringComparison.Ordinal));
            rows.ShouldAllBe(row => !row.TextContent.Contains("bank", StringComparison.OrdinalIgnoreCase));
            foreach (var row in rows)
            {
                var link = row.QuerySelector("a")!;
                link.TextContent.ShouldMatch("^S[BPC]-S1-");
                (await browser.GetAsync(link.GetAttribute("href")!)).Is(200).Text.ShouldContain(link.TextContent);
            }

            rows[2].TextContent.ShouldContain(language.Length == 0 ? "1,050" : "১,০৫০");
            rows[0].TextContent.ShouldContain(language.Length == 0 ? "630" : "৬৩০");
        }

        var lines = (await lab.GetAsync($"/suppliers/{lab.Supplier}/statement")).Is(200).Json.GetProperty("lines");
        lines[0].GetProperty("memo").GetString().ShouldBe("CN-77");
        lines[2].GetProperty("number").GetString()!.ShouldStartWith("SB-S1-");
    }
}
