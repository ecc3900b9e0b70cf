using System.Text;
using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using static Aisle.FeatureTests.Ledger.LedgerApi;

namespace Aisle.FeatureTests.Ledger;

/// <summary>The pages of the journal: the list, an entry, and the form in which entries are written and approved.</summary>
public sealed class JournalPageTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Evil = "\"><script>alert(1)</script><img src=x onerror=alert(1)>";

    [Fact]
    public async Task The_journal_is_searched_filtered_ordered_and_had_as_a_file()
    {
        var owner = await shop.Http.TokenAsync("owner");
        foreach (var memo in (string[])["Zebra one", "Zebra two", Evil])
        {
            (await shop.PostAsync(Entry(memo), owner)).Is(201);
        }

        using var accountant = await StaffAsync("accountant");
        var found = (await accountant.GetAsync("/admin/books/journal?q=zebra")).Is(200);
        Memos(found).ShouldBe(["Zebra two", "Zebra one"], "newest first");
        Memos(await accountant.GetAsync("/admin/books/journal?q=zebra&sort=recorded")).ShouldBe(["Zebra one", "Zebra two"]);
        Memos(await accountant.GetAsync("/admin/books/journal?q=zebra&account=1000&series=JV&type=external&kind=normal")).Length.ShouldBe(2, "a heading stands for all below it");
        Memos(await accountant.GetAsync("/admin/books/journal?q=zebra&account=2110")).ShouldBeEmpty();
        Memos(await accountant.GetAsync("/admin/books/journal?q=zebra&kind=reversal")).ShouldBeEmpty();
        Memos(await accountant.GetAsync("/admin/books/journal?q=zebra&series=XX")).ShouldBeEmpty();
        Memos(await accountant.GetAsync($"/admin/books/journal?q=zebra&from={LedgerLab.Day.Date.AddDays(1):yyyy-MM-dd}")).ShouldBeEmpty();
        Memos(await accountant.GetAsync($"/admin/books/journal?q=zebra&store={await StoreAsync()}")).ShouldBeEmpty();
        (await accountant.GetAsync("/admin/books/journal?q=no+such+thing")).Is(200).Html.QuerySelector(".empty-title")!.TextContent.ShouldBe("Nothing fits this search.");
        (await accountant.GetAsync("/admin/books/journal?q=zebra&cols=memo&cols=by")).Is(200).Html.QuerySelector("#list tbody")!.TextContent.ShouldContain("Nasreen Akter");
        IsHarmless((await accountant.GetAsync("/admin/books/journal?q=script")).Is(200));
        (await accountant.GetAsync("/bn/admin/books/journal")).Is(200).Html.QuerySelector("h1")!.TextContent.ShouldBe("জাবেদা");

        var rows = (await accountant.GetAsync("/admin/books/journal?q=zebra&handler=Export")).Is(200).Text.TrimEnd().Split('\n');
        rows.Length.ShouldBe(3);
        rows[1].ShouldMatch("^\"JV-\\d{4}-\\d{6}\",\"[-0-9]{10}\",\"1\",\"1110\",\"Cash in tills\",\"4110\",\"Sales of goods\",\"10.00\",\"BDT\",\"Zebra two\"", "each line with its accounts");

        // The same as a sheet, and over HTTP: every line of what fits, and no other.
        var link = (await accountant.GetAsync("/admin/books/journal?q=zebra")).Html.QuerySelectorAll("a[download]").Single(anchor => anchor.TextContent.Trim() == "Excel").GetAttribute("href")!;
        var sheet = await SheetAsync(await (await accountant.GetAsync(link)).Is(200).Response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        (sheet.Contains("Zebra one", StringComparison.Ordinal), sheet.Contains("Zebra two", StringComparison.Ordinal), sheet.Contains("script", StringComparison.Ordinal)).ShouldBe((true, true, false));
        var body = Entry("Zebra of three");
        body["lines"] = Node(new[] { new { debit = "1110", credit = "4110", amount = Taka("1.00") }, new { debit = "1110", credit = "2210", amount = Taka("2.00") }, new { debit = "1120", credit = "1110", amount = Taka("3.00") } });
        (await shop.PostAsync(body, owner)).Is(201);
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/entries?q=zebra+of&format=csv", token: owner)).Is(200).Text.TrimEnd().Split('\n').Length.ShouldBe(4);
        (await shop.Http.SendAsync("GET", "/api/v1/ledger/entries?q=zebra+of&format=doc", token: owner)).Is(400);
    }

    [Fact]
    public async Task An_entry_shows_a_row_for_each_side_with_sums_and_is_taken_back_by_who_may()
    {
        var owner = await shop.Http.TokenAsync("owner");
        var body = Entry(Evil);
        body["lines"] = Node(new[]
        {
            new { debit = "1110", credit = "4110", amount = Taka("100.00") }, new { debit = "1110", credit = "2210", amount = Taka("15.00") },
        });
        var id = (await shop.PostAsync(body, owner)).Is(201)["id"]!;
        var path = $"/admin/books/entries/{id}";
        using var admin = await StaffAsync("admin");
        var page = (await admin.GetAsync(path)).Is(200);
        IsHarmless(page);
        page.Html.QuerySelector("h1")!.TextContent.ShouldMatch(@"^JV-\d{4}-\d{6}$", "one waits for the number");
        Cells(page, ".sides tbody tr").ShouldBe(["1110 115.00 ", "2210  15.00", "4110  100.00"], ignoreOrder: true);
        Cells(page, ".sides tfoot tr").ShouldBe(["Sum BDT 115.00 115.00"]);
        page.Html.QuerySelector<IHtmlAnchorElement>(".sides a")!.GetAttribute("href")!.ShouldStartWith("/admin/books/card/1110?from=");
        page.Html.QuerySelector(".proof")!.TextContent.ShouldContain(await shop.ScalarAsync<string>($"select encode(hash, 'hex') from ledger.entry where id = '{id}'"));

        var faults = (await admin.FillAsync(page, path, "#reverse", ("memo", " "), ("date", "soon"))).Is(400);
        faults.Html.QuerySelector("#f-memo-fault").ShouldNotBeNull();
        faults.Html.QuerySelector("#f-date-fault").ShouldNotBeNull();
        faults.Html.QuerySelector("details.reverse")!.HasAttribute("open").ShouldBeTrue("one sees what is wrong");
        page.Html.QuerySelector("#reverse")!.GetAttribute("data-confirm").ShouldNotBeNullOrEmpty("it asks first");
        var done = (await admin.FillAsync(page, path, "#reverse", ("memo", "Wrong shop"), ("date", LedgerLab.Day.ToString()))).Is(302);
        (await admin.FillAsync(page, path, "#reverse", ("memo", "Wrong shop"), ("date", LedgerLab.Day.ToString()))).Location.ShouldBe(done.Location, "pressed twice it is posted once");

        var back = (await admin.GetAsync(done.Location!)).Is(200);
        Cells(back, ".sides tbody tr").ShouldContain("1110  115.00");
        back.Html.QuerySelector(".entry-facts")!.TextContent.ShouldContain("Takes back");
        back.Html.QuerySelector("#reverse").ShouldBeNull("a reversal is not taken back");
        var taken = (await admin.GetAsync(path)).Is(200);
        taken.Html.QuerySelector<IHtmlAnchorElement>($".entry-facts a[href='{done.Location}']").ShouldNotBeNull();
        taken.Html.QuerySelector("#reverse").ShouldBeNull();
        (await admin.GetAsync($"/admin/books/entries/{LedgerLab.Id<EntryId>()}")).Is(404);
        (await admin.GetAsync("/admin/books/entries/nothing")).Is(404);
    }

    [Fact]
    public async Task What_is_too_much_to_take_back_alone_becomes_a_draft_that_another_person_approves()
    {
        var id = (await shop.PostAsync(Entry("Too much"), await shop.Http.TokenAsync("owner"))).Is(201)["id"]!;
        using var accountant = await StaffAsync("accountant");
        using var admin = await StaffAsync("admin");
        var path = $"/admin/books/entries/{id}";
        var done = (await accountant.FillAsync(await accountant.GetAsync(path), path, "#reverse", ("memo", "Never was"), ("date", LedgerLab.Day.ToString()))).Is(302);
        done.Location!.ShouldStartWith("/admin/books/drafts/");
        var waiting = (await accountant.GetAsync(done.Location!)).Is(200);
        waiting.Html.QuerySelector("[role=status].alert")!.TextContent.ShouldContain("second person");
        waiting.Html.QuerySelector($"a[href='{path}']").ShouldNotBeNull("it leads to what it takes back");
        Cells(waiting, ".sides tbody tr").ShouldBe(["4110 10.00 ", "1110  10.00"]);
        waiting.Html.QuerySelector("#approve").ShouldBeNull();
        (await shop.ScalarAsync<long>($"select count(*) from ledger.entry where reverses = '{id}'")).ShouldBe(0);
        var approved = (await admin.FillAsync(await admin.GetAsync(done.Location!), done.Location!, "#approve")).Is(302);
        (await admin.GetAsync(approved.Location!)).Is(200).Html.QuerySelector($"a[href='{path}']").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_draft_tells_its_faults_at_their_rows_shows_what_it_would_do_and_is_posted_by_another_person()
    {
        using var accountant = await StaffAsync("accountant");
        var form = (await accountant.GetAsync("/admin/books/drafts/new")).Is(200);
        form.Html.QuerySelectorAll("[data-row]:not(.spare)").Length.ShouldBe(6);
        form.Html.QuerySelector("select[name='legs[0].account'] option[value='1000']").ShouldBeNull("headings take no lines");
        var before = await shop.BooksStateAsync();
        var more = await RowsAsync(accountant, form, "Rows", ("memo", "Rent"));
        more.Is(200).Html.QuerySelectorAll("[data-row]:not(.spare)").Length.ShouldBe(12);
        var bad = (await RowsAsync(accountant, form, "Preview", ("memo", "Rent"), ("date", ""), ("legs[0].account", "5320"), ("legs[0].debit", "much"), ("legs[3].account", "1130"), ("legs[3].credit", "8,00.001"))).Is(400);
        foreach (var field in (string[])["f-date", "f-legs-0-debit", "f-legs-1-credit"])
        {
            bad.Html.QuerySelector($"#{field}")!.GetAttribute("aria-invalid").ShouldBe("true", field);
        }

        bad.Html.QuerySelector<IHtmlInputElement>("#f-legs-0-debit")!.Value.ShouldBe("much");
        var sides = (await RowsAsync(accountant, form, "Preview", ("memo", "Rent"), ("legs[0].account", "5320"), ("legs[0].debit", "5"), ("legs[0].credit", "5"), ("legs[1].debit", "1"))).Is(400);
        sides.Html.QuerySelectorAll(".leg-fault").Length.ShouldBe(2);
        var uneven = (await RowsAsync(accountant, form, "Preview", ("memo", "Rent"), ("legs[0].account", "5320"), ("legs[0].debit", "800"), ("legs[1].account", "1130"), ("legs[1].credit", "700"))).Is(400);
        uneven.Html.QuerySelector("#legs-fault").ShouldNotBeNull();

        (string, string)[] right = [("memo", "Rent of November"), ("date", LedgerLab.Day.ToString()), ("legs[0].account", "5320"), ("legs[0].debit", "৮০০"), ("legs[0].memo", "Dhanmondi"), ("legs[1].account", "1130"), ("legs[1].credit", "800.00")];
        var shown = (await RowsAsync(accountant, form, "Preview", right)).Is(200);
        Cells(shown, "#preview .sides tfoot tr").ShouldBe(["Sum BDT 800.00 800.00"]);
        var balance = shown.Html.QuerySelectorAll("#preview .balances tbody tr").Single(row => row.QuerySelector(".code")!.TextContent == "5320").QuerySelectorAll(".num").Select(cell => Number(cell.TextContent)).ToArray();
        (balance[1] - balance[0]).ShouldBe(800m);
        (await shop.BooksStateAsync()).ShouldBe(before, "looking writes nothing");

        var submitted = (await RowsAsync(accountant, form, "Submit", right)).Is(302);
        var path = submitted.Location!;
        var own = (await accountant.GetAsync(path)).Is(200);
        own.Html.QuerySelector("#decide")!.TextContent.ShouldContain("Another person decides");
        own.Html.QuerySelector("#approve").ShouldBeNull();
        own.Html.QuerySelector("#draft").ShouldBeNull("what is handed in is not changed");
        var token = own.Html.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        (await accountant.PostAsync(path + "?handler=Approve", [new("__RequestVerificationToken", token), new("version", "2")])).Is(403).Html.QuerySelector("#faults")!.TextContent.ShouldContain("Another person");

        using var admin = await StaffAsync("admin");
        var toDecide = (await admin.GetAsync(path)).Is(200);
        Cells(toDecide, "#preview .sides tfoot tr").ShouldBe(["Sum BDT 800.00 800.00"]);
        (await admin.FillAsync(toDecide, path, "#return", ("reason", " "))).Is(400).Html.QuerySelector("#f-reason-fault").ShouldNotBeNull();
        (await admin.FillAsync(toDecide, path, "#return", ("reason", Evil))).Is(302);
        var returned = (await accountant.GetAsync(path)).Is(200);
        IsHarmless(returned);
        returned.Html.QuerySelector("q")!.TextContent.ShouldBe(Evil);
        (await RowsAsync(accountant, returned, "Submit", ("memo", "Rent of Dhanmondi"))).Is(302).Location.ShouldBe(path);
        (await admin.FillAsync(toDecide, path, "#approve")).Is(412);
        var approved = (await admin.FillAsync(await admin.GetAsync(path), path, "#approve")).Is(302);
        approved.Location!.ShouldStartWith("/admin/books/entries/");
        (await admin.GetAsync(approved.Location!)).Is(200).Html.QuerySelector<IHtmlAnchorElement>($".entry-facts a[href='{path}']").ShouldNotBeNull("the entry leads to its paper");
        (await admin.GetAsync("/admin/books/drafts?state=posted")).Is(200).Html.QuerySelector("#list tbody")!.TextContent.ShouldContain("Rent of Dhanmondi");
        (await admin.GetAsync("/admin/books/drafts?state=returned")).Is(200).Text.ShouldNotContain("Rent of Dhanmondi");
    }

    [Fact]
    public async Task Two_who_write_one_draft_are_shown_both_versions_and_files_are_attached_to_it()
    {
        using var one = await StaffAsync("accountant");
        using var other = await StaffAsync("admin");
        var path = (await RowsAsync(one, (await one.GetAsync("/admin/books/drafts/new")).Is(200), "Save", ("memo", "Tea"), ("legs[0].account", "5390"), ("legs[0].debit", "20"))).Is(302).Location!;
        var (mine, theirs) = ((await one.GetAsync(path)).Is(200), (await other.GetAsync(path)).Is(200));
        (await RowsAsync(other, theirs, "Save", ("memo", "Tea of theirs"))).Is(302);
        var conflict = (await RowsAsync(one, mine, "Save", ("memo", "Tea of mine"))).Is(412);
        conflict.Html.QuerySelectorAll(".conflict tr.differs").ShouldHaveSingleItem().QuerySelectorAll("td").Select(cell => cell.TextContent).ShouldBe(["Tea of theirs", "Tea of mine"]);
        conflict.Html.QuerySelector<IHtmlInputElement>("#f-legs-0-debit")!.Value.ShouldBe("20.00");
        (await RowsAsync(one, conflict, "Save")).Is(302);

        var page = (await one.GetAsync(path)).Is(200);
        page.Html.QuerySelector("h1")!.TextContent.ShouldBe("Tea of mine");
        (await UploadAsync(one, page, path, "evil.pdf", "MZ executable")).Is(400).Html.QuerySelector("#f-files-fault").ShouldNotBeNull();
        (await UploadAsync(one, page, path, "tea.pdf", "%PDF-1.7 paid")).Is(302);
        page = (await one.GetAsync(path)).Is(200);
        var link = page.Html.QuerySelector<IHtmlAnchorElement>(".papers a")!;
        link.TextContent.ShouldBe("tea.pdf");
        var file = (await one.GetAsync(link.GetAttribute("href")!)).Is(200);
        (file.Text, file.Response.Content.Headers.ContentDisposition!.DispositionType).ShouldBe(("%PDF-1.7 paid", "attachment"));
        (await one.GetAsync(path + "?handler=File&file=nothing")).Is(404);
        (await one.FillAsync(page, path, ".papers form")).Is(302);
        (await one.GetAsync(path)).Html.QuerySelector(".papers a").ShouldBeNull();
        (await RowsAsync(one, await one.GetAsync(path), "Remove")).Is(302).Location.ShouldBe("/admin/books/drafts");
        (await one.GetAsync(path)).Is(404);
    }

    [Fact]
    public async Task Who_may_not_see_the_books_sees_no_page_and_who_may_only_look_writes_nothing()
    {
        var id = (await shop.PostAsync(Entry("Not yours"), await shop.Http.TokenAsync("owner"))).Is(201)["id"]!;
        using var accountant = await StaffAsync("accountant");
        var draft = (await RowsAsync(accountant, (await accountant.GetAsync("/admin/books/drafts/new")).Is(200), "Save", ("memo", "Hands off"))).Is(302).Location!;
        var before = await shop.BooksStateAsync();
        string[] pages = ["/admin/books/journal", "/admin/books/journal?handler=Export", $"/admin/books/entries/{id}", "/admin/books/drafts", "/admin/books/drafts/new", draft, draft + "?handler=File&file=x"];
        using var nobody = new PageSession(shop.Http.BaseAddress!);
        foreach (var page in pages)
        {
            (await nobody.GetAsync(page)).Is(302).Location!.ShouldStartWith("/login");
        }

        // The manager of one store sees its statements, and not the entries of the whole company.
        foreach (var role in (string[])["manager", "cashier", "customer"])
        {
            using var staff = await StaffAsync(role);
            var token = new KeyValuePair<string, string>("__RequestVerificationToken", (await staff.GetAsync("/account")).Html.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")?.Value ?? "");
            foreach (var page in pages)
            {
                (await staff.GetAsync(page)).Is(403);
            }

            foreach (var act in (string[])[$"/admin/books/entries/{id}?handler=Reverse", draft + "?handler=Save", draft + "?handler=Submit", draft + "?handler=Remove", draft + "?handler=Approve", draft + "?handler=Return", draft + "?handler=Detach", "/admin/books/drafts/new?handler=Save"])
            {
                (await staff.PostAsync(act, [token, new("version", "1"), new("memo", "x"), new("date", LedgerLab.Day.ToString()), new("reason", "x")])).Status.ShouldBeOneOf(400, 403);
            }
        }

        (await shop.BooksStateAsync()).ShouldBe(before);
    }

    private async Task<PageSession> StaffAsync(string role)
    {
        var session = new PageSession(shop.Http.BaseAddress!);
        (await session.LoginAsync(role)).Is(302);
        return session;
    }

    private Task<Guid> StoreAsync() => shop.ScalarAsync<Guid>("select id from stores.store order by code limit 1");

    /// <summary>Sends the form of a draft by one of its buttons.</summary>
    private static Task<PageAnswer> RowsAsync(PageSession session, PageAnswer page, string button, params (string, string)[] typed)
    {
        var action = page.Html.QuerySelector<IHtmlFormElement>("#draft").ShouldNotBeNull(page.Text).GetAttribute("action")!;
        return session.PostAsync($"{action.Split('?')[0]}?handler={button}", PageSession.With(PageSession.Fields(page, "#draft"), typed));
    }

    private static async Task<PageAnswer> UploadAsync(PageSession session, PageAnswer page, string path, string name, string text)
    {
        using var body = new MultipartFormDataContent
        {
            { new StringContent(page.Html.QuerySelector<IHtmlInputElement>("#attach input[name=__RequestVerificationToken]")!.Value), "__RequestVerificationToken" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "files", name },
        };
        return await session.SendAsync(HttpMethod.Post, path + "?handler=Attach", body);
    }

    private static string[] Memos(PageAnswer page) =>
        [.. page.Is(200).Html.QuerySelectorAll("#list tbody td[data-label=Memo]").Select(cell => cell.TextContent.Trim())];

    /// <summary>Code and both sides of each row.</summary>
    private static string[] Cells(PageAnswer page, string rows) =>
        [.. page.Html.QuerySelectorAll(rows).Select(row => string.Join(' ', [(row.QuerySelector(".code") ?? row.QuerySelector("th"))!.TextContent.Trim(), .. row.QuerySelectorAll(".num").Select(cell => cell.TextContent.Trim())]))];

    private static decimal Number(string figure) => decimal.Parse(figure.Replace("−", "-", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

    private static void IsHarmless(PageAnswer page)
    {
        page.Html.QuerySelectorAll("script").ShouldAllBe(script => (script.GetAttribute("src") ?? "").StartsWith("/assets/", StringComparison.Ordinal));
        page.Html.QuerySelectorAll("img[onerror]").ShouldBeEmpty();
    }

    private static async Task<string> SheetAsync(byte[] file)
    {
        await using var zip = new System.IO.Compression.ZipArchive(new MemoryStream(file));
        using var reader = new StreamReader(await zip.Entries.Single(entry => entry.FullName.Contains("worksheets/", StringComparison.Ordinal)).OpenAsync(TestContext.Current.CancellationToken));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }
}
