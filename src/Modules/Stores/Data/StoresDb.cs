using Aisle.Contracts.Stores;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Stores.Data;

/// <summary>The tables of this module, for writing. Reading goes through <see cref="StoresSnapshot"/>.</summary>
internal sealed class StoresDb(UnitOfWork unitOfWork) : ModuleDbContext(unitOfWork, "stores")
{
    public DbSet<Company> Companies => Set<Company>();

    public DbSet<Store> Stores => Set<Store>();

    public DbSet<TaxClass> TaxClasses => Set<TaxClass>();

    public DbSet<Setting> Settings => Set<Setting>();

    public DbSet<SettingHistory> SettingHistory => Set<SettingHistory>();

    /// <summary>
    /// Lets one writer of this module in at a time, until the commit. A shop changes its stores, taxes and settings a
    /// few times a day, and this way no rule that spans rows can be broken by two who write at once. Readers go on.
    /// </summary>
    public Task LockAsync(CancellationToken cancellationToken) =>
        Database.ExecuteSqlRawAsync("lock table stores.company in share row exclusive mode", cancellationToken);

    protected override void Map(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Company>(company =>
        {
            company.ToTable("company");
            company.HasKey(row => row.Single);
            // The key is the same in every row there can be, so nothing may make one up.
            company.Property(row => row.Single).ValueGeneratedNever();
            company.Ignore(row => row.Languages);
            company.Property<string[]>("_languages").HasColumnName("languages");
            company.Property(row => row.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<Store>(MapStore);
        modelBuilder.Entity<OpeningSpan>(span =>
        {
            span.ToTable("opening_hours");
            span.HasKey(row => new { row.StoreId, row.Weekday, row.Opens });
            span.Property(row => row.Weekday).HasConversion<short>();
        });
        modelBuilder.Entity<TaxClass>(taxClass =>
        {
            taxClass.ToTable("tax_class");
            taxClass.HasKey(row => row.Code);
            taxClass.Property(row => row.Version).IsConcurrencyToken();
            taxClass.HasMany(row => row.Rates).WithOne().HasForeignKey(rate => rate.TaxClass);
        });
        modelBuilder.Entity<TaxRate>(rate =>
        {
            rate.ToTable("tax_rate");
            rate.HasKey(row => new { row.TaxClass, row.ValidFrom });
            rate.Property(row => row.Percent).HasColumnType("numeric(8,4)");
        });
        modelBuilder.Entity<Setting>(setting =>
        {
            setting.ToTable("setting");
            setting.Property(row => row.Id).ValueGeneratedNever();
            setting.Property(row => row.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<SettingHistory>(history =>
        {
            history.ToTable("setting_history");
            history.Property(row => row.Id).UseIdentityAlwaysColumn();
        });
        // Known to the model only for the order of its inserts.
        modelBuilder.Entity<Setting>().HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.NoAction);
        modelBuilder.Entity<SettingHistory>().HasOne<Store>().WithMany().HasForeignKey(row => row.StoreId).OnDelete(DeleteBehavior.NoAction);
    }

    private static void MapStore(Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<Store> store)
    {
        store.ToTable("store");
        store.Property(row => row.Id).ValueGeneratedNever();
        store.Property(row => row.Kind).HasConversion(kind => kind == StoreKind.Store ? "store" : "warehouse", word => word == "store" ? StoreKind.Store : StoreKind.Warehouse);
        store.Property(row => row.Status).HasConversion(status => status == StoreStatus.Active ? "active" : "closed", word => word == "active" ? StoreStatus.Active : StoreStatus.Closed);
        store.Property(row => row.Latitude).HasColumnType("numeric(8,6)");
        store.Property(row => row.Longitude).HasColumnType("numeric(9,6)");
        store.Property(row => row.Version).IsConcurrencyToken();
        store.HasMany(row => row.Hours).WithOne().HasForeignKey(span => span.StoreId);
    }
}
