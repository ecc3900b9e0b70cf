using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Payments;
using Aisle.Contracts.Stores;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Features;
using Aisle.Platform.Database;
using Aisle.Sandbox;
using Aisle.Sandbox.Pages;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Payments;

/// <summary>A paper that is to be paid.</summary>
/// <param name="Id">Its intent.</param>
/// <param name="Name">Its own id.</param>
internal sealed record Paper(PaymentIntentId Id, string Name);

/// <summary>What tests do with the payment model, as a module would, a unit of work at a time.</summary>
internal static class ModelCalls
{
    public static readonly (string, string)[] Pays = [("wallet", WalletRules.Good), ("otp", WalletRules.Otp), ("pin", WalletRules.Pin), ("act", "pay")];

    /// <summary>What is typed on a provider's page to pay.</summary>
    public static (string, string)[] PaysAt(string provider) => provider is "bkash" or "nagad" ? Pays : [("act", "pay")];

    public static async Task<T> WithAsync<TUse, T>(this PaymentsLab lab, Func<TUse, Task<T>> act) where TUse : notnull
    {
        await using var scope = lab.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TUse>());
    }

    public static Task<T> PayAsync<T>(this PaymentsLab lab, Func<IPayments, Task<T>> act) => lab.WithAsync(act);

    public static Task<StoreId> StoreIdAsync(this PaymentsLab lab) => lab.WithAsync<IStores, StoreId>(async stores => (await stores.ShopAsync(PaymentsLab.Stop))!.Stores.First(store => store.Code == PaymentsLab.Store).Id);

    /// <summary>Somebody who has an account.</summary>
    public static async Task<UserId> CustomerAsync(this PaymentsLab lab) => UserId.From(await lab.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'support@demo.example'"));

    public static async Task<Paper> PaperAsync(this PaymentsLab lab, long minor = 125000, string kind = "paper", UserId? customer = null)
    {
        var id = PaymentIntentId.From(Guid.CreateVersion7(lab.Clock.GetUtcNow()));
        var paper = new Paper(id, $"{kind}-{id.Value:N}");
        (await lab.PayAsync(async payments => await payments.CreateAsync(await lab.NewIntentAsync(paper, minor, customer), PaymentsLab.Stop))).IsSuccess.ShouldBeTrue();
        return paper;
    }

    public static async Task<NewPaymentIntent> NewIntentAsync(this PaymentsLab lab, Paper paper, long minor, UserId? customer = null) =>
        new(paper.Id, new DocumentRef(TestPaper.TypeName, paper.Name), "P-" + paper.Name[^12..], await lab.StoreIdAsync(), PaymentsLab.Taka(minor), customer, ExpiresAt: null);

    public static NewPaymentAttempt Attempt(this PaymentsLab lab, Paper paper, string method) => new(
        PaymentAttemptId.From(Guid.CreateVersion7(lab.Clock.GetUtcNow())), paper.Id, method, new Uri(lab.Http.BaseAddress!.GetLeftPart(UriPartial.Authority)),
        new PayerFacts("Rahima Begum", "rahima@example.com", "01711000000", "House 1", "Dhaka", "1205", "BD", "203.0.113.7"));

    public static Task<Result<PaymentStep>> StartAsync(this PaymentsLab lab, NewPaymentAttempt attempt) => lab.PayAsync(payments => payments.StartAsync(attempt, PaymentsLab.Stop));

    /// <summary>An attempt at a provider that began.</summary>
    public static async Task<PaymentStep> SendAwayAsync(this PaymentsLab lab, Paper paper, string method)
    {
        var step = (await lab.StartAsync(lab.Attempt(paper, method))).Value;
        (step.Attempt.State, step.SendTo).ShouldSatisfyAllConditions(() => step.Attempt.State.ShouldBe(PaymentAttemptState.Started), () => step.SendTo.ShouldNotBeNull());
        return step;
    }

    /// <summary>The shopper decides on the provider's page; the answer is how their browser comes back to us.</summary>
    public static Task<Func<Task<PageAnswer>>> DecideAsync(this PaymentsLab lab, PaymentStep step, params (string Name, string Value)[] typed) => lab.WayBackAsync(step.SendTo!, typed);

    /// <summary>The same on the page at an address.</summary>
    public static async Task<Func<Task<PageAnswer>>> WayBackAsync(this PaymentsLab lab, Uri sendTo, params (string Name, string Value)[] typed)
    {
        var page = await lab.DecideAsync(sendTo, typed);
        if (page.Location is { } location)
        {
            return () => lab.BrowseAsync(browser => browser.GetAsync(new Uri(location).PathAndQuery));
        }

        var form = page.Html.QuerySelector<IHtmlFormElement>("main form").ShouldNotBeNull(page.Text);
        var fields = form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").Select(input => KeyValuePair.Create(input.Name!, input.Value)).ToList();
        return () => lab.BrowseAsync(browser => browser.PostAsync(new Uri(form.GetAttribute("action")!).PathAndQuery, fields));
    }

    public static async Task<PageAnswer> BrowseAsync(this PaymentsLab lab, Func<PageSession, Task<PageAnswer>> act)
    {
        using var browser = new PageSession(lab.Http.BaseAddress!);
        return await act(browser);
    }

    /// <summary>Pays at a provider and comes back.</summary>
    public static async Task<PaymentStep> PayAtAsync(this PaymentsLab lab, Paper paper, string method)
    {
        var step = await lab.SendAwayAsync(paper, method);
        (await (await lab.DecideAsync(step, PaysAt(method)))()).Is(303);
        return step;
    }

    public static async Task<PaymentIntentRecord> ReadAsync(this PaymentsLab lab, Paper paper) => (await lab.PayAsync(payments => payments.FindAsync(paper.Id, PaymentsLab.Stop))).ShouldNotBeNull();

    public static async Task<PaymentAttemptRecord> AttemptAsync(this PaymentsLab lab, Paper paper, PaymentStep step) => (await lab.ReadAsync(paper)).Attempts.Single(attempt => attempt.Id == step.Attempt.Id);

    public static Task<Result<T>> InUnitAsync<T>(this PaymentsLab lab, Func<IPayments, Task<Result<T>>> act) => lab.WithAsync<IServiceProvider, Result<T>>(services =>
        services.GetRequiredService<UnitOfWork>().RunAsync(_ => act(services.GetRequiredService<IPayments>()), PaymentsLab.Stop));

    public static Task<Result<IReadOnlyList<RefundRecord>>> RefundAsync(this PaymentsLab lab, Paper paper, long minor, RefundTarget to = RefundTarget.Origin, RefundId? id = null) => lab.InUnitAsync(payments =>
        payments.RefundAsync(new NewRefund(id ?? RefundId.From(Guid.CreateVersion7(lab.Clock.GetUtcNow())), paper.Id, PaymentsLab.Taka(minor), to, "Rice came too late"), PaymentsLab.Stop));

    /// <summary>What the paper was told, in order: <c>paid bkash 125000</c>.</summary>
    public static async Task<string[]> ToldAsync(this PaymentsLab lab, Paper paper) =>
        await lab.ScalarAsync<string[]>("select coalesce(array_agg(what || ' ' || method || ' ' || amount order by no), '{}') from test.told where subject = $1", paper.Name);

    /// <summary>Lets so much time go by that every provider may be asked, and asks about what is due.</summary>
    public static async Task SweepAsync(this PaymentsLab lab, TimeSpan? later = null)
    {
        lab.Clock.Advance(later ?? TimeSpan.FromMinutes(6));
        foreach (var attempt in await lab.WithAsync<SweepPayments, IReadOnlyList<Guid>>(sweep => sweep.AttemptsAsync(500, PaymentsLab.Stop)))
        {
            await lab.WithAsync<SweepPayments, int>(async sweep =>
            {
                await sweep.AttemptAsync(attempt, PaymentsLab.Stop);
                return 0;
            });
        }

        foreach (var notice in await lab.WithAsync<HandleNotice, IReadOnlyList<Guid>>(handle => handle.DueAsync(500, PaymentsLab.Stop)))
        {
            await lab.WithAsync<HandleNotice, int>(async handle =>
            {
                await handle.RunAsync(notice, PaymentsLab.Stop);
                return 0;
            });
        }

        foreach (var refund in await lab.WithAsync<SweepPayments, IReadOnlyList<Guid>>(sweep => sweep.RefundsAsync(500, PaymentsLab.Stop)))
        {
            await lab.WithAsync<SendRefund, Result<RefundRow>>(send => send.RunAsync(refund, Sources.Sweeper, PaymentsLab.Stop));
        }
    }

    /// <summary>Waits until a refund stands so; the worker sends it in its own time.</summary>
    public static Task RefundIsAsync(this PaymentsLab lab, Paper paper, RefundState state) => Eventually.IsAsync(async () => (await lab.ReadAsync(paper)).Refunds is { Count: > 0 } refunds && refunds.All(refund => refund.State == state));
}
