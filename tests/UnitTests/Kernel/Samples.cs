using Aisle.Kernel;
using FsCheck;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Kernel;

/// <summary>Generators and values the tests share.</summary>
internal static class Samples
{
    public static readonly Currency Bdt = Currency.Get("BDT");
    public static readonly Currency Jpy = Currency.Get("JPY");
    public static readonly Currency Kwd = Currency.Get("KWD");
    public static readonly Currency Eur = Currency.Get("EUR");

    /// <summary>Small, large and the very ends of 64 bits.</summary>
    public static readonly Gen<long> Longs = Gen.OneOf(
        Gen.Choose(-1_000, 1_000).Select(value => (long)value),
        Gen.Choose(int.MinValue, int.MaxValue).Select(value => (long)value),
        Gen.Two(Gen.Choose(int.MinValue, int.MaxValue)).Select(pair => ((long)pair.Item1 << 32) ^ (uint)pair.Item2),
        Gen.Elements(long.MinValue, long.MinValue + 1, -1L, 0L, 1L, long.MaxValue - 1, long.MaxValue));

    public static readonly Gen<Currency> Currencies = Gen.Elements(Currency.All.ToArray());

    public static readonly Gen<Unit> Units = Gen.Elements(Unit.All.ToArray());

    public static readonly Gen<Rounding> Roundings = Gen.Elements(Enum.GetValues<Rounding>());

    public static Money Taka(decimal amount) => Money.FromDecimal(amount, Bdt).Value;

    public static Quantity Of(decimal value, string unit) => Quantity.FromDecimal(value, Unit.Get(unit)).Value;

    /// <summary>Digits of the given length, without a check digit.</summary>
    public static Gen<string> Digits(int length) =>
        Gen.ArrayOf(Gen.Choose(0, 9), length).Select(digits => string.Concat(digits));
}
