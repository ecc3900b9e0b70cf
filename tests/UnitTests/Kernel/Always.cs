using FsCheck;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Kernel;

/// <summary>Runs a property on many generated values; a failure names the value and the seed to replay it.</summary>
internal static class Always
{
    public static void Holds<T>(Gen<T> values, Func<T, bool> property) =>
        Prop.ForAll(values.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
