using Aisle.FeatureTests.Support;
using Aisle.Modules.Inventory.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Inventory;

public sealed class AlertTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task What_turns_low_or_out_or_nearly_too_old_is_told_once_and_again_only_after_it_was_otherwise()
    {
        // Whatever the outbox gets is kept here, wherever it goes from there.
        await shop.ExecuteAsync("""
            create table platform.heard as select name, body from platform.outbox with no data;
            create function platform.hear() returns trigger language plpgsql as $$ begin insert into platform.heard values (new.name, new.body); return null; end $$;
            create trigger hear after insert on platform.outbox for each row execute function platform.hear();
            """);
        var (store, items) = (await shop.StoreAsync(), await shop.VariantsAsync(200, 4));
        var (plenty, few, gone, old) = (items[0], items[1], items[2], items[3]);
        var lot = await shop.LotAsync(old, "OLD", 5);
        await shop.LotAsync(old, "FRESH", 60);
        await shop.ReceiveAsync(store, plenty, 100, 100);
        await shop.ReceiveAsync(store, few, 5, 5);
        await shop.ReceiveAsync(store, gone, 9, 9);
        await shop.ReceiveAsync(store, old, 40, 40, lot);
        (await TellAsync()).ShouldBe(2);
        (await HeardAsync()).ShouldBe([$"lots_expiring {lot}", $"stock_low {few}"]);
        (await TellAsync()).ShouldBe(0, "nothing has turned");

        // Two looks at once tell of it once.
        await shop.SellAsync(store, gone, 9);
        (await Task.WhenAll(TellAsync(), TellAsync(), TellAsync())).Sum().ShouldBe(1);
        (await HeardAsync()).ShouldBe([$"stock_out {gone}"]);

        // Enough again is not told of; low and out once more are.
        await shop.ReceiveAsync(store, gone, 20, 20);
        await shop.ReceiveAsync(store, few, 20, 20);
        (await TellAsync()).ShouldBe(0);
        await shop.SellAsync(store, gone, 20);
        await shop.SellAsync(store, few, 20);
        (await TellAsync()).ShouldBe(2);
        (await HeardAsync()).ShouldBe([$"stock_low {few}", $"stock_out {gone}"]);

        // From low to out is a turning too; a lot that is held is no longer spoken of.
        await shop.SellAsync(store, few, 5);
        await shop.ExecuteAsync($"update inventory.lot set state = 'held' where id = '{lot}'");
        (await TellAsync()).ShouldBe(2);
        (await HeardAsync()).ShouldBe([$"stock_low {old}", $"stock_out {few}"], "what is held cannot be sold");
        (await shop.ScalarAsync<long>($"select count(*) from inventory.alert where lot_id = '{lot}'")).ShouldBe(0);

        // The first page shows how many there are, and leads to them.
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var page = (await browser.GetAsync("/admin")).Is(200);
        foreach (var (path, count) in ((string, string)[])[("/admin/stock?state=low", "1"), ("/admin/stock?state=out", "2"), ("/admin/stock/lots?state=good&expiresWithin=7", "0")])
        {
            page.Html.QuerySelector($"a.tile[href='{path}'] .tile-value")!.TextContent.ShouldBe(count, path);
            var rows = (await browser.GetAsync(path)).Is(200).Html.QuerySelectorAll("main tbody tr").Length;
            rows.ShouldBe(int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), path);
        }

        // Who works elsewhere has nothing to look at, and who sees no stock has no such number.
        await shop.ExecuteAsync($"update inventory.alert set store_id = '{await shop.StoreAsync(1)}'");
        using var cashier = new PageSession(shop.Http.BaseAddress!);
        (await cashier.LoginAsync("cashier")).Is(302);
        (await cashier.GetAsync("/bn/admin")).Is(200).Html.QuerySelector("a.tile[href$='/admin/stock?state=out'] .tile-value")!.TextContent.ShouldBe("০");
        using var rider = new PageSession(shop.Http.BaseAddress!);
        (await rider.LoginAsync("rider")).Is(302);
        (await rider.GetAsync("/admin")).Html.QuerySelector("a.tile[href*='state=out']").ShouldBeNull();
    }

    private async Task<int> TellAsync()
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<TellAlerts>().RunAsync(CancellationToken.None);
    }

    /// <summary>What was told since the last time: the end of its name, and the one thing that it is about.</summary>
    private async Task<string[]> HeardAsync()
    {
        var told = await shop.ScalarAsync<string>("""
            with gone as (delete from platform.heard returning name, body)
            select coalesce(string_agg(split_part(name, '.', 2) || ' ' || coalesce(body::jsonb -> 'variants', body::jsonb -> 'lots')::text, ';' order by name, body::text), '') from gone where name in ('inventory.stock_low.v1', 'inventory.stock_out.v1', 'inventory.lots_expiring.v1')
            """);
        return [.. told.Replace("[\"", "", StringComparison.Ordinal).Replace("\"]", "", StringComparison.Ordinal).Split(';', StringSplitOptions.RemoveEmptyEntries)];
    }
}
