using System.Collections.Concurrent;
using Aisle.Contracts.Operations;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Operations.Features;
using Aisle.Platform.Messaging;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Operations;

/// <summary>The proof of the books as people run and read it.</summary>
public sealed class VerifyTests(Cluster cluster)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_asked_for_run_by_a_worker_and_kept()
    {
        await using var lab = await ProofLab.RichAsync(cluster, services => services.AddSubscriber<InvariantBroken, Listener>("test.broken"));
        foreach (var (method, path) in ((string, string)[])[("GET", "/verify/runs"), ("GET", $"/verify/runs/{Guid.Empty}"), ("POST", "/verify/runs")])
        {
            (await lab.Http.SendAsync(method, "/api/v1" + path)).Is(401);
            (await lab.Http.SendAsync(method, "/api/v1" + path, token: await lab.Http.TokenAsync("cashier"))).Is(403);
        }

        var accountant = await lab.Http.TokenAsync("accountant");
        (await lab.Http.SendAsync("GET", "/api/v1/verify/runs", token: accountant)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await lab.Http.SendAsync("GET", $"/api/v1/verify/runs/{Guid.Empty}", token: accountant)).Is(404).Code.ShouldBe("verify.unknown");
        (await lab.Http.SendAsync("GET", "/api/v1/verify/runs?cursor=x", token: accountant)).Is(400).Codes.ShouldBe(["cursor.invalid"]);
        (await lab.Http.SendAsync("POST", "/api/v1/verify/runs", token: await lab.Http.TokenAsync("manager"))).Is(403);

        // Two of them, so that the history has an order; the second one sees a damage.
        await AskAsync(lab, accountant, runs: 1);
        await lab.ExecuteAsync($"update ledger.subaccount_balance set balance = balance + 5 where id = '{lab.Ids["wallet"]}'");
        await AskAsync(lab, accountant, runs: 2);
        var page = (await lab.Http.SendAsync("GET", "/api/v1/verify/runs?limit=1", token: accountant)).Is(200).Json;
        var newest = page.GetProperty("items")[0];
        (newest.GetProperty("ok").GetBoolean(), newest.GetProperty("red").GetInt64()).ShouldBe((false, 1));
        var older = (await lab.Http.SendAsync("GET", "/api/v1/verify/runs?limit=1&cursor=" + page.GetProperty("nextCursor").GetString(), token: accountant)).Is(200).Json.GetProperty("items")[0];
        older.GetProperty("ok").GetBoolean().ShouldBeTrue();
        var run = (await lab.Http.SendAsync("GET", $"/api/v1/verify/runs/{newest.GetProperty("id").GetString()}", token: accountant)).Is(200).Json;
        var red = run.GetProperty("results").EnumerateArray().Single(result => !result.GetProperty("ok").GetBoolean());
        red.GetProperty("name").GetString().ShouldBe("ledger.balances");
        red.GetProperty("faults")[0].GetString()!.ShouldContain(lab.Ids["wallet"].ToString());
        (await lab.ScalarAsync<long>("select count(*) from platform.audit where action = 'operations.verify.run'")).ShouldBe(2);

        // Whoever listens is told, with the run.
        await Eventually.IsAsync(async () => await lab.ScalarAsync<long>("select count(*) from platform.inbox where name = 'operations.invariant_broken.v1' and handled_at is not null") == 1);
        Listener.Told.ShouldHaveSingleItem().Broken.ShouldBe([new BrokenInvariant("ledger.balances", 1)]);
        Listener.Told.Single().RunId.ShouldBe(run.GetProperty("id").GetGuid());
        await ReadPageAsync(lab, run.GetProperty("id").GetString()!);
        await ForgetAsync(lab);
    }

    [Fact]
    public async Task The_command_says_a_line_for_each_and_ends_with_one_where_something_is_red()
    {
        await using var lab = await ProofLab.RichAsync(cluster);
        var command = VerifyCommand.Create(new Runner(lab.Services));
        (await command.Parse([]).InvokeAsync(cancellationToken: Stop)).ShouldBe(0);
        (await lab.ScalarAsync<string>("select asked_by from platform.verify_run")).ShouldStartWith("command line (");
        await lab.ExecuteAsync("update ledger.turnover_day set lines = lines + 1");
        (await command.Parse(["--only", "ledger.turnover"]).InvokeAsync(cancellationToken: Stop)).ShouldBe(1);
        (await command.Parse(["--only", "ledger.chain"]).InvokeAsync(cancellationToken: Stop)).ShouldBe(0);
        (await lab.ScalarAsync<string>("select string_agg(concat_ws(' ', prefix, name, ok), ',' order by started_at) from platform.verify_run join platform.verify_result on run_id = id where prefix is not null"))
            .ShouldBe("ledger.turnover ledger.turnover f,ledger.chain ledger.chain t");
        var fault = await Should.ThrowAsync<Aisle.Platform.Commands.FaultException>(() => command.Parse(["--only", "nothing."]).InvokeAsync(
            new System.CommandLine.InvocationConfiguration { EnableDefaultExceptionHandler = false }, Stop));
        fault.Message.ShouldContain("nothing.");
    }

    private static async Task AskAsync(ProofLab lab, string token, int runs)
    {
        // The one before is written down as done a moment before another may begin.
        Answer asked = null!;
        await Eventually.IsAsync(async () => (asked = await lab.Http.SendAsync("POST", "/api/v1/verify/runs", token: token)).Status != 409);
        asked.Is(200)["name"].ShouldBe("operations.verify");
        for (var i = 0; i < 60 && await lab.ScalarAsync<long>("select count(*) from platform.job_run where job = 'operations.verify' and outcome = 'done'") < runs; i++)
        {
            await Task.Delay(500, Stop);
        }

        (await lab.ScalarAsync<long>("select count(*) from platform.verify_run")).ShouldBe(runs);
    }

    private static async Task ReadPageAsync(ProofLab lab, string run)
    {
        using var browser = new PageSession(lab.Http.BaseAddress!);
        await browser.LoginAsync("accountant");
        foreach (var (language, title) in ((string, string)[])[("", "Proof of the books"), ("/bn", "হিসাবের যাচাই")])
        {
            var shown = (await browser.GetAsync($"{language}/admin/verify")).Is(200);
            shown.Html.QuerySelector("h1")!.TextContent.Trim().ShouldBe(title);
            var rows = shown.Html.QuerySelectorAll("[aria-labelledby=results] tbody tr");
            rows.Length.ShouldBe(lab.Services.GetRequiredService<Verifier>().Names().Count);
            rows.ShouldAllBe(row => !row.TextContent.Contains(".invariant.", StringComparison.Ordinal), "each is called something");
            rows.Single(row => row.TextContent.Contains("ledger.balances", StringComparison.Ordinal)).TextContent.ShouldContain(lab.Ids["wallet"].ToString());
            shown.Html.QuerySelectorAll("[aria-labelledby=history] tbody tr").Length.ShouldBe(2);
        }

        (await browser.GetAsync($"/admin/verify?run={run}")).Is(200);
        (await browser.GetAsync($"/admin/verify?run={Guid.Empty}")).Is(404);
        var page = await browser.GetAsync("/admin/verify");
        (await browser.PostAsync("/admin/verify?handler=Run", PageSession.Fields(page))).Is(302).Location.ShouldBe("/admin/verify");
        using var cashier = new PageSession(lab.Http.BaseAddress!);
        await cashier.LoginAsync("cashier");
        (await cashier.GetAsync("/admin/verify")).Is(403);
    }

    private static async Task ForgetAsync(ProofLab lab)
    {
        await lab.ExecuteAsync("update platform.verify_run set started_at = started_at - interval '1 year'");
        var history = lab.Services.GetRequiredService<VerifyHistory>();
        (await history.ForgetAsync(TimeProvider.System.GetUtcNow(), 10, Stop)).ShouldBe(1, "the newest stays");
        (await lab.ScalarAsync<long>("select count(distinct run_id) from platform.verify_result")).ShouldBe(1);
    }

    private sealed class Listener : ISubscriber<InvariantBroken>
    {
        public static ConcurrentQueue<InvariantBroken> Told { get; } = [];

        public Task HandleAsync(InvariantBroken happened, CancellationToken cancellationToken)
        {
            Told.Enqueue(happened);
            return Task.CompletedTask;
        }
    }
}
