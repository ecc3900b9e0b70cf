namespace Aisle.Kernel;

/// <summary>Small questions about Unicode text.</summary>
internal static class UnicodeText
{
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
