using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Ui.Admin;

/// <summary>
/// A page that imports a file row by row: it is tried first, what would come of it is shown, and then it is done. Between the two
/// the file waits in the form, so that no host keeps it. Its view is the part <c>_FileImport</c>.
/// </summary>
[FileImportSize]
public abstract class FileImportPage : AdminPage
{
    /// <summary>Most bytes of a file: some ten thousand rows. Larger ones are for the command.</summary>
    public const int MostBytes = 1024 * 1024;

    /// <summary>Most faults that are shown.</summary>
    private const int Shown = 200;

    /// <summary>The columns a file may have, for the hint.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>What the file is to be like, in words.</summary>
    public abstract string Hint { get; }

    /// <summary>Switches of its own: name and label.</summary>
    public virtual IReadOnlyList<ListChoice> Switches => [];

    /// <summary>What has come of the file, or would.</summary>
    public FileImportResult? Outcome { get; private set; }

    /// <summary>The file that was tried, for the form that has it done.</summary>
    public string Kept { get; private set; } = "";

    /// <summary>What people call it.</summary>
    public string FileName { get; private set; } = "";

    /// <summary>The faults that are shown.</summary>
    public IReadOnlyList<Refusal> Refusals => [.. (Outcome?.Refusals ?? []).Take(Shown)];

    /// <summary>Whether a switch is set.</summary>
    public bool IsOn(string name) => Request.HasFormContentType && Request.Form[name].Contains("true", StringComparer.Ordinal);

    /// <summary>What a fault says in the language of the page.</summary>
    public string Said(Refusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return T.Fault(Error.Validation(refusal.Code, refusal.Message));
    }

    /// <summary>Tries the file that was chosen.</summary>
    public async Task<IActionResult> OnPostTryAsync(IFormFile? file)
    {
        Load();
        if (file is null || file.Length > MostBytes)
        {
            return Fail([file is null ? Error.Validation("file.none", "Choose a file first.", "file") : Error.Validation("import.too_large", "The file has more than 1 MB; import it by the command, or in parts.", "file")]);
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, HttpContext.RequestAborted);
        return await RunAsync(bytes.ToArray(), file.FileName, dryRun: true);
    }

    /// <summary>Does what was tried.</summary>
    public Task<IActionResult> OnPostDoAsync(string? content, string? name)
    {
        Load();
        var bytes = new byte[MostBytes + 3];
        return Convert.TryFromBase64String(content ?? "", bytes, out var length) && length > 0 ? RunAsync(bytes[..length], name, dryRun: false)
            : Task.FromResult<IActionResult>(Fail([Error.Validation("file.none", "Choose a file first.", "file")]));
    }

    /// <summary>Sets the title and the way to the page.</summary>
    protected abstract void Load();

    /// <summary>Imports the file as the caller may.</summary>
    protected abstract Task<Result<FileImportResult>> ImportAsync(FileImport file, WriteRequest request);

    private async Task<IActionResult> RunAsync(byte[] content, string? name, bool dryRun)
    {
        FileName = Path.GetFileName((name ?? "").Replace('\\', '/')) is { Length: > 0 and <= 200 } plain ? plain : "file.csv";
        var request = WriteRequest.ForPage(HttpContext);
        using var stream = new MemoryStream(content);
        var saved = await SavedUpload.TakeAsync(stream, request, HttpContext.RequestServices.GetRequiredService<TimeProvider>());
        var done = await ImportAsync(new FileImport(saved.Path, FileName, dryRun), request);
        if (done.IsFailure)
        {
            return Fail([.. done.Errors.Select(fault => fault with { Field = fault.Field ?? "file" })]);
        }

        Outcome = done.Value;
        Kept = dryRun && done.Value.Added + done.Value.Changed > 0 ? Convert.ToBase64String(content) : "";
        return Page();
    }
}

/// <summary>Lets a form bring a file of <see cref="FileImportPage.MostBytes"/>, or bring it back as text.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class FileImportSizeAttribute : Attribute, IAuthorizationFilter, IOrderedFilter
{
    /// <summary>As text a file is a third longer; and it may be too large by some, to be told so in words.</summary>
    private const int Most = FileImportPage.MostBytes * 3;

    /// <summary>Before the token of the form is looked for, for which the form is read.</summary>
    public int Order => 900;

    /// <inheritdoc/>
    public void OnAuthorization(AuthorizationFilterContext context)
    {
        var http = context.HttpContext;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Most;
        }

        if (http.Features.Get<IFormFeature>()?.Form is null)
        {
            http.Features.Set<IFormFeature>(new FormFeature(http.Request, new FormOptions { MultipartBodyLengthLimit = Most, ValueLengthLimit = Most, BufferBodyLengthLimit = Most }));
        }
    }
}
