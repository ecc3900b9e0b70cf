namespace Aisle.Kernel;

/// <summary>Small questions about Unicode text.</summary>
public static class UnicodeText
{
    /// <summary>True when a text stands on one line, without control characters and whole: such text can be stored and shown as it is.</summary>
    public static bool IsOneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return !IsBroken(text) && !text.Any(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');
    }

    /// <summary>True when half of a surrogate pair stands alone: such text cannot be stored as UTF-8 or
    /// normalised.</summary>
    internal static bool IsBroken(string text)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (char.IsSurrogatePair(text, index))
            {
                index++;
            }
            else if (char.IsSurrogate(text[index]))
            {
                return true;
            }
        }

        return false;
    }
}
