using Aisle.Kernel;

namespace Aisle.Platform.Database;

/// <summary>Documents whose id is made by the caller: sent again, they are answered as they are.</summary>
public static class Once
{
    /// <summary>The document of this id as it is, where it was asked for in the same words; or as it is made now; the contradiction where it has other content. Whoever sends the same at this moment waits.</summary>
    public static async Task<Result<TAnswer>> OnceAsync<TRow, TAnswer>(
        this RowStore rows, Guid id, string content, Error contradiction, Func<TRow, Task<TAnswer>> answer, Func<Task<Result<TAnswer>>> make, CancellationToken cancellationToken) where TRow : class, IMade where TAnswer : notnull
    {
        await rows.AloneAsync(id, cancellationToken);
        return await rows.FindAsync<TRow>(id, cancellationToken) is not { } known ? await make() : known.Content == content ? await answer(known) : contradiction;
    }
}
