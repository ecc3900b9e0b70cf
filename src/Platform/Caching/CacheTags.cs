namespace Aisle.Platform.Caching;

/// <summary>What a cached answer was made of. A change names its tag, and every host drops the answers that carry it.</summary>
public static class CacheTags
{
    /// <summary>Every cached answer carries it: dropped when a host cannot know what it missed.</summary>
    public const string Everything = "everything";
}
