using Aisle.Platform.Verify;

namespace Aisle.Modules.Ledger.Verify;

/// <summary>A part of the pass over the journal.</summary>
internal interface IJournalCheck
{
    /// <summary>Name of its invariant.</summary>
    string Name { get; }

    /// <summary>What it saw.</summary>
    Finding Finding { get; }

    /// <summary>Looks at a link.</summary>
    ValueTask SeeAsync(LinkFacts link, CancellationToken cancellationToken);

    /// <summary>Comes to a conclusion.</summary>
    ValueTask EndAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>Reads the journal once, in the order of its chain, for all that is to be seen in it.</summary>
internal static class JournalPass
{
    /// <summary>Reads it; answers the checks with what they saw.</summary>
    public static async Task<IReadOnlyList<IJournalCheck>> RunAsync(IJournalSource source, Func<Surroundings, IReadOnlyList<IJournalCheck>> checks, CancellationToken cancellationToken)
    {
        var all = checks(await source.SurroundingsAsync(cancellationToken));
        await foreach (var link in source.LinksAsync(cancellationToken))
        {
            foreach (var check in all)
            {
                await check.SeeAsync(link, cancellationToken);
            }
        }

        foreach (var check in all)
        {
            await check.EndAsync(cancellationToken);
        }

        return all;
    }

    /// <summary>The checks that database and file have in common.</summary>
    public static IReadOnlyList<IJournalCheck> Common(Surroundings around) =>
        [new ChainCheck(), new RowsCheck(around), new WholeCheck(around), new BalanceCheck(around), new NumberCheck(), new PeriodCheck(around)];
}
