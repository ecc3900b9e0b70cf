using Aisle.Platform.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Verify;

/// <summary>Registers what proves that the shop's data is right.</summary>
public static class VerifyServices
{
    /// <summary>Everything to run invariants and to keep what they found.</summary>
    public static IServiceCollection AddVerify(this IServiceCollection services) => services
        .AddSingleton<Verifier>()
        .AddSingleton<VerifyHistory>()
        .AddJob<ForgetVerifyRuns>(ForgetVerifyRuns.Name, ForgetVerifyRuns.Schedule);

    /// <summary>Adds an invariant of a module.</summary>
    public static IServiceCollection AddInvariant<TInvariant>(this IServiceCollection services) where TInvariant : class, IInvariant => services.AddScoped<IInvariant, TInvariant>();
}
