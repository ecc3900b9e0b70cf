using Aisle.Contracts.Catalog;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Jobs;
using Aisle.Platform.Messaging;
using Npgsql;

namespace Aisle.Modules.Catalog.Jobs;

/// <summary>
/// Runs the imports that were uploaded, one after the other. It commits each thousand rows with its record, so one whose host
/// is killed goes on where it was.
/// </summary>
internal sealed class RunImports(ImportProducts import, NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    public const string Name = "catalog.run_imports";

    /// <summary>Who asked a moment ago was told that the job runs already, and relies on it.</summary>
    private static readonly TimeSpan _lastLook = TimeSpan.FromMilliseconds(500);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        while (await NextAsync(cancellationToken) is { } next)
        {
            await RunAsync(next, run, cancellationToken);
            if (await NextAsync(cancellationToken) is null)
            {
                await Task.Delay(_lastLook, time, cancellationToken);
            }
        }
    }

    private async Task RunAsync(Waiting next, JobRun run, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"aisle-import-{run.Id:N}.csv");
        try
        {
            await FetchAsync(next.Id, path, cancellationToken);
            await import.RunAsync(new ImportRequest(path, next.Profile, next.DryRun, Report: null, next.FileName), note => run.NoteAsync($"{next.FileName}: {note}", cancellationToken), cancellationToken);
        }
        catch (FaultException fault) when (!ImportRun.PassesBy(fault))
        {
            await FailAsync(next.Id, fault.Message, cancellationToken);
        }
        catch (Exception fault) when (fault is not (FaultException or OperationCanceledException or NpgsqlException { IsTransient: true }))
        {
            // A defect of ours: the files behind it must not wait for ever.
            await FailAsync(next.Id, "Something went wrong here; the history of the job says what.", cancellationToken);
            throw;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private async Task<Waiting?> NextAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select id, file_name, profile, dry_run from catalog.import where finished_at is null and bytes is not null order by started_at, id limit 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new Waiting(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3)) : null;
    }

    private async Task FetchAsync(Guid id, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        await using var command = database.CreateCommand("select content from catalog.import_part where import_id = $1 order by number").With(id);
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            await using var part = await reader.GetStreamAsync(0, cancellationToken);
            await part.CopyToAsync(file, cancellationToken);
        }
    }

    private async Task FailAsync(Guid id, string reason, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            with parts as (delete from catalog.import_part where import_id = $1)
            update catalog.import set state = 'failed', error = $2, finished_at = $3 where id = $1 and finished_at is null
            """).With(id, reason, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Waiting(Guid Id, string FileName, string Profile, bool DryRun);
}

/// <summary>Has the job run as soon as an upload is committed.</summary>
internal sealed class StartImports(JobBoard jobs) : IOutsideSubscriber<ImportAsked>
{
    /// <summary>Where the job runs already, it finds this import by itself.</summary>
    public Task HandleAsync(ImportAsked happened, Guid messageId, CancellationToken cancellationToken) => jobs.RunNowAsync(RunImports.Name, "upload", cancellationToken);
}
