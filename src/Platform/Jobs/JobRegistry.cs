namespace Aisle.Platform.Jobs;

/// <summary>The jobs that this program knows, by name.</summary>
internal sealed class JobRegistry
{
    private readonly Dictionary<string, JobDefinition> _byName = new(StringComparer.Ordinal);

    public JobRegistry(IEnumerable<JobDefinition> definitions)
    {
        foreach (var definition in definitions)
        {
            if (!_byName.TryAdd(definition.Name, definition))
            {
                throw new InvalidOperationException($"Two jobs are called {definition.Name}.");
            }
        }

        All = [.. _byName.Values.OrderBy(definition => definition.Name, StringComparer.Ordinal)];
    }

    public IReadOnlyList<JobDefinition> All { get; }

    public JobDefinition? Find(string name) => _byName.GetValueOrDefault(name);
}
