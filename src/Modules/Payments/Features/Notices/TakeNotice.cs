using System.Security.Cryptography;
using System.Text.Json;
using Aisle.Kernel;
using Aisle.Modules.Payments.Data;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Wire;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Payments.Features;

/// <summary>
/// <c>POST /api/v1/payments/notices/{provider}/{store}</c>: what providers tell by themselves. It is proved, kept as it came and answered at
/// once; what it means is found out afterwards. The same again is the same.
/// </summary>
internal sealed class TakeNotice(UnitOfWork work, PaymentRows rows, PaymentProviders providers, ITrafficSink traffic, PaymentsClock clock)
{
    /// <summary>Headers that are kept: those that proofs need. Every other one may be a secret of somebody.</summary>
    private static readonly string[] _headers = ["stripe-signature", "x-amz-sns-message-type", "x-amz-sns-message-id", "x-amz-sns-topic-arn", "user-agent"];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/payments/notices/{provider}/{store}", async (string provider, string store, HttpContext context, TakeNotice use, CancellationToken cancellationToken) =>
                await use.RunAsync(provider, store, context, cancellationToken))
            .OpenToEveryone().ExcludeFromDescription();

    public async Task<IResult> RunAsync(string provider, string store, HttpContext context, CancellationToken cancellationToken)
    {
        if (!providers.TryGet(provider, out var known))
        {
            return new[] { Error.NotFound("request.not_found", "There is nothing at this address.") }.ToProblem();
        }

        var message = await MessageAsync(context, store, cancellationToken);
        var read = message is null ? PaymentErrors.MessageUnreadable : message.Body.IsEmpty ? PaymentErrors.MessageUnreadable : await known.ReadAsync(message, cancellationToken);
        if (read is { IsSuccess: true, Value.IsSigned: false })
        {
            // A return of a shopper proves nothing here.
            read = PaymentErrors.MessageForged;
        }

        Record(traffic, provider, context, message, read.IsSuccess ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest, clock.Now);
        if (read.IsFailure)
        {
            return read.Errors.ToProblem();
        }

        await KeepAsync(provider, store, message!, read.Value, cancellationToken);
        return Results.Ok();
    }

    /// <summary>What came, or null where it is longer than any provider sends.</summary>
    public static async Task<IncomingMessage?> MessageAsync(HttpContext context, string store, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = IncomingMessage.MostBytes + 1;
        }

        using var body = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(body, cancellationToken);
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }

        return new IncomingMessage(
            store, [.. context.Request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))], context.Request.ContentType ?? "",
            context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString(), StringComparer.Ordinal), body.ToArray());
    }

    /// <summary>Writes down, masked, what came from outside, also where it was nobody's.</summary>
    public static void Record(ITrafficSink traffic, string provider, HttpContext context, IncomingMessage? message, int status, DateTimeOffset at) => traffic.Record(new Exchange(
        provider, at, TimeSpan.Zero, "in", context.Request.Method, Masking.Address(context.Request.Path + context.Request.QueryString), status, new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = message?.ContentType ?? "" },
        message?.Text() is { } text ? Masking.Body(text.Length > 65_536 ? text[..65_536] : text) : "", new Dictionary<string, string>(StringComparer.Ordinal), ""));

    private Task<Result<Nothing>> KeepAsync(string provider, string store, IncomingMessage message, ProviderMessage said, CancellationToken cancellationToken) => work.RunAsync<Nothing>(async stop =>
    {
        var (id, now) = (clock.New(), clock.Now);
        var name = said.Id.Length > 0 ? said.Id : Convert.ToHexStringLower(SHA256.HashData(message.Body.Span));
        var headers = JsonSerializer.Serialize(message.Headers.Where(header => _headers.Contains(header.Key, StringComparer.Ordinal)).ToDictionary(StringComparer.Ordinal));
        var isNew = await rows.ExecuteAsync("""
            insert into payments.notice (id, provider, store, message_id, headers, content_type, body, claim, type, key, reference, transaction, state, next_at, came_at)
            values ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9, $10, $11, $12, 'waiting', $13, $13) on conflict (provider, message_id) do nothing
            """, stop, id, provider, store, Cut(name), headers, message.ContentType, message.Body.ToArray(), ChoiceWords.Of(said.Claim), Cut(said.Type), Cut(said.Key), Cut(said.Reference), Cut(said.TransactionId), now) == 1;
        if (isNew)
        {
            work.Publish(new NoticeTaken(id));
        }

        return Nothing.Value;
    }, cancellationToken);

    private static string Cut(string text) => text.Length > 255 ? text[..255] : text;
}
