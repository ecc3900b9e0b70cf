using System.Text.Json;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Operations.Features;

namespace Aisle.FeatureTests.Operations;

public sealed class JobRouteTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Job = "identity.forget_old";

    [Fact]
    public async Task Only_who_may_sees_and_steers_jobs()
    {
        var before = await StateAsync();
        foreach (var (method, path) in ((string, string)[])
            [
                ("GET", "/jobs"), ("GET", $"/jobs/{Job}"), ("GET", $"/jobs/{Job}/runs"), ("POST", $"/jobs/{Job}/run"), ("POST", $"/jobs/{Job}/pause"), ("POST", $"/jobs/{Job}/resume"),
            ])
        {
            (await shop.Http.SendAsync(method, "/api/v1" + path)).Is(401);
            foreach (var role in (string[])["manager", "cashier", "accountant", "support", "customer"])
            {
                (await shop.Http.SendAsync(method, "/api/v1" + path, token: await shop.Http.TokenAsync(role))).Is(403);
            }
        }

        (await StateAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_job_is_run_now_and_its_run_stands_in_the_history()
    {
        var admin = await shop.Http.TokenAsync("admin");
        var jobs = (await shop.Http.SendAsync("GET", "/api/v1/jobs", token: admin)).Is(200).Json.GetProperty("items");
        jobs.EnumerateArray().Single(job => job.GetProperty("name").GetString() == "identity.rotate_keys")
            .GetProperty("label").EnumerateObject().Select(label => label.Name).ShouldBe(["en", "bn"], ignoreOrder: true);

        (await shop.Http.SendAsync("POST", $"/api/v1/jobs/{Job}/run", token: admin)).Is(200)["name"].ShouldBe(Job);
        var run = await UntilAsync(async () => (await shop.Http.SendAsync("GET", $"/api/v1/jobs/{Job}/runs?limit=1", token: admin)).Is(200).Json.GetProperty("items"), items => items.GetArrayLength() == 1 && items[0].GetProperty("outcome").GetString() == "done");

        run[0].GetProperty("askedBy").GetString().ShouldBe("Tanvir Hasan");
        (await shop.Http.SendAsync("GET", $"/api/v1/jobs/{Job}", token: admin)).Is(200).Json.GetProperty("lastRun").GetProperty("id").GetGuid().ShouldBe(run[0].GetProperty("id").GetGuid());
        (await ActorsAsync("operations.job.run", Job)).ShouldBe(["Tanvir Hasan"]);
    }

    [Fact]
    public async Task A_paused_job_says_by_whom_until_it_is_resumed()
    {
        const string job = "identity.rotate_keys";
        var owner = await shop.Http.TokenAsync("owner");

        var paused = (await shop.Http.SendAsync("POST", $"/api/v1/jobs/{job}/pause", token: owner)).Is(200).Json;
        paused.GetProperty("pause").GetProperty("by").GetString().ShouldBe("Nasreen Akter");
        paused.TryGetProperty("nextRun", out _).ShouldBeFalse();
        (await shop.Http.SendAsync("GET", $"/api/v1/jobs/{job}", token: owner)).Is(200).Json.TryGetProperty("pause", out _).ShouldBeTrue();
        var resumed = (await shop.Http.SendAsync("POST", $"/api/v1/jobs/{job}/resume", token: owner)).Is(200).Json;
        resumed.TryGetProperty("pause", out _).ShouldBeFalse();

        (await ActorsAsync("operations.job.pause", job)).ShouldBe(["Nasreen Akter"]);
        (await ActorsAsync("operations.job.resume", job)).ShouldBe(["Nasreen Akter"]);
    }

    [Fact]
    public async Task What_is_no_job_is_not_found_and_leaves_no_line()
    {
        var owner = await shop.Http.TokenAsync("owner");
        foreach (var (method, path) in ((string, string)[])[("GET", ""), ("GET", "/runs"), ("POST", "/run"), ("POST", "/pause"), ("POST", "/resume")])
        {
            (await shop.Http.SendAsync(method, $"/api/v1/jobs/no.such{path}", token: owner)).Is(404).Code.ShouldBe("job.unknown");
        }

        (await ActorsAsync("operations.job.run", "no.such")).ShouldBeEmpty();
        (await shop.Http.SendAsync("GET", $"/api/v1/jobs/{Job}/runs?cursor=x", token: owner)).Is(400).Codes.ShouldBe(["cursor.invalid"]);
    }

    [Fact]
    public async Task The_command_line_lists_and_steers_them()
    {
        const string name = "platform.forget_runs";
        var (command, stop) = (JobCommands.Create(new Runner(shop.Services)), TestContext.Current.CancellationToken);

        (await command.Parse(["list"]).InvokeAsync(cancellationToken: stop)).ShouldBe(0);
        (await command.Parse(["pause", name]).InvokeAsync(cancellationToken: stop)).ShouldBe(0);
        (await command.Parse(["resume", name]).InvokeAsync(cancellationToken: stop)).ShouldBe(0);
        (await command.Parse(["run", "no.such"]).InvokeAsync(cancellationToken: stop)).ShouldBe(1);

        (await ActorsAsync("operations.job.pause", name)).ShouldHaveSingleItem().ShouldStartWith("command line (");
    }

    private Task<string> StateAsync() => shop.ScalarAsync<string>($"""
        select concat_ws(' ', (select count(*) from platform.qrtz_paused_trigger_grps), (select count(*) from platform.job_run where asked_by is not null), (select count(*) from platform.audit where action like 'operations.%'))
        """);

    private Task<string[]> ActorsAsync(string action, string job) =>
        shop.ScalarAsync<string[]>($"select coalesce(array_agg(actor_name order by id), array[]::text[]) from platform.audit where action = '{action}' and subject_id = '{job}'");

    private static async Task<JsonElement> UntilAsync(Func<Task<JsonElement>> ask, Func<JsonElement, bool> isRight)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var answer = await ask();
            if (isRight(answer))
            {
                return answer;
            }

            (watch.Elapsed < TimeSpan.FromSeconds(12)).ShouldBeTrue(answer.ToString());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
