using System.Diagnostics;
using Aisle.Contracts.Payments;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Modules;
using Aisle.Sandbox;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Payments;

/// <summary>A host that is killed while a provider does what it was asked: another one finds out, and nothing happens twice.</summary>
public sealed class KilledTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    [Fact]
    public async Task Killed_between_the_commit_and_the_answer_of_a_beginning_it_is_ended_and_the_next_one_pays()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var attempt = lab.Attempt(paper, "bkash");
        lab.Fault("bkash", "create", FaultKinds.TimeoutAfterSuccess);
        using (var target = await KillTargetAsync($"intent={paper.Id}", $"attempt={attempt.Id}"))
        {
            await Eventually.IsAsync(() => Task.FromResult(lab.Book.Newest(100).Any(payment => payment.Order == Modules.Payments.Providers.AttemptKey.Of(attempt.Id.Value))));
            target.Process.Kill();
            await target.Process.WaitForExitAsync(PaymentsLab.Stop);
        }

        (await lab.ReadAsync(paper)).Attempts.Single().State.ShouldBe(PaymentAttemptState.Created, "it was committed before the call");
        (await lab.StartAsync(lab.Attempt(paper, "stripe"))).FirstError.Code.ShouldBe("payment.open");

        await lab.SweepAsync();

        var ended = (await lab.ReadAsync(paper)).Attempts.Single();
        (ended.State, ended.MayTryAgain).ShouldBe((PaymentAttemptState.Failed, true));
        await lab.PayAtAsync(paper, "stripe");
        (await lab.ToldAsync(paper)).ShouldBe(["ended_failed bkash 0", "paid stripe 125000"]);
    }

    [Fact]
    public async Task Killed_between_the_call_that_moved_the_money_and_the_commit_it_is_found_paid_once()
    {
        await lab.ReadyAsync();
        var paper = await lab.PaperAsync();
        var step = await lab.SendAwayAsync(paper, "bkash");
        var location = new Uri((await lab.DecideAsync(step.SendTo!, ModelCalls.Pays)).Location!);
        lab.Fault("bkash", "execute", FaultKinds.TimeoutAfterSuccess);
        using (var target = await KillTargetAsync())
        using (var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }))
        {
            var coming = browser.GetAsync(new Uri(new Uri(target.Address), location.PathAndQuery), PaymentsLab.Stop);
            await Eventually.IsAsync(() => Task.FromResult(lab.Book.Find("bkash", step.Attempt.Reference)!.Status == SandboxStatus.Paid));
            target.Process.Kill();
            await Should.ThrowAsync<HttpRequestException>(() => coming);
        }

        (await lab.ReadAsync(paper)).Attempts.Single().State.ShouldBe(PaymentAttemptState.Started, "what came of the call was not committed");

        await lab.SweepAsync(TimeSpan.FromMinutes(10));

        (await lab.ReadAsync(paper)).State.ShouldBe(PaymentIntentState.Paid);
        // The shopper reloads.
        (await lab.BrowseAsync(page => page.GetAsync(location.PathAndQuery))).Is(303);
        (await lab.ToldAsync(paper)).ShouldBe(["paid bkash 125000"]);
    }

    private async Task<Target> KillTargetAsync(params string[] more)
    {
        var account = lab.Services.GetRequiredService<IProviderSandbox>().AccountOf("bkash").Select(pair => $"Aisle:Payments:Stores:{PaymentsLab.Store}:Bkash:{pair.Key}={pair.Value}");
        var process = KillTarget.Start([lab.ConnectionString, "pay", lab.Cluster.Scratch, .. account, .. more]);
        return new Target(process, (await process.StandardOutput.ReadLineAsync(PaymentsLab.Stop)).ShouldNotBeNull());
    }

    private sealed record Target(Process Process, string Address) : IDisposable
    {
        public void Dispose()
        {
            if (!Process.HasExited)
            {
                Process.Kill();
            }

            Process.Dispose();
        }
    }
}
