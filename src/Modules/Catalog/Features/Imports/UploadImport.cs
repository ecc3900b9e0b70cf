using System.Text.Json.Serialization;
using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Platform.Audit;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Imports;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NpgsqlTypes;

namespace Aisle.Modules.Catalog.Features;

/// <summary>A file that was taken in.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Profile">How its columns become ours.</param>
/// <param name="DryRun">Whether nothing is to be changed.</param>
/// <param name="Hash">SHA-256 of it.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record UploadedFile(string Name, string Profile, bool DryRun, string Hash, long Bytes)
{
    /// <summary>Where it lies until the answer is out; no part of what was asked.</summary>
    [JsonIgnore]
    public string Path { get; init; } = "";
}

/// <summary>
/// <c>POST /api/v1/imports</c>: takes a product file in and has it imported in the background. The file waits in the database,
/// so that any host can run it and a kill loses nothing.
/// </summary>
internal sealed class UploadImport(UnitOfWork work, ImportQuery imports, TimeProvider time)
{
    private const int PartBytes = 1024 * 1024;
    private static readonly QueryParameter<string> _profile = Query.Choice("profile", "How its columns become ours.", ImportProfile.Own, [.. ImportProfile.BuiltIn]);
    private static readonly QueryParameter<bool> _dryRun = Query.Flag("dryRun", "Do everything, report, and change nothing.");
    private static readonly QueryParameter<string?> _name = Query.Text("name", "What people call the file.", 200, "products.csv");
    private static readonly QueryParameter[] _query = [_profile, _dryRun, _name];

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapUpload<UploadImport, UploadedFile, ImportLine>(
                "/imports", api.ServiceProvider.GetRequiredService<CatalogOptions>().MaxImportBytes,
                (use, request) => use.TakeAsync(request), (use, file, request) => use.AddAsync(file, request), "text/csv", "application/octet-stream")
            .WithName(nameof(UploadImport)).WithTags("Imports").WithSummary("Import a product file")
            .WithDescription("The body is a CSV file in UTF-8. Its columns are looked at here; the rows are imported in the background, one file after the other. A file whose import is under way is refused.")
            .WithQuery(_query).WithExample(EditExamples.Import).Requires(Permissions.ImportRun);

    public async Task<Result<UploadedFile>> TakeAsync(WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ImportRun.Name))
        {
            return Access.Forbidden;
        }

        var reader = QueryReader.Strict(request.Http.Request, _query);
        var (profile, dryRun, name) = (reader.Get(_profile), reader.Get(_dryRun), reader.Get(_name));
        return reader.Problems.Any ? reader.Problems.Errors.ToArray() : await TakeAsync(request.Http.Request.Body, name, profile, dryRun, request);
    }

    /// <summary>Takes a file in, before the transaction; its columns are looked at here.</summary>
    public async Task<Result<UploadedFile>> TakeAsync(Stream content, string? name, string profile, bool dryRun, WriteRequest request)
    {
        if (!request.Caller.Rights.HasEverywhere(Permissions.ImportRun.Name))
        {
            return Access.Forbidden;
        }

        if (!ImportProfile.BuiltIn.Contains(profile, StringComparer.Ordinal))
        {
            return Error.Validation("import.profile", "There is no such profile.", "profile");
        }

        var shownName = name is { Length: > 0 } ? Path.GetFileName(name.Replace('\\', '/')) : "products.csv";
        var saved = await SavedUpload.TakeAsync(content, request, time);
        try
        {
            ImportProducts.Open(saved.Path, shownName, ImportProfile.Load(profile)).Dispose();
        }
        catch (FaultException fault)
        {
            return Error.Validation("import.file", fault.Message);
        }

        return new UploadedFile(shownName, profile, dryRun, saved.Hash, saved.Bytes) { Path = saved.Path };
    }

    public Task<Result<ImportLine>> AddAsync(UploadedFile file, WriteRequest request) => work.RunAsync<ImportLine>(async stop =>
    {
        var id = TypedId.New<ImportId>(time);
        // What a command left unfinished goes on here; what was uploaded before is under way already.
        await using (var add = (await work.CommandAsync("""
            insert into catalog.import as known (id, kind, file_name, file_hash, profile, dry_run, started_at, state, asked_by, bytes) values ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, $9)
            on conflict (kind, file_hash, profile, dry_run) where finished_at is null do update
                set state = 'waiting', asked_by = excluded.asked_by, bytes = excluded.bytes, cancel_asked = false where known.bytes is null
            returning id
            """, stop)).With(id.Value, ImportProducts.Kind, file.Name, file.Hash, file.Profile, file.DryRun, time.GetUtcNow(), request.Caller.Name, file.Bytes))
        {
            if (await add.ExecuteScalarAsync(stop) is not Guid known)
            {
                return Error.Conflict("import.under_way", "The same file is being imported already.");
            }

            id = ImportId.From(known);
        }

        await StoreAsync(id, file.Path, stop);
        work.Publish(new ImportAsked(id));
        work.Audit(new AuditEntry("catalog.import.start", "catalog.import", id.ToString(), file.Name, After: new { profile = file.Profile, dryRun = file.DryRun, bytes = file.Bytes, sha256 = file.Hash }));
        request.Location = $"/api/v1/imports/{id}";
        return (await imports.FindAsync(id, stop))!;
    }, request.Stop);

    private async Task StoreAsync(ImportId id, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using var copy = await work.Connection.BeginBinaryImportAsync("copy catalog.import_part (import_id, number, content) from stdin (format binary)", cancellationToken);
        var part = new byte[PartBytes];
        int read;
        for (var number = 1; (read = await file.ReadAtLeastAsync(part, PartBytes, throwOnEndOfStream: false, cancellationToken)) > 0; number++)
        {
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(id.Value, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(number, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(part[..read], NpgsqlDbType.Bytea, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }
}
