using System.Collections.Frozen;

namespace Aisle.Kernel;

/// <summary>
/// A unit of measure from a closed list, with its code of UN/CEFACT Recommendation 20 for trade documents.
/// Two are equal when their codes are. The default value is no unit: its code is empty and it is in no table.
/// </summary>
public readonly record struct Unit
{
    // One pound is exactly 0.45359237 kg (international yard and pound agreement, 1959); an ounce is a sixteenth of it.
    private static readonly Unit[] Table =
    [
        new("pc", "H87", Dimension.Count, 1, 1),
        new("pair", "PR", Dimension.Count, 2, 1),
        new("dozen", "DZN", Dimension.Count, 12, 1),
        new("pack", "XPK", Dimension.Count, 0, 1),
        new("case", "XCS", Dimension.Count, 0, 1),
        new("kg", "KGM", Dimension.Mass, 1, 1),
        new("g", "GRM", Dimension.Mass, 1, 1_000),
        new("mg", "MGM", Dimension.Mass, 1, 1_000_000),
        new("lb", "LBR", Dimension.Mass, 45_359_237, 100_000_000),
        new("oz", "ONZ", Dimension.Mass, 45_359_237, 1_600_000_000),
        new("l", "LTR", Dimension.Volume, 1, 1),
        new("cl", "CLT", Dimension.Volume, 1, 100),
        new("ml", "MLT", Dimension.Volume, 1, 1_000),
        new("m", "MTR", Dimension.Length, 1, 1),
        new("cm", "CMT", Dimension.Length, 1, 100),
        new("mm", "MMT", Dimension.Length, 1, 1_000),
        new("m2", "MTK", Dimension.Area, 1, 1),
        new("cm2", "CMK", Dimension.Area, 1, 10_000),
    ];

    private static readonly FrozenDictionary<string, Unit> ByCode =
        Table.ToFrozenDictionary(unit => unit.Code, StringComparer.Ordinal);

    private readonly string? _code;
    private readonly string? _uneceCode;

    private Unit(string code, string uneceCode, Dimension dimension, long ratioNumerator, long ratioDenominator)
    {
        _code = code;
        _uneceCode = uneceCode;
        Dimension = dimension;
        RatioNumerator = ratioNumerator;
        RatioDenominator = ratioDenominator;
    }

    /// <summary>Every unit known, those of one dimension together.</summary>
    public static IReadOnlyCollection<Unit> All { get; } = Array.AsReadOnly(Table);

    /// <summary>One piece, <c>pc</c>.</summary>
    public static Unit Piece { get; } = Get("pc");

    /// <summary>Twelve pieces, <c>dozen</c>.</summary>
    public static Unit Dozen { get; } = Get("dozen");

    /// <summary>The kilogram, <c>kg</c>.</summary>
    public static Unit Kilogram { get; } = Get("kg");

    /// <summary>The gram, <c>g</c>.</summary>
    public static Unit Gram { get; } = Get("g");

    /// <summary>The litre, <c>l</c>.</summary>
    public static Unit Litre { get; } = Get("l");

    /// <summary>The millilitre, <c>ml</c>.</summary>
    public static Unit Millilitre { get; } = Get("ml");

    /// <summary>The metre, <c>m</c>.</summary>
    public static Unit Metre { get; } = Get("m");

    /// <summary>The centimetre, <c>cm</c>.</summary>
    public static Unit Centimetre { get; } = Get("cm");

    /// <summary>Our short lower-case code, such as <c>kg</c>.</summary>
    public string Code => _code ?? "";

    /// <summary>The common code of UN/CEFACT Recommendation 20, such as <c>KGM</c>. Packages come from Recommendation
    /// 21 and carry its prefix X.</summary>
    public string UneceCode => _uneceCode ?? "";

    /// <summary>What the unit measures.</summary>
    public Dimension Dimension { get; }

    /// <summary>How many base units <see cref="RatioDenominator"/> of this unit are; 0 when the product
    /// decides.</summary>
    public long RatioNumerator { get; }

    /// <summary>See <see cref="RatioNumerator"/>. A fraction, because a third of a unit has no exact decimal.</summary>
    public long RatioDenominator { get; }

    /// <summary>False for packs and cases: how many pieces are in one depends on the product.</summary>
    public bool HasFixedRatio => RatioNumerator > 0;

    /// <summary>The unit of a code. The code is compared as it stands: lower case only.</summary>
    /// <exception cref="KeyNotFoundException">No unit has the code.</exception>
    public static Unit Get(string code) =>
        TryGet(code, out var unit) ? unit : throw new KeyNotFoundException($"\"{code}\" is not a known unit.");

    /// <summary>Looks a code up; false when it is null or unknown.</summary>
    public static bool TryGet(string? code, out Unit unit)
    {
        unit = default;
        return code is not null && ByCode.TryGetValue(code, out unit);
    }

    /// <summary>The unit the others of a dimension are measured by: pc, kg, l, m or m2.</summary>
    public static Unit BaseOf(Dimension dimension) => dimension switch
    {
        Dimension.Count => Piece,
        Dimension.Mass => Kilogram,
        Dimension.Volume => Litre,
        Dimension.Length => Metre,
        Dimension.Area => Get("m2"),
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, "The dimension is unknown."),
    };

    /// <summary>True when the codes are the same.</summary>
    public bool Equals(Unit other) => string.Equals(Code, other.Code, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Code.GetHashCode(StringComparison.Ordinal);

    /// <summary>The code.</summary>
    public override string ToString() => Code;
}
