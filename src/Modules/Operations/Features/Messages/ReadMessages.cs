using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Mail;
using Aisle.Platform.Messaging;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Aisle.Modules.Operations.Features;

/// <summary>What waits.</summary>
/// <param name="Outbox">Committed events that were not handed on yet.</param>
/// <param name="OutboxAgeSeconds">Age of the oldest of them; left out where there is none.</param>
/// <param name="Inbox">Messages that are yet to be handled.</param>
/// <param name="InboxAgeSeconds">Age of the oldest of them; left out where there is none.</param>
/// <param name="Dead">Messages that were given up.</param>
/// <param name="Subscribers">Who has something to do, or failed at something.</param>
internal sealed record MessagesAnswer(long Outbox, long? OutboxAgeSeconds, long Inbox, long? InboxAgeSeconds, long Dead, IReadOnlyList<SubscriberCount> Subscribers);

/// <summary>A message that was given up.</summary>
/// <param name="Position">Which one.</param>
/// <param name="Subscriber">Who could not handle it.</param>
/// <param name="Id">Id of the event.</param>
/// <param name="Name">Name of the event.</param>
/// <param name="About">What it happened to.</param>
/// <param name="Body">What it says; left out for a mail, which may open an account.</param>
/// <param name="IsMasked">Whether the body was left out.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Fault">What happened the last time.</param>
/// <param name="OccurredAt">When the event happened.</param>
/// <param name="DeadAt">When it was given up.</param>
internal sealed record DeadMessage(
    long Position, string Subscriber, Guid Id, string Name, string About, JsonElement? Body, bool IsMasked, int Attempts, string Fault, DateTimeOffset OccurredAt, DateTimeOffset DeadAt)
{
    public static DeadMessage Of(DeadLetter letter)
    {
        var message = letter.Message;
        var body = string.Equals(message.Name, Mailer.EventName, StringComparison.Ordinal) ? null : Read(message.Body);
        return new DeadMessage(letter.Position, letter.Subscriber, message.Id, message.Name, message.Key, body, body is null, letter.Attempts, letter.Fault, message.OccurredAt, letter.DeadAt);
    }

    private static JsonElement? Read(string body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            // That may be why it is dead. It is shown as the text it is.
            return JsonSerializer.SerializeToElement(body, JsonDefaults.Options);
        }
    }
}

/// <summary><c>GET /api/v1/messages</c> and <c>/messages/dead</c>.</summary>
internal static class ReadMessages
{
    private static readonly QueryParameter<string?> _subscriber = Query.Text("subscriber", "Only those of this subscriber.", 200, "platform.mail");
    private static readonly QueryParameter<string?> _name = Query.Text("name", "Only those of this event.", 200, "stores.store_changed.v1");
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Messages on a page.", 1, 200, 50);
    private static readonly QueryParameter[] _query = [_subscriber, _name, Cursor.Parameter, _limit];

    private static readonly DeadMessage _example = new(
        17, "reports.stores", Guid.Parse("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0051"), "stores.store_changed.v1", "store/0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011",
        JsonElement.Parse("""{"storeId":"0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0011","isClosed":false}"""), IsMasked: false, 12, "IOException: Nobody answers.",
        new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 3, 9, 2, 0, TimeSpan.Zero));

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/messages", CountAsync)
            .WithName("CountMessages").WithTags("Operations").WithSummary("Count the messages that wait")
            .WithDescription("How many events and messages wait in outbox and inbox, how old the oldest is, and how many were given up, by subscriber.")
            .WithQuery([]).Produces<MessagesAnswer>().Requires(Permissions.MessageRead)
            .WithExample(new MessagesAnswer(0, OutboxAgeSeconds: null, 3, 12, 1, [new SubscriberCount("platform.mail", 3, 1, 1, new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero))]));
        api.MapGet("/messages/dead", ListAsync)
            .WithName("ListDeadMessages").WithTags("Operations").WithSummary("List the messages that were given up")
            .WithDescription("Those given up last first, with what they say and why they failed. What a mail says is shown to nobody.")
            .WithQuery(_query).Produces<Page<DeadMessage>>().WithExample(new Page<DeadMessage>([_example], NextCursor: null)).Requires(Permissions.MessageRead);
    }

    private static async Task<IResult> CountAsync(HttpContext context, NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        if (Refuse(context, reader) is { } refused)
        {
            return refused;
        }

        var counts = await MessageCounts.ReadAsync(database, cancellationToken);
        return TypedResults.Ok(new MessagesAnswer(
            counts.Outbox, Age(counts.OldestInOutbox, time), counts.Subscribers.Sum(row => row.Waiting), Age(counts.Subscribers.Min(row => row.Oldest), time), counts.Subscribers.Sum(row => row.Dead), counts.Subscribers));
    }

    private static async Task<IResult> ListAsync(HttpContext context, DeadLetters letters, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, _query);
        var (subscriber, name, cursor, limit) = (reader.Get(_subscriber), reader.Get(_name), reader.Get(Cursor.Parameter), reader.Get(_limit));
        if (Refuse(context, reader) is { } refused)
        {
            return refused;
        }

        var page = await letters.PageAsync(subscriber, name, cursor, limit, cancellationToken);
        return page.IsSuccess ? TypedResults.Ok(new Page<DeadMessage>([.. page.Value.Items.Select(DeadMessage.Of)], page.Value.NextCursor)) : page.Errors.ToProblem();
    }

    private static long? Age(DateTimeOffset? oldest, TimeProvider time) => oldest is { } moment ? Math.Max(0, (long)(time.GetUtcNow() - moment).TotalSeconds) : null;

    private static IResult? Refuse(HttpContext context, QueryReader reader)
    {
        context.Response.Headers.CacheControl = "no-store";
        return !context.Caller().Rights.HasEverywhere(Permissions.MessageRead.Name) ? new[] { Access.Forbidden }.ToProblem()
            : reader.Problems.Any ? reader.Problems.Errors.ToProblem()
            : null;
    }
}
