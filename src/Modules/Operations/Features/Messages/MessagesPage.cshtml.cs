using System.Globalization;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Messaging;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>/admin/messages</c>: what waits, and the messages that were given up: sent again or discarded, one, many or all.</summary>
internal sealed class MessagesPageModel(DeadLetters letters, SettleMessages settle, NpgsqlDataSource database, TimeProvider time, Contracts.Stores.IStores stores) : AdminPage
{
    private const int PageSize = 50;

    /// <summary>Messages of one transaction; those who send all of them again send them in so many at a time.</summary>
    private const int Chunk = 500;

    /// <summary>Most messages that are sent again at once. Who has more has another problem.</summary>
    private const int MostAtOnce = 20_000;

    private const int LongestFault = 140;
    private static readonly QueryParameter<string?> _subscriber = Query.Text("subscriber", "", 200);
    private static readonly QueryParameter<string?> _name = Query.Text("name", "", 200);
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    public MessageCounts Counts { get; private set; } = null!;

    public string? Subscriber { get; private set; }

    public string? Event { get; private set; }

    public bool MaySettle => Caller.Rights.HasEverywhere(Permissions.MessageReplay.Name);

    private bool MayRead => Caller.Rights.HasEverywhere(Permissions.MessageRead.Name);

    /// <summary>How long something has waited, in words.</summary>
    public string Age(DateTimeOffset? since) => since is { } moment ? JobWords.Took(T, TimeSpan.FromSeconds(Math.Max(0, Math.Floor((time.GetUtcNow() - moment).TotalSeconds)))) : "–";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        await LoadAsync(cancellationToken);
        return Page();
    }

    public Task<IActionResult> OnPostReplayAsync(string[] ids, CancellationToken cancellationToken) => SettleAsync(Positions(ids), settle.ReplayAsync, "operations.messages_page.replayed", cancellationToken);

    public Task<IActionResult> OnPostDiscardAsync(string[] ids, CancellationToken cancellationToken) => SettleAsync(Positions(ids), settle.DiscardAsync, "operations.messages_page.discarded", cancellationToken);

    public async Task<IActionResult> OnPostReplayAllAsync(CancellationToken cancellationToken)
    {
        if (!MayRead)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var reader = QueryReader.Lenient(Request);
        var (positions, cursor) = (new List<long>(), (string?)null);
        do
        {
            // All of them first: one that is given up again at once may not be found a second time.
            var page = (await letters.PageAsync(Given(reader, _subscriber), Given(reader, _name), cursor, Chunk, cancellationToken)).Value!;
            positions.AddRange(page.Items.Select(letter => letter.Position));
            cursor = page.NextCursor;
        }
        while (cursor is not null && positions.Count < MostAtOnce);

        return await SettleAsync(positions, settle.ReplayAsync, "operations.messages_page.replayed", cancellationToken);
    }

    private static string? Given(QueryReader reader, QueryParameter<string?> parameter) => reader.Get(parameter) is { Length: > 0 } text ? text : null;

    private static List<long> Positions(string[] ids) => [.. ids.Select(id => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : -1)];

    private async Task<IActionResult> SettleAsync(List<long> positions, Func<IReadOnlyList<long>, CancellationToken, Task<Result<SettledAnswer>>> settleChunk, string noticeKey, CancellationToken cancellationToken)
    {
        if (!MaySettle)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var (done, faults) = (0, new List<Error>());
        foreach (var chunk in positions.Chunk(Chunk))
        {
            var settled = await settleChunk(chunk, cancellationToken);
            done += settled.IsSuccess ? settled.Value.Count : 0;
            faults.AddRange(settled.Errors);
        }

        // Somebody else was at it too, or it has been handled meanwhile.
        var others = positions.Count - done;
        if (faults.Count == 0)
        {
            return Done(others == 0 ? T[noticeKey, T.Number(done)] : T["platform.list.act_some", T.Number(done), T.Number(others)], "/admin/messages");
        }

        await LoadAsync(cancellationToken);
        return Fail(faults);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["operations.messages_page.title"];
        var reader = QueryReader.Lenient(Request);
        (Subscriber, Event) = (Given(reader, _subscriber), Given(reader, _name));
        Counts = await MessageCounts.ReadAsync(database, cancellationToken);
        var names = await letters.NamesAsync(cancellationToken);
        var zone = Contracts.Stores.ShopClock.Zone(await stores.ShopAsync(cancellationToken));
        var cursor = reader.Get(Cursor.Parameter);
        var asked = await letters.PageAsync(Subscriber, Event, cursor, PageSize, cancellationToken);
        // A cursor that is no cursor begins at the beginning.
        var page = asked.IsSuccess ? asked.Value : (await letters.PageAsync(Subscriber, Event, cursor: null, PageSize, cancellationToken)).Value!;
        List = new ListView
        {
            Key = "messages",
            Path = To("/admin/messages"),
            Words = null,
            Chosen = reader.GetAll(_columns),
            Acts = !MaySettle ? [] : [new ListAct("Replay", T["operations.messages_page.replay"]), new ListAct("Discard", T["operations.messages_page.discard"], T["operations.messages_page.discard_ask"])],
            Filters =
            [
                new ListFilter("subscriber", T["operations.messages_page.subscriber"], [new ListChoice("", T["operations.messages_page.any_subscriber"]), .. Counts.Subscribers.Where(row => row.Dead > 0).Select(row => row.Subscriber).Concat(Subscriber is null ? [] : [Subscriber]).Distinct(StringComparer.Ordinal).Select(one => new ListChoice(one, one))], Subscriber ?? ""),
                new ListFilter("name", T["operations.messages_page.event"], [new ListChoice("", T["operations.messages_page.any_event"]), .. names.Concat(Event is null ? [] : [Event]).Distinct(StringComparer.Ordinal).Select(one => new ListChoice(one, one))], Event ?? ""),
            ],
            Columns =
            [
                new ListColumn("event", T["operations.messages_page.event"]), new ListColumn("subscriber", T["operations.messages_page.subscriber"]), new ListColumn("about", T["operations.messages_page.about"]),
                new ListColumn("fault", T["operations.messages_page.fault"]), new ListColumn("attempts", T["operations.messages_page.attempts"], IsNumber: true), new ListColumn("at", T["operations.messages_page.dead_at"]),
            ],
            Rows = [.. page.Items.Select(letter => new ListRow(letter.Position.ToString(CultureInfo.InvariantCulture), To($"/admin/messages/{letter.Position}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["event"] = letter.Message.Name,
                ["subscriber"] = letter.Subscriber,
                ["about"] = letter.Message.Key,
                ["fault"] = Short(letter.Fault),
                ["attempts"] = T.Number(letter.Attempts),
                ["at"] = T.Moment(letter.DeadAt, zone),
            }))],
            Next = page.NextCursor,
            IsDeeper = cursor is not null && asked.IsSuccess,
            Total = Subscriber is null && Event is null ? Counts.Subscribers.Sum(row => row.Dead) : null,
            Empty = T["operations.messages_page.none"],
        };
    }

    private static string Short(string fault)
    {
        var line = fault.ReplaceLineEndings("\n").Split('\n')[0];
        return line.Length <= LongestFault ? line : line[..LongestFault] + "…";
    }
}
