namespace Aisle.Kernel;

/// <summary>How a fraction of the smallest unit becomes whole. Tax laws and shops differ, so callers always
/// say.</summary>
public enum Rounding
{
    /// <summary>To the nearest; a half goes away from zero. The usual commercial rounding.</summary>
    HalfUp,

    /// <summary>To the nearest; a half goes to the even neighbour (IEEE 754 roundTiesToEven).</summary>
    HalfEven,

    /// <summary>Toward zero.</summary>
    Down,

    /// <summary>Away from zero.</summary>
    Up,
}
