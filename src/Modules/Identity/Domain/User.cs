using Aisle.Contracts.Identity;
using Aisle.Kernel;

namespace Aisle.Modules.Identity.Domain;

/// <summary>Whether somebody may log in.</summary>
internal enum UserStatus
{
    Active,

    /// <summary>Kept for what they did.</summary>
    Disabled,
}

/// <summary>Somebody with an account. What changes at every login (failures, used codes) is written by statements of its own.</summary>
internal sealed class User
{
    /// <summary>Most characters of a name.</summary>
    public const int LongestName = 100;

    private readonly List<UserRole> _roles = [];

    private User()
    {
    }

    public UserId Id { get; private set; }

    public string Email { get; private set; } = "";

    public string EmailFolded { get; private set; } = "";

    public DateTimeOffset? EmailConfirmedAt { get; private set; }

    public string Name { get; private set; } = "";

    public string Language { get; private set; } = "";

    public UserStatus Status { get; private set; }

    public string? PasswordHash { get; private set; }

    public string? PinHash { get; private set; }

    public byte[]? TotpSecret { get; private set; }

    public DateTimeOffset? TotpSince { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The roles, each for a store or for all.</summary>
    public IReadOnlyCollection<UserRole> Roles => _roles;

    /// <summary>Whether an authenticator app is asked for at each login.</summary>
    public bool HasSecondFactor => TotpSince is not null;

    public static User Create(UserId id, EmailAddress email, string name, string language, DateTimeOffset now) => new()
    {
        Id = id,
        Email = email.Value,
        EmailFolded = email.Folded,
        Name = name,
        Language = language,
        Status = UserStatus.Active,
        Version = 1,
        CreatedAt = now,
        UpdatedAt = now,
    };

    /// <summary>A name as it is kept; faults are added.</summary>
    public static string CheckName(Problems problems, string? name, string field)
    {
        var line = (name ?? "").Trim();
        problems.Require(line.Length > 0, "text.required", "A value is needed.", field);
        problems.Require(line.Length <= LongestName, "text.too_long", $"The text has more than {LongestName} characters.", field);
        problems.Require(UnicodeText.IsOneLine(line), "text.control_characters", "The text holds line breaks or other control characters.", field);
        return line;
    }

    /// <summary>Takes a new name and language.</summary>
    public void Rename(string name, string language, DateTimeOffset now)
    {
        if (!string.Equals(name, Name, StringComparison.Ordinal) || !string.Equals(language, Language, StringComparison.Ordinal))
        {
            (Name, Language) = (name, language);
            Touch(now);
        }
    }

    /// <summary>Takes an address that its owner has confirmed, or that the shop gave.</summary>
    public void Confirm(EmailAddress email, DateTimeOffset now)
    {
        (Email, EmailFolded, EmailConfirmedAt) = (email.Value, email.Folded, now);
        Touch(now);
    }

    public void SetPassword(string hash, DateTimeOffset now)
    {
        PasswordHash = hash;
        Touch(now);
    }

    public void SetPin(string? hash, DateTimeOffset now)
    {
        PinHash = hash;
        Touch(now);
    }

    /// <summary>Keeps the sealed secret of an app that has yet to show that it has it.</summary>
    public void OfferTotp(byte[] sealedSecret, DateTimeOffset now)
    {
        (TotpSecret, TotpSince) = (sealedSecret, null);
        Touch(now);
    }

    public void ConfirmTotp(DateTimeOffset now)
    {
        TotpSince = now;
        Touch(now);
    }

    public void RemoveTotp(DateTimeOffset now)
    {
        (TotpSecret, TotpSince) = (null, null);
        Touch(now);
    }

    public void SetStatus(UserStatus status, DateTimeOffset now)
    {
        if (Status != status)
        {
            Status = status;
            Touch(now);
        }
    }

    /// <summary>Takes these roles for all that were there.</summary>
    public void SetRoles(IEnumerable<(RoleId Role, Guid? Store)> roles, DateTimeOffset now)
    {
        var wanted = roles.Distinct().ToList();
        var gone = _roles.Where(role => !wanted.Contains((role.RoleId, role.StoreId))).ToList();
        var fresh = wanted.Where(role => !_roles.Exists(known => known.RoleId == role.Role && known.StoreId == role.Store)).ToList();
        if (gone.Count + fresh.Count > 0)
        {
            _roles.RemoveAll(gone.Contains);
            _roles.AddRange(fresh.Select(role => new UserRole(Id, role.Role, role.Store, now)));
            Touch(now);
        }
    }

    private void Touch(DateTimeOffset now) => (Version, UpdatedAt) = (Version + 1, now);
}

/// <summary>A role of a user, in a store or everywhere.</summary>
internal sealed class UserRole
{
    private UserRole()
    {
    }

    public UserRole(UserId userId, RoleId roleId, Guid? storeId, DateTimeOffset grantedAt) => (Id, UserId, RoleId, StoreId, GrantedAt) = (Guid.CreateVersion7(grantedAt), userId, roleId, storeId, grantedAt);

    public Guid Id { get; private set; }

    public UserId UserId { get; private set; }

    public RoleId RoleId { get; private set; }

    public Guid? StoreId { get; private set; }

    public DateTimeOffset GrantedAt { get; private set; }
}
