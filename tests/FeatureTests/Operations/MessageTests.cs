using System.Text.Json;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Stores;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Operations.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Messaging;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Operations;

/// <summary>Dead letters over HTTP, on a host with a subscriber that fails as long as it is told to.</summary>
public sealed class MessageTests(Cluster cluster) : IAsyncLifetime
{
    private readonly Switch _switch = new();
    private WebApplication _app = null!;
    private HttpClient _http = null!;
    private NpgsqlDataSource _database = null!;
    private string _owner = "";

    public async ValueTask InitializeAsync()
    {
        var connectionString = await cluster.CopyAsync();
        _database = NpgsqlDataSource.Create(connectionString);
        // What the loading of the demo shop told is not what these tests are about.
        await ScalarAsync<object>("delete from platform.outbox");
        (_app, _http) = await ShopHost.StartAsync(cluster, connectionString, services => services.AddSingleton(_switch).AddSubscriber<StoreChanged, Grumpy>("test.grumpy"));
        _owner = await _http.TokenAsync("owner");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_was_given_up_is_seen_sent_again_and_handled()
    {
        var store = await DieAsync();
        var dead = (await GetAsync("/api/v1/messages/dead?subscriber=test.grumpy")).GetProperty("items")[0];
        dead.GetProperty("name").GetString().ShouldBe("stores.store_changed.v1");
        dead.GetProperty("body").GetProperty("storeId").GetGuid().ShouldBe(store);
        dead.GetProperty("fault").GetString()!.ShouldContain("in a mood");
        var counts = await GetAsync("/api/v1/messages");
        counts.GetProperty("dead").GetInt64().ShouldBe(1);
        // The stock hears of stores too.
        counts.GetProperty("subscribers").EnumerateArray().Select(one => one.GetProperty("subscriber").GetString()).ShouldContain("test.grumpy");
        var position = dead.GetProperty("position").GetInt64();

        _switch.IsGrumpy = false;
        var replays = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _http.SendAsync("POST", "/api/v1/messages/dead/replay", new { positions = (long[])[position] }, _owner)));

