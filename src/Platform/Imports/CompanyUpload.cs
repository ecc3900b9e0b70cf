using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;

namespace Aisle.Platform.Imports;

/// <summary>Takes files of rows in over HTTP that are of the whole company: for who holds a permission in every store. A file is tried before anything is changed.</summary>
/// <param name="permission">The permission.</param>
/// <param name="time">Clock.</param>
public abstract class CompanyUpload(Permission permission, TimeProvider time)
{
    /// <summary>The query of such a route.</summary>
    protected static QueryParameter[] Query { get; } = [TriedFile.DryRun];

    /// <summary>Tries a file, before the transaction.</summary>
    public async Task<Result<TriedFile>> TakeAsync(WriteRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reader = QueryReader.Strict(request.Http.Request, Query);
        var dryRun = reader.Get(TriedFile.DryRun);
        return reader.Problems.Any ? reader.Problems.Errors.ToArray()
            : !May(request) ? Access.Forbidden
            : await TriedFile.TakeAsync(request, dryRun, time, hash => new TriedFile(hash), (file, without) => RunAsync(file, without, request));
    }

    /// <summary>Takes in what was fine when it was tried.</summary>
    public Task<Result<FileImportResult>> RunAsync(TriedFile file, WriteRequest request)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.RunAsync(request, (tried, without) => RunAsync(tried, without, request));
    }

    /// <summary>Imports a file where the caller may; what cannot be read is a fault of all of it.</summary>
    public async Task<Result<FileImportResult>> RunAsync(FileImport file, IReadOnlyList<Refusal>? without, WriteRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return May(request) ? await TriedFile.ReadAsync(() => ImportAsync(file, without, request.Stop)) : Access.Forbidden;
    }

    /// <summary>What the module does with a file.</summary>
    protected abstract Task<Result<FileImportResult>> ImportAsync(FileImport file, IReadOnlyList<Refusal>? without, CancellationToken cancellationToken);

    private bool May(WriteRequest request) => request.Caller.Rights.HasEverywhere(permission.Name);
}
