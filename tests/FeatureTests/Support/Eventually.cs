namespace Aisle.FeatureTests.Support;

/// <summary>Waits for what another host or a worker does in its own time.</summary>
public static class Eventually
{
    /// <summary>Fails where it does not become true within ten seconds.</summary>
    public static async Task IsAsync(Func<Task<bool>> condition)
    {
        for (var i = 0; i < 400; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        throw new ShouldAssertException("It did not come true within ten seconds.");
    }
}
