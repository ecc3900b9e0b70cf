using Aisle.Kernel;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Sandbox.Control;

/// <summary>The control page for programs: <c>/sandbox/api</c>.</summary>
internal static class ControlApi
{
    private const int Shown = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/faults", (FaultBook faults) => Results.Json(new { faults = faults.All }));
        routes.MapPost("/faults", (FaultBody body, ControlDesk desk) => desk.Set(body).ToAnswer());
        routes.MapDelete("/faults", (FaultBook faults) =>
        {
            faults.Clear();
            return Results.NoContent();
        });
        routes.MapDelete("/faults/{id:int}", (int id, FaultBook faults) =>
        {
            faults.Clear(id);
            return Results.NoContent();
        });
        routes.MapGet("/payments", (PaymentBook book, NoticeSender notices) => Results.Json(new { payments = book.Newest(Shown).Select(payment => Told(payment, notices)) }));
        routes.MapPost("/payments/{provider}/notices", async (string provider, NoticeBody body, ControlDesk desk) => (await desk.NotifyAsync(provider, body.Reference ?? "", body.Act)).Map(outcomes => new { outcomes }).ToAnswer());
        routes.MapPut("/addresses", (AddressBody body, ControlDesk desk) => desk.SetAddress(body.Provider, body.Url) is { IsFailure: true } failed ? failed.Errors.ToProblem() : Results.NoContent());
    }

    private static object Told(SandboxPayment payment, NoticeSender notices)
    {
        lock (payment.Gate)
        {
            return new
            {
                payment.Provider, payment.Reference, payment.Order, payment.Amount, payment.Status, payment.TransactionId, payment.CreatedAt, payment.PaidAt, refunded = payment.Refunded,
                refunds = payment.Refunds.Select(refund => new { refund.Id, refund.Key, refund.Amount }).ToList(), notices = notices.Of(payment.Provider, payment.Reference).Select(notice => new { notice.Name, notice.Outcome }).ToList(),
            };
        }
    }
}

internal sealed record NoticeBody(string? Reference, string? Act);

internal sealed record AddressBody(string? Provider, string? Url);
