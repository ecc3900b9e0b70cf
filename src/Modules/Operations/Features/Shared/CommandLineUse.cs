using Aisle.Kernel;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Operations.Features;

/// <summary>What the commands of this module share.</summary>
internal static class CommandLineUse
{
    /// <summary>Whoever sits at the command line stands in the audit under the name of their login there.</summary>
    public static void SignIn(IServiceProvider services) => services.GetRequiredService<CallerContext>().Caller = Caller.System($"command line ({Environment.UserName})");

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
