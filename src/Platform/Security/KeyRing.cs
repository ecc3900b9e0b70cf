using System.Xml.Linq;
using Aisle.Platform.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Aisle.Platform.Security;

/// <summary>The keys that seal form tokens, kept answers and secrets, in the database for all hosts.</summary>
/// <param name="database">Where they are.</param>
/// <param name="time">The clock.</param>
internal sealed class KeyRing(NpgsqlDataSource database, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        // The interface of the framework is not asynchronous; it is called once at the start and then once a day.
        using var command = database.CreateCommand("select value from platform.data_protection_key order by created_at, name");
        using var reader = command.ExecuteReader();
        var keys = new List<XElement>();
        while (reader.Read())
        {
            keys.Add(XElement.Parse(reader.GetString(0)));
        }

        return keys;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = database.CreateCommand("insert into platform.data_protection_key (name, value, created_at) values ($1, $2, $3) on conflict (name) do update set value = excluded.value");
        command.With(friendlyName, element.ToString(SaveOptions.DisableFormatting), time.GetUtcNow());
        command.ExecuteNonQuery();
    }
}

/// <summary>Registers the key ring.</summary>
public static class KeyRingServices
{
    /// <summary>Sealing with keys that all hosts share.</summary>
    public static IServiceCollection AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("Aisle");
        return services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = new KeyRing(provider.GetRequiredService<NpgsqlDataSource>(), provider.GetRequiredService<TimeProvider>())));
    }
}
