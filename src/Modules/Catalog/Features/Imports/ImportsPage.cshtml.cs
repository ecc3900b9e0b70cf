using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/imports</c>: files that were imported, and the form to bring another one.</summary>
[ImportSize]
internal sealed class ImportsPageModel(ImportQuery imports, UploadImport upload, IStores stores) : CatalogPage(stores)
{
    private const int PageSize = 30;
    private static readonly QueryParameter<string> _state = Query.Choice("state", "", "any", "any", "waiting", "running", "done", "failed", "cancelled");
    private static readonly QueryParameter<string?> _columns = Query.Texts("cols", "", 20);

    public ListView List { get; private set; } = null!;

    /// <summary>The profile and kind of run that were chosen.</summary>
    public (string Profile, bool DryRun) Form { get; private set; } = (ImportProfile.Own, true);

    public IReadOnlyList<ListChoice> ProfileChoices => [.. ImportProfile.BuiltIn.Select(profile => new ListChoice(profile, profile is ImportProfile.Own ? T["catalog.imports.own_profile"] : profile))];

    /// <summary>How an import stands, as a word with a colour.</summary>
    public static IHtmlContent StateOf(string state, AdminText text) => ListView.Badge(text["catalog.imports.state." + state], state switch
    {
        "done" => "green",
        "failed" => "red",
        "running" or "waiting" => "blue",
        _ => "secondary",
    });

    public Task<IActionResult> OnGetAsync(CancellationToken cancellationToken) => ShowAsync(cancellationToken);

    public async Task<IActionResult> OnPostAsync(IFormFile? file, string? profile, bool dryRun, CancellationToken cancellationToken)
    {
        Form = (profile ?? ImportProfile.Own, dryRun);
        var request = WriteRequest.ForPage(HttpContext);
        var done = await TakeAsync(file, request);
        if (done.IsSuccess)
        {
            return Done(T["catalog.imports.asked"], $"/admin/imports/{done.Value.Id}");
        }

        return await ShowAsync(cancellationToken) is PageResult ? Refuse(done.Errors) : Forbidden();
    }

    private async Task<Result<ImportLine>> TakeAsync(IFormFile? file, WriteRequest request)
    {
        if (file is null)
        {
            return Error.Validation("file.none", "Choose a file first.", "file");
        }

        await using var content = file.OpenReadStream();
        var taken = await upload.TakeAsync(content, file.FileName, Form.Profile, Form.DryRun, request);
        return taken.IsSuccess ? await upload.AddAsync(taken.Value, request) : taken.Errors.Select(fault => fault with { Field = fault.Field ?? "file" }).ToArray();
    }

    private async Task<IActionResult> ShowAsync(CancellationToken cancellationToken)
    {
        if (!Caller.Rights.HasEverywhere(Permissions.ImportRun.Name))
        {
            return Forbidden();
        }

        Title = T["catalog.imports.title"];
        var reader = QueryReader.Lenient(Request);
        var state = reader.Get(_state);
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), ImportQuery.Sort, new Problems());
        var found = await imports.ListAsync(state, cursor, PageSize, cancellationToken);
        List = new ListView
        {
            Key = "imports",
            Path = To("/admin/imports"),
            Words = null,
            Chosen = reader.GetAll(_columns),
            Filters = [new ListFilter("state", T["catalog.imports.state"], [new ListChoice("any", T["catalog.imports.any_state"]), .. _state.Choices!.Skip(1).Select(one => new ListChoice(one, T["catalog.imports.state." + one]))], state)],
            Columns =
            [
                new ListColumn("name", T["catalog.imports.file"]), new ListColumn("state", T["catalog.imports.state"]), new ListColumn("progress", T["catalog.imports.progress"], IsNumber: true),
                new ListColumn("rows", T["catalog.imports.rows"], IsNumber: true), new ListColumn("added", T["catalog.imports.added"], IsNumber: true), new ListColumn("changed", T["catalog.imports.changed"], IsNumber: true),
                new ListColumn("refused", T["catalog.imports.refused"], IsNumber: true), new ListColumn("by", T["catalog.imports.by"]), new ListColumn("started", T["catalog.imports.started"]),
                new ListColumn("profile", T["catalog.imports.profile"], IsShown: false),
            ],
            Rows = [.. found.Items.Select(line => new ListRow(line.Id.ToString(), To($"/admin/imports/{line.Id}"), new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["name"] = line.Name,
                ["state"] = new HtmlContentBuilder().AppendHtml(StateOf(line.State, T)).AppendHtml(line.DryRun ? " " : "").AppendHtml(line.DryRun ? ListView.Badge(T["catalog.imports.dry"], "yellow") : HtmlString.Empty),
                ["progress"] = T.Digits(line.Progress.ToString("0 %", T.Culture)),
                ["rows"] = T.Number(line.Rows),
                ["added"] = T.Number(line.Added),
                ["changed"] = T.Number(line.Changed),
                ["refused"] = T.Number(line.Refused),
                ["by"] = line.AskedBy.Length == 0 ? "–" : line.AskedBy,
                ["started"] = Moment(line.StartedAt),
                ["profile"] = line.Profile,
            }))],
            Next = found.NextCursor,
            IsDeeper = cursor is not null,
            Empty = T["catalog.imports.none"],
        };
        return Page();
    }
}
