using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Sandbox;

/// <summary>Routes of a simulator that take part in the faults.</summary>
internal static class Operation
{
    private static readonly TimeSpan _slow = TimeSpan.FromSeconds(35);

    /// <summary>Maps an operation of a provider.</summary>
    /// <param name="routes">Where.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">Its address.</param>
    /// <param name="provider">Whose it is.</param>
    /// <param name="name">What the control page calls it.</param>
    /// <param name="act">What it does.</param>
    public static void MapOperation(this IEndpointRouteBuilder routes, string method, string path, string provider, string name, Func<HttpContext, Task<IResult>> act) =>
        routes.MapMethods(path, [method], context => RunAsync(context, provider, name, act));

    private static async Task RunAsync(HttpContext context, string provider, string name, Func<HttpContext, Task<IResult>> act)
    {
        var (time, stop) = (context.RequestServices.GetRequiredService<TimeProvider>(), context.RequestAborted);
        var most = context.RequestServices.GetRequiredService<SandboxOptions>().MostDelay;
        context.Response.Headers.CacheControl = "no-store";
        if (context.RequestServices.GetRequiredService<FaultBook>().Take(provider, name, FaultKinds.OfCalls) is not { } fault)
        {
            await (await act(context)).ExecuteAsync(context);
            return;
        }

        context.Put(fault);
        switch (fault.Kind)
        {
            case FaultKinds.Error500:
                await Results.Text("<html><body>Internal Server Error</body></html>", "text/html", statusCode: 500).ExecuteAsync(context);
                return;
            case FaultKinds.Garbage:
                await Results.Text("<<not what you expect", "text/plain").ExecuteAsync(context);
                return;
            case FaultKinds.Slow:
                await Wait(fault.Delay(_slow));
                break;
        }

        var answer = await act(context);
        if (fault.Kind == FaultKinds.BrokenAfterSuccess)
        {
            context.Abort();
            return;
        }

        if (fault.Kind == FaultKinds.TimeoutAfterSuccess)
        {
            await Wait(fault.Delay(most));
        }

        await answer.ExecuteAsync(context);

        async Task Wait(TimeSpan delay)
        {
            // Nobody minds when the caller has gone meanwhile.
            await Task.Delay(delay < most ? delay : most, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A form's fields; empty ones where it is none.</summary>
    public static async Task<IFormCollection> FormAsync(this HttpContext context) => context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
}
