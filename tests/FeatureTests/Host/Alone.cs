namespace Aisle.FeatureTests.Host;

/// <summary>Tests that measure how long a process takes: they run after the others, which would take the processors from them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
