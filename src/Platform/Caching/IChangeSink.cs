namespace Aisle.Platform.Caching;

/// <summary>Is told of a change as soon as it is committed on this host, before PostgreSQL has told everybody.</summary>
public interface IChangeSink
{
    /// <summary>What carries <paramref name="tag"/> is out of date.</summary>
    void Changed(string tag);
}