        replays.Sum(answer => answer.Is(200).Json.GetProperty("count").GetInt32()).ShouldBe(1, "of several at once one sends it");
        await UntilAsync(() => _switch.Handled == 1);
        (await GetAsync("/api/v1/messages/dead")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await ScalarAsync<string>($"select string_agg(actor_name || ' ' || subject_name, ';') from platform.audit where action = 'operations.message.replay' and subject_id = '{position}'"))
            .ShouldBe("Nasreen Akter stores.store_changed.v1 to test.grumpy");
    }

    [Fact]
    public async Task Only_who_may_sees_and_settles_them()
    {
        await DieAsync();
        var position = await ScalarAsync<long>("select position from platform.inbox where dead_at is not null");
        var before = await StateAsync();
        var role = (await _http.SendAsync("POST", "/api/v1/roles", new { code = "watcher", name = new { en = "Watcher" }, permissions = (string[])["operations.message.read"] }, _owner)).Status;
        role.ShouldBe(201);

        foreach (var (method, path) in ((string, string)[])[("GET", "/api/v1/messages"), ("GET", "/api/v1/messages/dead"), ("POST", "/api/v1/messages/dead/replay"), ("POST", "/api/v1/messages/dead/discard")])
        {
            var body = method == "POST" ? new { positions = (long[])[position] } : null;
            (await _http.SendAsync(method, path, body)).Is(401);
            foreach (var who in (string[])["manager", "cashier", "accountant", "support", "customer"])
            {
                (await _http.SendAsync(method, path, body, await _http.TokenAsync(who))).Is(403).Text.ShouldNotContain("storeId", customMessage: who);
            }
        }

        foreach (var positions in (string[])["[]", $"[{string.Join(',', Enumerable.Range(1, 501))}]", "null", "[\"x\"]"])
        {
            (await _http.SendAsync("POST", "/api/v1/messages/dead/discard", $$"""{"positions":{{positions}}}""", _owner)).Is(400);
        }

        (await _http.SendAsync("POST", "/api/v1/messages/dead/replay", new { positions = (long[])[-1, long.MaxValue] }, _owner)).Is(200).Json.GetProperty("count").GetInt32().ShouldBe(0);
        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task One_that_is_discarded_is_never_handled_and_what_it_said_is_gone()
    {
        await DieAsync();
        var position = await ScalarAsync<long>("select position from platform.inbox where dead_at is not null");
        _switch.IsGrumpy = false;
        var key = ("Idempotency-Key", StoresLab.NewId().ToString());

        (await _http.SendAsync("POST", "/api/v1/messages/dead/discard", new { positions = (long[])[position] }, _owner, key)).Is(200)["count"].ShouldBe("1");
        (await _http.SendAsync("POST", "/api/v1/messages/dead/discard", new { positions = (long[])[position] }, _owner, key)).Is(200)["count"].ShouldBe("1");
        (await _http.SendAsync("POST", "/api/v1/messages/dead/replay", new { positions = (long[])[position] }, _owner)).Is(200)["count"].ShouldBe("0");
        await Task.Delay(200, TestContext.Current.CancellationToken);

        _switch.Handled.ShouldBe(0);
        (await ScalarAsync<string>($"select body || ' ' || (handled_at is not null)::text from platform.inbox where position = {position}")).ShouldBe("{} true");
        (await ScalarAsync<long>("select count(*) from platform.audit where action = 'operations.message.discard'")).ShouldBe(1);
    }

    [Fact]
    public async Task What_a_mail_says_is_shown_to_nobody_and_the_list_pages()
    {
        await ScalarAsync<object>("""
            insert into platform.inbox (subscriber, id, name, key, body, occurred_at, attempts, due_at, dead_at, fault)
            select 'platform.mail', gen_random_uuid(), 'platform.mail_queued.v1', 'mail/' || number, '{"to":"a@b.example","text":"https://shop.example/reset?token=s3cr3t"}', now(), 12, now(), now(), 'Nobody answers.'
            from generate_series(1, 5) number
            union all select 'test.broken', gen_random_uuid(), 'test.broken.v1', 'x', 'no json', now(), 1, now(), now(), null
            """);

        var (seen, next) = (new List<long>(), "");
        do
        {
            var page = (await _http.SendAsync("GET", "/api/v1/messages/dead?limit=2" + next, token: _owner)).Is(200);
            page.Text.ShouldNotContain("s3cr3t");
            page.Text.ShouldNotContain("a@b.example");
            seen.AddRange(page.Json.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("position").GetInt64()));
            next = page.Json.TryGetProperty("nextCursor", out var cursor) ? "&cursor=" + cursor.GetString() : "";
        }
        while (next.Length > 0);

        seen.Distinct().Count().ShouldBe(6);
        seen.Count.ShouldBe(6);
        var mails = await GetAsync("/api/v1/messages/dead?name=platform.mail_queued.v1");
        mails.GetProperty("items").EnumerateArray().ShouldAllBe(row => row.GetProperty("isMasked").GetBoolean());
        (await GetAsync("/api/v1/messages/dead?subscriber=test.broken")).GetProperty("items")[0].GetProperty("body").GetString().ShouldBe("no json");
    }

    [Fact]
    public async Task The_command_line_sends_again_under_the_name_of_who_sits_there()
    {
        await DieAsync();
        var position = await ScalarAsync<long>("select position from platform.inbox where dead_at is not null");
        _switch.IsGrumpy = false;
        var command = MessageCommands.Create(new Runner(_app.Services));

        (await command.Parse(["dead"]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)).ShouldBe(0);
        (await command.Parse(["replay", $"{position}"]).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)).ShouldBe(0);

        await UntilAsync(() => _switch.Handled == 1);
        (await ScalarAsync<string>("select actor_kind || ' ' || actor_name from platform.audit where action = 'operations.message.replay'")).ShouldStartWith("system command line (");
    }

    /// <summary>Changes a store, so that the subscriber gives an event up; answers the store.</summary>
    private async Task<Guid> DieAsync()
    {
        var store = await ScalarAsync<Guid>("select id from stores.store where code = 'S1'");
        var answer = (await _http.SendAsync("GET", $"/api/v1/stores/managed/{store}", token: _owner)).Is(200);
        var body = System.Text.Json.Nodes.JsonNode.Parse(answer.Text)!.AsObject();
        body.Remove("version");
        body["position"] = 42;
        (await _http.SendAsync("PUT", $"/api/v1/stores/{store}", body, _owner, ("If-Match", answer.Headers.ETag!.Tag))).Is(200);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (await ScalarAsync<long>("select count(*) from platform.inbox where dead_at is not null") == 0)
        {
            (watch.Elapsed < TimeSpan.FromSeconds(10)).ShouldBeTrue("it was never given up");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        return store;
    }

    private Task<string> StateAsync() => ScalarAsync<string>("select concat_ws(' ', (select string_agg(message::text, ';' order by position) from platform.inbox message where subscriber = 'test.grumpy'), (select count(*) from platform.audit where action like 'operations.%'))");

    private async Task<JsonElement> GetAsync(string path) => (await _http.SendAsync("GET", path, token: _owner)).Is(200).Json;

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!condition())
        {
            (watch.Elapsed < TimeSpan.FromSeconds(10)).ShouldBeTrue("it never came");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Switch
    {
        private int _handled;

        public volatile bool IsGrumpy = true;

        public int Handled => Volatile.Read(ref _handled);

        public void Handle() => Interlocked.Increment(ref _handled);
    }

    private sealed class Grumpy(Switch control) : ISubscriber<StoreChanged>
    {
        public Task HandleAsync(StoreChanged happened, CancellationToken cancellationToken)
        {
            if (control.IsGrumpy)
            {
                throw new PermanentFaultException("I am in a mood.");
            }

            control.Handle();
            return Task.CompletedTask;
        }
    }
}

/// <summary>Runs commands with the services of a host that is there already.</summary>
internal sealed class Runner(IServiceProvider services) : ICommandRunner
{
    public async Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> body, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CallerContext>().Caller = Caller.CommandLine;
        return await body(scope.ServiceProvider, cancellationToken);
    }
}
