using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Stores;

/// <summary>What the tests of Stores over HTTP share.</summary>
internal static class StoresLab
{
    /// <summary>An id of something that is not there.</summary>
    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    /// <summary>The first store of the demo shop, in which its manager works.</summary>
    public static Task<Guid> FirstAsync(this ShopHost shop) => shop.ScalarAsync<Guid>("select id from stores.store where code = 'S1'");

    /// <summary>A store in which the manager does not work.</summary>
    public static Task<Guid> SecondAsync(this ShopHost shop) => shop.ScalarAsync<Guid>("select id from stores.store where code = 'S2'");

    /// <summary>All that could have changed, and what would tell of it: a refused request leaves it as it was.</summary>
    public static Task<string> StateAsync(this ShopHost shop) => shop.ScalarAsync<string>("""
        select concat_ws(' | ',
            (select string_agg(store::text, ';' order by id) from stores.store), (select string_agg(hours::text, ';' order by hours::text) from stores.opening_hours hours),
            (select company::text from stores.company), (select string_agg(rate::text, ';' order by rate::text) from stores.tax_rate rate), (select string_agg(class::text, ';' order by code) from stores.tax_class class),
            (select string_agg(setting::text, ';' order by id) from stores.setting), (select count(*) from stores.setting_history),
            (select count(*) from platform.audit where action like 'stores.%'))
        """);

    /// <summary>The body that changes nothing of a store.</summary>
    public static async Task<(JsonObject Body, string Tag)> BodyAsync(this ShopHost shop, Guid store, string token)
    {
        var answer = (await shop.Http.SendAsync("GET", $"/api/v1/stores/managed/{store}", token: token)).Is(200);
        var body = JsonNode.Parse(answer.Text)!.AsObject();
        body.Remove("version");
        body.Remove("id");
        return (body, answer.Headers.ETag!.ToString());
    }

    /// <summary>The newest audit line of an action about a thing.</summary>
    public static async Task<JsonElement> AuditAsync(this ShopHost shop, string action, string thing) => JsonElement.Parse(await shop.ScalarAsync<string>($"""
        select to_json(line)::text from platform.audit line where action = '{action}' and subject_id = '{thing}' order by id desc limit 1
        """));

    /// <summary>Has the database write down every event, since those that nobody subscribes to are soon dropped.</summary>
    public static async Task ListenAsync(this ShopHost shop) => await shop.ScalarAsync<object>("""
        create table if not exists public.told (name text, key text, body text);
        create or replace function public.tell() returns trigger language plpgsql as $$ begin insert into public.told values (new.name, new.key, new.body); return new; end $$;
        create or replace trigger tell after insert on platform.outbox for each row execute function public.tell();
        select 1
        """);

    /// <summary>How often an event was told of a key.</summary>
    public static Task<long> ToldAsync(this ShopHost shop, string name, string key) => shop.ScalarAsync<long>($"select count(*) from public.told where name = '{name}' and key = '{key}'");

    /// <summary>The header of an edit.</summary>
    public static (string Name, string Value) IfMatch(string tag) => ("If-Match", tag);
}
