namespace Aisle.Kernel;

/// <summary>What sort of failure an <see cref="Error"/> is. The edge maps it once to an HTTP status (RFC
/// 9110).</summary>
public enum ErrorKind
{
    /// <summary>The request itself is wrong (400 or 422).</summary>
    Validation,

    /// <summary>The thing asked for does not exist or may not be seen (404).</summary>
    NotFound,

    /// <summary>The request clashes with the present state (409).</summary>
    Conflict,

    /// <summary>The caller is known but may not do this (403).</summary>
    Forbidden,

    /// <summary>The caller is not known (401).</summary>
    Unauthenticated,

    /// <summary>The caller edited an older version (412).</summary>
    PreconditionFailed,

    /// <summary>The caller must say which version they edit (428).</summary>
    PreconditionRequired,

    /// <summary>The request contradicts one sent before under the same key (422).</summary>
    Contradiction,

    /// <summary>The caller asked too often (429).</summary>
    RateLimited,

    /// <summary>Something this needs does not answer at the moment (503).</summary>
    Unavailable,
}
