using System.Text.Json.Serialization;
using Aisle.Kernel;
using Aisle.Platform.Commands;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Http;

namespace Aisle.Platform.Imports;

/// <summary>A file of rows that was sent, and was tried before anything is changed.</summary>
/// <param name="Hash">SHA-256 of it: two are the same where it is.</param>
public record TriedFile(string Hash)
{
    /// <summary>Most bytes of a file that is sent, some 50,000 rows; larger ones are for the command.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>Whether it is tried only.</summary>
    public static readonly QueryParameter<bool> DryRun = Query.Flag("dryRun", "Do everything, report, and change nothing.");

    /// <summary>Where it lies until the answer is out, and what came of it when it was tried; no part of what was asked.</summary>
    [JsonIgnore]
    public (FileImport File, FileImportResult Tried) Tried { get; init; }

    /// <summary>Takes the body of a request in and tries it, before the transaction.</summary>
    /// <param name="request">The request; its query and whether its caller may were looked at.</param>
    /// <param name="dryRun">Whether it is tried only.</param>
    /// <param name="time">Clock.</param>
    /// <param name="make">Makes the file of its hash.</param>
    /// <param name="import">Imports a file without the rows that were refused before, as the module does.</param>
    public static async Task<Result<TFile>> TakeAsync<TFile>(
        WriteRequest request, bool dryRun, TimeProvider time, Func<string, TFile> make, Func<FileImport, IReadOnlyList<Refusal>?, Task<Result<FileImportResult>>> import) where TFile : TriedFile
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(import);
        var saved = await SavedUpload.TakeAsync(request.Http.Request.Body, request, time);
        var tried = await import(new FileImport(saved.Path, "The file", DryRun: true), null);
        return tried.Map(result => make(saved.Hash) with { Tried = (new FileImport(saved.Path, "The file", dryRun), result) });
    }

    /// <summary>Takes in what was fine when it was tried; the answer is that of the trial where no more was asked for.</summary>
    public async Task<Result<FileImportResult>> RunAsync(WriteRequest request, Func<FileImport, IReadOnlyList<Refusal>?, Task<Result<FileImportResult>>> import)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(import);
        var done = Tried.File.DryRun ? Tried.Tried : await import(Tried.File, Tried.Tried.Refusals);
        request.Status = StatusCodes.Status201Created;
        return done.Map(result => result.Shortened());
    }

    /// <summary>An import of a file that may be none: what cannot be read at all is a fault of the request.</summary>
    public static async Task<Result<FileImportResult>> ReadAsync(Func<Task<Result<FileImportResult>>> import)
    {
        ArgumentNullException.ThrowIfNull(import);
        try
        {
            return await import();
        }
        catch (FaultException fault)
        {
            return Error.Validation("import.file", fault.Message);
        }
    }
}
