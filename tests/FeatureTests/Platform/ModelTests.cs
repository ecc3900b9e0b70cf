using Aisle.FeatureTests.Support;
using Aisle.Host;
using Aisle.Platform.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Platform;

public sealed class ModelTests(ShopHost shop) : IClassFixture<ShopHost>
{
    public static TheoryData<Type> Contexts() => [.. AisleApp.Modules.SelectMany(module => module.Assembly.GetTypes()).Where(type => type.IsSubclassOf(typeof(ModuleDbContext)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(Contexts))]
    public async Task Each_model_is_what_the_migrations_made(Type contextType)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        await using var context = (DbContext)ActivatorUtilities.CreateInstance(scope.ServiceProvider, contextType);
        var model = context.GetService<IDesignTimeModel>().Model;
        var columns = await ColumnsAsync();
        foreach (var table in model.GetRelationalModel().Tables)
        {
            foreach (var column in table.Columns)
            {
                var name = $"{table.Schema}.{table.Name}.{column.Name}";
                columns.ShouldContainKey(name);
                columns[name].ShouldBe((Normal(column.StoreType), column.IsNullable), name);
            }

            var key = table.PrimaryKey!.Columns.Select(column => column.Name).Order();
            (await KeyAsync($"{table.Schema}.{table.Name}")).Order().ShouldBe(key, $"primary key of {table.Schema}.{table.Name}");
        }
    }

    [Fact]
    public void Every_module_with_tables_it_edits_has_a_model() => Contexts().Count.ShouldBeGreaterThan(0);

    private async Task<Dictionary<string, (string Type, bool Nullable)>> ColumnsAsync()
    {
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("""
            select n.nspname || '.' || c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull
            from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
            where a.attnum > 0 and not a.attisdropped and c.relkind = 'r'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var columns = new Dictionary<string, (string, bool)>(StringComparer.Ordinal);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            columns.Add(reader.GetString(0), (Normal(reader.GetString(1)), reader.GetBoolean(2)));
        }

        return columns;
    }

    private async Task<string[]> KeyAsync(string table)
    {
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("""
            select array_agg(a.attname::text) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = $1::regclass and i.indisprimary
            """, connection);
        command.Parameters.AddWithValue(table);
        return (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    private static string Normal(string type) => type.Replace("character varying", "text", StringComparison.Ordinal).Replace("time without time zone", "time", StringComparison.Ordinal)
        .Replace("timestamp with time zone", "timestamptz", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
}
