using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>
/// Files that prove a manual entry. They are known by their content and stay where a draft goes, because others may have the
/// same; only who may see the books gets them.
/// </summary>
internal sealed class DraftFiles(UnitOfWork work, DraftDesk drafts, IFileStore files)
{
    private const int MostFiles = 20;

    private static readonly QueryParameter<string?> _name = Query.Text("name", "What the file is called.", 120, "invoice.pdf");
    private static readonly QueryParameter[] _query = [_name];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapUpload<DraftFiles, StoredFile, DraftAnswer>(
                "/ledger/drafts/{id}/attachments", FilePolicy.Papers.MaximumBytes, (use, request) => use.TakeNamedAsync(request), (use, file, request) => use.AddAsync(file, NameOf(request), request),
                "application/octet-stream", "application/pdf", "image/*", "text/csv")
            .WithName("AddAttachment").WithTags("Ledger").WithSummary("Attach a file to a manual entry")
            .WithDescription("The body is the file itself: PDF, PNG, JPEG, CSV or XLSX without macros by its content, whatever it is called, with at most 10 MB. One the draft has already changes nothing.")
            .WithQuery(_query).WithExample(LedgerExamples.Draft).WithProblems(404).Requires(Permissions.EntryPost);
        api.MapDelete<DraftFiles, DraftAnswer>("/ledger/drafts/{id}/attachments/{file}", (use, request) => use.RemoveAsync(request))
            .WithName("RemoveAttachment").WithTags("Ledger").WithSummary("Take a file off a manual entry").WithDescription("While it can be changed.")
            .WithExample(LedgerExamples.Draft).WithProblems(404).Requires(Permissions.EntryPost);
        // The answer is the file, which the reference has no form for.
        api.MapGet("/ledger/drafts/{id}/attachments/{file}", DownloadAsync).Requires(Permissions.Read).ExcludeFromDescription();
    }

    /// <summary>Takes a file in, before the transaction.</summary>
    public async Task<Result<StoredFile>> TakeAsync(Stream content, WriteRequest request)
    {
        if ((request.Caller.Lacks(Permissions.EntryPost) ?? DraftDesk.NoPerson(request.Caller)) is { } refusal)
        {
            return refusal;
        }

        var id = request.Id<EntryId>();
        return id.IsFailure ? id.Errors.ToArray()
            : await drafts.FindAsync(id.Value, request.Stop) is null ? DraftDesk.Unknown
            : await files.PutAsync(content, FilePolicy.Papers, request.Stop);
    }

    /// <summary>A file with its stream, while the draft has it.</summary>
    public async Task<(DraftFile File, Stream Content)?> OpenAsync(EntryId id, string file, CancellationToken cancellationToken) =>
        (await drafts.FindAsync(id, cancellationToken))?.Draft.Files.FirstOrDefault(known => string.Equals(known.File, file, StringComparison.Ordinal)) is { } found
            && await files.OpenAsync(found.File, cancellationToken) is { } content ? (found, content) : null;

    public Task<Result<DraftAnswer>> AddAsync(StoredFile file, string name, WriteRequest request) => ChangeAsync("ledger.draft.attach", request, there =>
    {
        if (there.Any(known => string.Equals(known.File, file.Name, StringComparison.Ordinal)))
        {
            return there.ToList();
        }

        request.Location = $"/api/v1/ledger/drafts/{request.Route("id")}/attachments/{file.Name}";
        return there.Count >= MostFiles ? Error.Conflict("ledger.attachments", $"An entry has at most {MostFiles} files.")
            : there.Append(new DraftFile(file.Name, name.Length > 0 ? name : file.Name, file.ContentType, file.Bytes)).ToList();
    });

    public Task<Result<DraftAnswer>> RemoveAsync(WriteRequest request) => ChangeAsync("ledger.draft.detach", request, there =>
        there.Where(known => !string.Equals(known.File, request.Route("file"), StringComparison.Ordinal)).ToList() is var left && left.Count < there.Count ? left
        : Error.NotFound("ledger.attachment_unknown", "The draft has no such file."));

    private async Task<Result<DraftAnswer>> ChangeAsync(string action, WriteRequest request, Func<IReadOnlyList<DraftFile>, Result<List<DraftFile>>> change)
    {
        if ((request.Caller.Lacks(Permissions.EntryPost) ?? DraftDesk.NoPerson(request.Caller)) is { } refusal)
        {
            return refusal;
        }

        var id = request.Id<EntryId>();
        if (id.IsFailure)
        {
            return id.Errors.ToArray();
        }

        var saved = await work.RunAsync<DraftAnswer>(async stop =>
        {
            if (await drafts.FindAsync(id.Value, stop, locked: true) is not { } kept)
            {
                return DraftDesk.Unknown;
            }

            if (kept.Draft.State is DraftState.Submitted or DraftState.Posted)
            {
                return Error.Conflict("ledger.draft_state", "It is handed in or posted, and cannot be changed.");
            }

            var after = change(kept.Draft.Files);
            return after.IsFailure ? after.Errors.ToArray()
                : after.Value.Count == kept.Draft.Files.Count ? kept.Draft
                : await drafts.WriteAsync(action, kept.Draft, kept.Draft with { Files = after.Value }, [.. kept.Writers, request.Caller.Id!.Value], stop);
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    private async Task<Result<StoredFile>> TakeNamedAsync(WriteRequest request)
    {
        var reader = QueryReader.Strict(request.Http.Request, _query);
        reader.Get(_name);
        return reader.Problems.Any && request.Caller.Lacks(Permissions.EntryPost) is null ? reader.Problems.Errors.ToArray() : await TakeAsync(request.Http.Request.Body, request);
    }

    private static string NameOf(WriteRequest request) => QueryReader.Strict(request.Http.Request, _query).Get(_name) ?? "";

    private static async Task<IResult> DownloadAsync(string id, string file, HttpContext context, DraftFiles papers, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, []);
        var wanted = reader.Problems.Take(TypedId.Parse<EntryId>(id, "id"));
        if (LedgerRights.Refusal(context, reader, Permissions.Read) is { } refusal)
        {
            return refusal;
        }

        if (await papers.OpenAsync(wanted, file, cancellationToken) is not { } found)
        {
            return new[] { Error.NotFound("ledger.attachment_unknown", "The draft has no such file.") }.ToProblem();
        }

        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        // Named, so that a browser keeps it as a file and shows nothing of it as a page.
        return Results.Stream(found.Content, found.File.ContentType, found.File.Name);
    }
}
