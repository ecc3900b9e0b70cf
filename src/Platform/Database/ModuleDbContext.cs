using System.Reflection;
using System.Text;
using Aisle.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Aisle.Platform.Database;

/// <summary>
/// Base of every module's context: one schema, snake_case names, no tracking unless asked, typed ids as <c>uuid</c>.
/// A test compares each model with the migrated schema.
/// </summary>
public abstract class ModuleDbContext : DbContext
{
    private readonly string _schema;

    /// <summary>A context of <paramref name="schema"/> on the scope's unit of work.</summary>
    protected ModuleDbContext(UnitOfWork unitOfWork, string schema) : base(Options(unitOfWork))
    {
        _schema = schema;
        unitOfWork.Enlist(this);
    }

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        foreach (var id in TypedIdsKnownTo(GetType().Assembly))
        {
            configurationBuilder.Properties(id).HaveConversion(typeof(TypedIdConverter<>).MakeGenericType(id));
        }

        configurationBuilder.Properties<LocalText>().HaveConversion<LocalTextConverter, LocalTextComparer>()
            .HaveColumnType("jsonb");
    }

    /// <inheritdoc/>
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasDefaultSchema(_schema);
        Map(modelBuilder);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            NameInSnakeCase(entity);
        }
    }

    /// <summary>Maps the module's entities.</summary>
    protected abstract void Map(ModelBuilder modelBuilder);

    /// <summary><c>PriceBook</c> becomes <c>price_book</c>.</summary>
    public static string SnakeCase(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var result = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }

    private static void NameInSnakeCase(IMutableEntityType entity)
    {
        if (entity.GetTableName() is { } table && !entity.IsOwned())
        {
            entity.SetTableName(SnakeCase(table));
        }

        foreach (var property in entity.GetProperties())
        {
            property.SetColumnName(SnakeCase(property.GetColumnName()));
        }
    }

    private static DbContextOptions Options(UnitOfWork unitOfWork)
    {
        ArgumentNullException.ThrowIfNull(unitOfWork);
        return new DbContextOptionsBuilder()
            .UseNpgsql(unitOfWork.Connection)
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            .Options;
    }

    private static IEnumerable<Type> TypedIdsKnownTo(Assembly module) =>
        module.GetReferencedAssemblies()
            .Where(name => name.Name?.StartsWith("Aisle.", StringComparison.Ordinal) == true)
            .Select(Assembly.Load)
            .Append(module)
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsValueType && type.GetInterfaces().Any(
                contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITypedId<>)));

    private sealed class TypedIdConverter<TId>() : ValueConverter<TId, Guid>(id => id.Value, value => Make(value))
        where TId : struct, ITypedId<TId>
    {
        private static TId Make(Guid value) => TId.From(value);
    }
}
