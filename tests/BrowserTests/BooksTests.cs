using static Microsoft.Playwright.Assertions;

namespace Aisle.BrowserTests;

/// <summary>What an accountant does with the books, as a person does it.</summary>
public sealed class BooksTests(Browser browser) : PageTests(browser)
{
    [Fact]
    public async Task An_entry_is_written_with_live_sums_approved_and_found_from_the_trial_balance()
    {
        await using var accountant = await Browser.StaffAsync("accountant");
        var page = accountant.Page;
        await accountant.GoAsync("/admin/books/journal");
        await page.ClickAsync(".head-acts .btn-primary");
        await Expect(page.Locator("[data-row]")).ToHaveCountAsync(4);
        await page.FillAsync("#f-memo", "Rent of the browser test");
        await FillRowAsync(page, 0, "5320", "debit", "1,000");
        await FillRowAsync(page, 1, "5330", "debit", "২০০.৫০");
        await FillRowAsync(page, 2, "1130", "credit", "1200");
        await Expect(page.Locator("[data-sum=debit]")).ToHaveTextAsync("1,200.50");
        await Expect(page.Locator("[data-sum=credit]")).ToHaveTextAsync("1,200.00");
        await Expect(page.Locator("[data-difference]")).ToHaveTextAsync("Difference: 0.50");
        await CheckAxeAsync(page, "form of an entry");
        await page.ClickAsync("[data-add=legs]");
        await FillRowAsync(page, 4, "1110", "credit", "0.50");
        await Expect(page.Locator("[data-difference]")).ToHaveTextAsync("Balanced");
        await page.Locator("[data-row]").Nth(4).Locator("[data-remove]").ClickAsync();
        await Expect(page.Locator("[data-difference]")).ToHaveTextAsync("Difference: 0.50");
        await page.Locator("[data-row]").Nth(2).Locator("input").Nth(1).FillAsync("1200.50");
        await page.ClickAsync("[formaction$=Preview]");
        await Expect(page.Locator("#preview .balances tbody tr")).ToHaveCountAsync(3);
        await CheckAxeAsync(page, "preview of an entry");
        await page.ClickAsync("[formaction$=Submit]");
        await Expect(page.Locator("[role=status].alert")).ToContainTextAsync("another person");
        await CheckAxeAsync(page, "entry that waits");
        var draft = new Uri(page.Url).AbsolutePath;

        await using (var owner = await Browser.StaffAsync("owner"))
        {
            await owner.GoAsync(draft);
            await CheckAxeAsync(owner.Page, "entry to decide about");
            await owner.Page.ClickAsync("#approve button");
            await owner.Page.ClickAsync("#ask button[value=yes]");
            await Expect(owner.Page.Locator("h1")).ToHaveTextAsync(Address.Like(@"JV-\d{4}-\d{6}"));
        }

        // One click to the trial balance, and from there two to the entry.
        await accountant.GoAsync("/admin");
        await page.ClickAsync("#nav a[href$='/trial-balance']");
        await CheckAxeAsync(page, "trial balance");
        await page.ClickAsync("tr.account:has(.code:text-is('5330')) a");
        await page.Locator(".card-table tbody tr:has-text('Rent of the browser test') a").Last.ClickAsync();
        await Expect(page.Locator(".sides tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator(".sides tfoot")).ToContainTextAsync("1,200.50");
        await page.ClickAsync(".reverse summary");
        await CheckAxeAsync(page, "entry");
        await CheckIconsAsync(page);

        // All of it on a phone, by night and in Bangla.
        var entry = new Uri(page.Url).AbsolutePath;
        await using var phone = await Browser.StaffAsync("accountant", Device.Phone.Dark);
        foreach (var path in (string[])["/admin/books/journal", entry, "/admin/books/drafts", "/admin/books/drafts/new", draft])
        {
            (await phone.GoAsync("/bn" + path)).Status.ShouldBe(200, path);
            (await phone.Page.Locator("body").InnerTextAsync()).ShouldNotMatch(@"\bledger\.[a-z]+\.[a-z_]+", $"A text is missing on {path}.");
            await CheckIconsAsync(phone.Page);
            await CheckWidthAsync(phone.Page);
            await CheckAxeAsync(phone.Page, path);
        }
    }

    private static async Task FillRowAsync(IPage page, int row, string account, string side, string amount)
    {
        var place = page.Locator("[data-row]").Nth(row);
        await place.Locator("select").SelectOptionAsync(account);
        await place.Locator($"[name$='.{side}']").FillAsync(amount);
    }
}
