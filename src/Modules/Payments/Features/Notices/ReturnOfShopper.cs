using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// <c>/pay/{provider}/{store}/return/{attempt}</c>: where providers send shoppers back to. What it brings is finished with the provider where
/// it is this attempt's; whatever comes of it, the shopper is sent to the page of what they pay for.
/// </summary>
internal sealed partial class ReturnOfShopper(PaymentRows rows, Subjects subjects, PaymentProviders providers, ITrafficSink traffic, PaymentsClock clock, IServiceScopeFactory scopes, IHostApplicationLifetime host, ILogger<ReturnOfShopper> log)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a shopper is kept waiting for a provider, or a second tab for the first one: after that the page says that it is being checked, and looks again by itself.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(4);

    public static void Map(IEndpointRouteBuilder root) =>
        root.MapMethods("/pay/{provider}/{store}/return/{attempt:guid}", [HttpMethods.Get, HttpMethods.Post], async (string provider, string store, Guid attempt, HttpContext context, ReturnOfShopper use) => await use.RunAsync(provider, store, attempt, context))
            .OpenToEveryone().ExcludeFromDescription();

    public async Task<IResult> RunAsync(string provider, string store, Guid id, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var stop = context.RequestAborted;
        if (!providers.TryGet(provider, out var known) || await rows.FindAsync<AttemptRow>(id, stop) is not { } attempt || attempt.Method != provider)
        {
            return Results.NotFound();
        }

        var intent = (await rows.FindAsync<IntentRow>(attempt.IntentId, stop))!;
        if (subjects.PageOf(intent.Subject(), isProven: false) is null || await clock.CodeAsync(intent.StoreId, stop) != store)
        {
            return Results.NotFound();
        }

        using var said = TrafficLog.About(id);
        var message = await TakeNotice.MessageAsync(context, store, stop);
        var read = message is null ? PaymentErrors.MessageUnreadable : await known.ReadAsync(message, stop);
        var isTheirs = read.IsSuccess && IsOf(attempt, read.Value);
        TakeNotice.Record(traffic, provider, context, message, isTheirs ? StatusCodes.Status303SeeOther : StatusCodes.Status400BadRequest, clock.Now);
        if (isTheirs && attempt.State is not (AttemptStates.Paid or AttemptStates.Disputed))
        {
            await WaitAsync(FinishAsync(attempt.Id, read.Value));
        }

        var prefix = attempt.Language == PageLanguage.Default ? "" : "/" + attempt.Language;
        // A form that was posted ends in a page that is read (RFC 9110, 15.4.4).
        context.Response.Headers.Location = prefix + subjects.PageOf(intent.Subject(), isTheirs);
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Whether it is about this attempt, and carries what was given to its shopper.</summary>
    private static bool IsOf(AttemptRow attempt, ProviderMessage message) =>
        (message.Reference.Length > 0 || message.Key.Length > 0) && (message.Reference.Length == 0 || message.Reference == attempt.Reference) && (message.Key.Length == 0 || message.Key == attempt.Key) && message.Proves(attempt.Proof);

    /// <summary>Waits for it, but not as long as a provider may take: it goes on by itself then.</summary>
    private async Task WaitAsync(Task finishing)
    {
        if (await Task.WhenAny(finishing, Task.Delay(_patience, host.ApplicationStopping)) == finishing)
        {
            await finishing;
            return;
        }

        _ = finishing.ContinueWith(ended => LogFault(ended.Exception!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>It is not the browser's to stop, so it has nothing of the browser's request.</summary>
    private async Task FinishAsync(Guid attempt, ProviderMessage message)
    {
        await using var scope = scopes.CreateAsyncScope();
        var (ask, stop, until) = (scope.ServiceProvider.GetRequiredService<AskProvider>(), host.ApplicationStopping, clock.Now + _patience);
        while ((await ask.RunAsync(attempt, Talk.Finish, message, Sources.Return, stop)).IsFailure && clock.Now < until)
        {
            // Another tab, a notice or the sweeper is at it.
            await Task.Delay(_look, stop);
        }
    }

    [LoggerMessage(EventId = 3041, Level = LogLevel.Error, Message = "What a shopper came back with could not be finished; it is asked after later")]
    private partial void LogFault(Exception fault);
}
