using Aisle.Modules.Operations.Domain;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Aisle.Modules.Operations.Data;

/// <summary>The one table of this module.</summary>
internal sealed class OperationsDb(UnitOfWork unitOfWork) : ModuleDbContext(unitOfWork, "operations")
{
    public DbSet<SavedView> Views => Set<SavedView>();

    protected override void Map(ModelBuilder modelBuilder) => modelBuilder.Entity<SavedView>(view =>
    {
        view.ToTable("saved_view");
        view.Property(row => row.Id).ValueGeneratedNever();
    });
}
