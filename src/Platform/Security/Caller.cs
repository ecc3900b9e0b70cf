namespace Aisle.Platform.Security;

/// <summary>What kind of caller there is.</summary>
public enum CallerKind
{
    /// <summary>Nobody we know.</summary>
    Anonymous,

    /// <summary>A person who has logged in.</summary>
    User,

    /// <summary>A program with an API key.</summary>
    Key,

    /// <summary>Aisle itself: a job, a subscriber, or a command of the command line.</summary>
    System,
}

/// <summary>Who asks.</summary>
public sealed record Caller
{
    /// <summary>Kind.</summary>
    public required CallerKind Kind { get; init; }

    /// <summary>Id of the user or API key; null for the other kinds.</summary>
    public Guid? Id { get; init; }

    /// <summary>What people call them.</summary>
    public required string Name { get; init; }

    /// <summary>The session a user logged in with; null for the other kinds.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>When the user last proved who they are, by password or passkey; null for the other kinds.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>What they may do.</summary>
    public required Rights Rights { get; init; }

    /// <summary>Whether it is a person who works here: who may do anything at all that is not everybody's.</summary>
    public bool IsStaff => Kind == CallerKind.User && Rights.Permissions is not { Count: 0 };

    /// <summary>Nobody we know.</summary>
    public static Caller Anonymous { get; } = new() { Kind = CallerKind.Anonymous, Name = "", Rights = Rights.None };

    /// <summary>Whoever sits at the command line of this machine, by the name of their login there.</summary>
    public static Caller CommandLine { get; } = System($"command line ({Environment.UserName})");

    /// <summary>Aisle itself, as <paramref name="name"/> says: <c>job catalog.price_clock</c>.</summary>
    public static Caller System(string name) => new() { Kind = CallerKind.System, Name = name, Rights = Rights.All };
}

/// <summary>Who asks in this scope, and from where. A scope that no request opened belongs to Aisle itself.</summary>
public sealed class CallerContext
{
    /// <summary>Who.</summary>
    public Caller Caller { get; set; } = Caller.System("aisle");

    /// <summary>Their IP address; empty where there is none.</summary>
    public string Address { get; set; } = "";
}
