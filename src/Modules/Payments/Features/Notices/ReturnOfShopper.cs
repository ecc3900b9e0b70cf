using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Domain;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// <c>/pay/{provider}/{store}/return/{attempt}</c>: where providers send shoppers back to. What it brings is finished with the provider where
/// it is this attempt's; whatever comes of it, the shopper is sent to the page of what they pay for.
/// </summary>
internal sealed class ReturnOfShopper(PaymentRows rows, AskProvider ask, Subjects subjects, PaymentProviders providers, ITrafficSink traffic, PaymentsClock clock, IHostApplicationLifetime host)
{
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a second tab waits for the first one.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

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
        var page = subjects.PageOf(intent.Subject());
        if (page is null || await clock.CodeAsync(intent.StoreId, stop) != store)
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
            // It is not the browser's to stop.
            await FinishAsync(attempt, read.Value, host.ApplicationStopping);
        }

        var prefix = attempt.Language == PageLanguage.Default ? "" : "/" + attempt.Language;
        // A form that was posted ends in a page that is read (RFC 9110, 15.4.4).
        context.Response.Headers.Location = prefix + page;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }

    /// <summary>Whether it is about this attempt, and carries what was given to its shopper.</summary>
    private static bool IsOf(AttemptRow attempt, ProviderMessage message) =>
        (message.Reference.Length > 0 || message.Key.Length > 0) && (message.Reference.Length == 0 || message.Reference == attempt.Reference) && (message.Key.Length == 0 || message.Key == attempt.Key) && message.Proves(attempt.Proof);

    private async Task FinishAsync(AttemptRow attempt, ProviderMessage message, CancellationToken cancellationToken)
    {
        var until = clock.Now + _patience;
        while ((await ask.RunAsync(attempt.Id, Talk.Finish, message, Sources.Return, cancellationToken)).IsFailure && clock.Now < until)
        {
            // Another tab, a notice or the sweeper is at it.
            await Task.Delay(_look, cancellationToken);
        }
    }
}
