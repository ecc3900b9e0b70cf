using System.Globalization;
using Aisle.Platform.Jobs;
using Npgsql;

namespace Aisle.Platform.Http;

/// <summary>Deletes the kept answers of <see cref="Idempotency"/> that nobody asks for any more.</summary>
internal sealed class ForgetAnswers(NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    public const string Name = "platform.forget_answers";

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken) =>
        await run.NoteAsync((await Idempotency.ForgetAsync(database, time, cancellationToken)).ToString(CultureInfo.InvariantCulture), cancellationToken);
}
