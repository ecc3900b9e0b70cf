namespace Aisle.Kernel;

/// <summary>
/// The extra check digit over the price or weight of a scale label (GS1 General Specifications, sections 7.9.2 to
/// 7.9.4). Each place has a table that says what each digit counts.
/// </summary>
internal static class PriceCheckDigit
{
    // Last digit of: 2n less its tens; 3n; 5n plus its tens; 5n less its tens.
    private const string TwoMinus = "0246891357";
    private const string Three = "0369258147";
    private const string FivePlus = "0516273849";
    private const string FiveMinus = "0594837261";

    private static readonly string[] FourPlaces = [TwoMinus, TwoMinus, Three, FiveMinus];
    private static readonly string[] FivePlaces = [FivePlus, TwoMinus, FiveMinus, FivePlus, TwoMinus];

    /// <summary>The standard defines the digit for four and five digits only.</summary>
    internal static bool IsDefinedFor(int digits) => digits is 4 or 5;

    /// <summary>The check digit of four or five ASCII digits.</summary>
    internal static char Of(ReadOnlySpan<char> digits)
    {
        var places = digits.Length == 4 ? FourPlaces : FivePlaces;
        var sum = 0;
        for (var index = 0; index < digits.Length; index++)
        {
            sum += places[index][digits[index] - '0'] - '0';
        }

        if (digits.Length == 4)
        {
            return (char)('0' + (sum * 3 % 10));
        }

        // The digit is the one that the last table turns into what is missing to the next ten.
        var missing = (char)('0' + ((10 - (sum % 10)) % 10));
        return (char)('0' + FiveMinus.IndexOf(missing, StringComparison.Ordinal));
    }
}
