using Aisle.Modules.Identity.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Identity.Data;

/// <summary>Users, roles and API keys, for writing. Sessions and tokens are written by hand: they are the hot path.</summary>
internal sealed class IdentityDb(UnitOfWork unitOfWork) : ModuleDbContext(unitOfWork, "identity")
{
    public DbSet<User> Users => Set<User>();

    public DbSet<Role> Roles => Set<Role>();

    public DbSet<ApiKey> ApiKeys => Set<ApiKey>();

    /// <summary>
    /// Lets one change of roles in at a time, until the commit: that an owner is left, and that nobody gives what they do not
    /// hold, are rules that span rows.
    /// </summary>
    public Task LockRolesAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync("lock table identity.role in share row exclusive mode", cancellationToken);

    protected override void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<User>(user =>
        {
            user.ToTable("user_account");
            user.Property(row => row.Id).ValueGeneratedNever();
            user.Property(row => row.Status).HasConversion(status => status == UserStatus.Active ? "active" : "disabled", word => word == "active" ? UserStatus.Active : UserStatus.Disabled);
            user.Property(row => row.Version).IsConcurrencyToken();
            user.Ignore(row => row.HasSecondFactor);
            user.HasMany(row => row.Roles).WithOne().HasForeignKey(role => role.UserId);
        });
        modelBuilder.Entity<UserRole>(role =>
        {
            role.ToTable("user_role");
            role.Property(row => row.Id).ValueGeneratedNever();
        });
        modelBuilder.Entity<Role>(role =>
        {
            role.ToTable("role");
            role.Property(row => row.Id).ValueGeneratedNever();
            role.Ignore(row => row.Permissions);
            role.Property<string[]>("_permissions").HasColumnName("permissions");
            role.Property(row => row.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<ApiKey>(key =>
        {
            key.ToTable("api_key");
            key.Property(row => row.Id).ValueGeneratedNever();
            key.Ignore(row => row.Permissions);
            key.Ignore(row => row.Stores);
            key.Property<string[]>("_permissions").HasColumnName("permissions");
            key.Property<Guid[]>("_stores").HasColumnName("stores").IsRequired(false);
            key.Property(row => row.Version).IsConcurrencyToken();
        });
    }
}
