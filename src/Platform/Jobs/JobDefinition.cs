using System.Text.RegularExpressions;

namespace Aisle.Platform.Jobs;

/// <summary>A job that this program knows.</summary>
/// <param name="Name">Stable name, <c>module.job</c>, e.g. <c>catalog.forget_imports</c>: its history and its pause are kept under it.</param>
/// <param name="Schedule">When it runs by itself.</param>
/// <param name="RunAsync">Runs it with the services of a scope.</param>
public sealed partial record JobDefinition(string Name, JobSchedule Schedule, Func<IServiceProvider, JobRun, CancellationToken, Task> RunAsync)
{
    /// <summary>Key of the label that people read, in the texts of its module: <c>catalog.job.forget_imports</c>.</summary>
    public string TextKey => Name.Insert(Name.IndexOf('.', StringComparison.Ordinal), ".job");

    /// <summary>Stable name.</summary>
    public string Name { get; } = NameForm().IsMatch(Name) ? Name : throw new ArgumentException($"'{Name}' is no name of a job: write module.job, in small letters.", nameof(Name));

    [GeneratedRegex("^[a-z][a-z0-9]{0,38}\\.[a-z][a-z0-9_]{0,58}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();
}
