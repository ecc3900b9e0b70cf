using Aisle.Kernel;

namespace Aisle.Modules.Operations.Features;

/// <summary>What the commands of this module share.</summary>
internal static class CommandLineUse
{
    /// <summary>Prints what went wrong: 0 done, 1 refused.</summary>
    public static async Task<int> EndAsync(Result done)
    {
        foreach (var error in done.Errors)
        {
            await Console.Error.WriteLineAsync($"{error.Message} ({error.Code})");
        }

        return done.IsSuccess ? 0 : 1;
    }
}
