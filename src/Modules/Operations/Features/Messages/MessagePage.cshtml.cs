using System.Text.Encodings.Web;
using System.Text.Json;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Audit;
using Aisle.Platform.Messaging;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Operations.Features;

/// <summary><c>/admin/messages/{position}</c>: a message that was given up, with what it says (but for secrets) and why it failed.</summary>
internal sealed class MessagePageModel(DeadLetters letters, SettleMessages settle, IStores stores) : AdminPage
{
    // It is shown as text, which the page escapes.
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public DeadMessage Message { get; private set; } = null!;

    public string Body { get; private set; } = "";

    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public bool MaySettle => Caller.Rights.HasEverywhere(Permissions.MessageReplay.Name);

    public async Task<IActionResult> OnGetAsync([FromRoute] long position, CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.MessageRead.Name))
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        return await LoadAsync(position, cancellationToken) ? Page() : Missing();
    }

    public Task<IActionResult> OnPostReplayAsync([FromRoute] long position, CancellationToken cancellationToken) => SettleAsync(position, settle.ReplayAsync, "operations.messages_page.replayed", cancellationToken);

    public Task<IActionResult> OnPostDiscardAsync([FromRoute] long position, CancellationToken cancellationToken) => SettleAsync(position, settle.DiscardAsync, "operations.messages_page.discarded", cancellationToken);

    private async Task<IActionResult> SettleAsync(long position, Func<IReadOnlyList<long>, CancellationToken, Task<Result<SettledAnswer>>> settleOne, string noticeKey, CancellationToken cancellationToken)
    {
        if (!MaySettle)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var done = await settleOne([position], cancellationToken);
        return done.IsSuccess
            ? Done(done.Value.Count == 1 ? T[noticeKey, T.Number(1)] : T["operations.messages_page.settled"], "/admin/messages")
            : await LoadAsync(position, cancellationToken) ? Fail(done.Errors) : Missing();
    }

    private async Task<bool> LoadAsync(long position, CancellationToken cancellationToken)
    {
        if (await letters.FindAsync(position, cancellationToken) is not { } letter)
        {
            return false;
        }

        Message = DeadMessage.Of(letter);
        Body = Message.Body is { } body ? AuditJson.Masked(body)?.ToJsonString(_readable) ?? "null" : "";
        Zone = (await stores.ShopAsync(cancellationToken)).Zone();
        Title = Message.Name;
        Crumbs = [new AdminCrumb(T["operations.messages_page.title"], "/admin/messages")];
        return true;
    }
}
