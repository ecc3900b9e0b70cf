using Aisle.Kernel;

namespace Aisle.Contracts.Identity;

/// <summary>Id of a user.</summary>
public readonly record struct UserId(Guid Value) : ITypedId<UserId>
{
    /// <inheritdoc/>
    public static UserId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a role.</summary>
public readonly record struct RoleId(Guid Value) : ITypedId<RoleId>
{
    /// <inheritdoc/>
    public static RoleId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of a session: one login on one device.</summary>
public readonly record struct SessionId(Guid Value) : ITypedId<SessionId>
{
    /// <inheritdoc/>
    public static SessionId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Id of an API key.</summary>
public readonly record struct ApiKeyId(Guid Value) : ITypedId<ApiKeyId>
{
    /// <inheritdoc/>
    public static ApiKeyId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
