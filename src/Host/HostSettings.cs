using System.Diagnostics.CodeAnalysis;
using Aisle.Platform.Commands;
using Aisle.Platform.Http;
using Aisle.Platform.Mail;
using Aisle.Platform.Modules;
using Aisle.Sandbox;

namespace Aisle.Host;

/// <summary>What this process was told by its environment. Every fault is found before anything starts.</summary>
internal sealed record HostSettings
{
    /// <summary>Where the checkout or installation lies (<c>AISLE_HOME</c>): <c>node_modules</c> with PostgreSQL.</summary>
    public required string Home { get; init; }

    /// <summary>The data folder (<c>AISLE_DATA</c>).</summary>
    public required string Data { get; init; }

    /// <summary>The address to serve (<c>AISLE_URL</c>).</summary>
    public required Uri Url { get; init; }

    /// <summary>Where people reach it (<c>Aisle:PublicUrl</c>); the same unless a proxy stands before it.</summary>
    public required PublicAddress Public { get; init; }

    /// <summary>Connection string of an own PostgreSQL (<c>Aisle__Database</c>), or null for the embedded one.</summary>
    public required string? Database { get; init; }

    /// <summary>All of the configuration, for modules.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>Limits of the web server.</summary>
    public required HttpLimits Limits { get; init; }

    /// <summary>How mail is sent.</summary>
    public required MailOptions Mail { get; init; }

    /// <summary>Whether simulators of providers run.</summary>
    public required SandboxOptions Sandbox { get; init; }

    /// <summary>Roles of this process.</summary>
    public required HostRoles Roles { get; init; }

    /// <summary>Reads and checks the environment.</summary>
    /// <exception cref="FaultException">With every fault, one a line.</exception>
    public static HostSettings Read(IConfiguration configuration)
    {
        var faults = new List<string>();
        var home = configuration["AISLE_HOME"] ?? FindHome();
        var address = configuration["AISLE_URL"] ?? "http://localhost:8080";
        if (!IsAddress(address, out var url))
        {
            faults.Add($"AISLE_URL is '{address}'; it must look like http://localhost:8080.");
        }
        else if (url.Scheme is not "http")
        {
            faults.Add($"AISLE_URL is '{address}', but Aisle serves http only: let a proxy before it speak https, and name the address people use in Aisle__PublicUrl.");
        }

        faults.AddRange(Unknown(configuration));
        var limits = Section<HttpLimits>(configuration, faults);
        var mail = Section<MailOptions>(configuration, faults);
        faults.AddRange(ConfigurationCheck.Faults(configuration.GetSection(SandboxOptions.Section), typeof(SandboxOptions)));
        var roles = HostRoles.From(configuration);
        var publicUrl = url;
        if (configuration["Aisle:PublicUrl"] is { Length: > 0 } outside && !IsAddress(outside, out publicUrl))
        {
            faults.Add($"Aisle:PublicUrl is '{outside}'; it must look like https://shop.example.");
        }

        var sandbox = SandboxOptions.Read(configuration, publicUrl, faults);
        foreach (var module in AisleApp.Modules)
        {
            var unreadable = module.Configured is { } options ? ConfigurationCheck.Faults(configuration.GetSection(SectionOf(options)), options).ToList() : [];
            faults.AddRange(unreadable.Count > 0 ? unreadable : module.Faults(configuration));
        }

        faults.AddRange(limits.Faults());
        faults.AddRange(mail.Faults());
        faults.AddRange(roles.Faults);
        if (roles.Has("mailer") && !roles.Has("worker"))
        {
            faults.Add("Aisle:Roles holds mailer without worker; mail is sent by those workers that are mailers too.");
        }

        if (configuration["Aisle:Database"] is { } connection && !string.IsNullOrWhiteSpace(connection) && !IsConnectionString(connection))
        {
            // What was given is not repeated: it may hold a password.
            faults.Add("Aisle:Database is no connection string; it looks like Host=db.example;Username=aisle;Password=…;Database=aisle.");
        }

        if (faults.Count > 0)
        {
            throw new FaultException(string.Join(Environment.NewLine, faults.Distinct(StringComparer.Ordinal)));
        }

        var database = configuration["Aisle:Database"];
        return new HostSettings
        {
            Home = home,
            Data = configuration["AISLE_DATA"] is { Length: > 0 } data ? data : Path.Combine(home, "data"),
            Url = url!,
            Public = new PublicAddress(publicUrl!) { IsTold = configuration["Aisle:PublicUrl"] is { Length: > 0 }, IsBehindProxy = limits.BehindProxy },
            Database = string.IsNullOrWhiteSpace(database) ? null : database,
            Configuration = configuration,
            Limits = limits,
            Mail = mail,
            Sandbox = sandbox,
            Roles = roles,
        };
    }

    /// <summary>The environment of this process.</summary>
    public static HostSettings Read() => Read(new ConfigurationBuilder().AddEnvironmentVariables().Build());

    /// <summary>A section's values; where one cannot be read, that is a fault, and the defaults hold until it is told.</summary>
    private static T Section<T>(IConfiguration configuration, List<string> faults) where T : new()
    {
        var section = configuration.GetSection(SectionOf(typeof(T)));
        var unreadable = ConfigurationCheck.Faults(section, typeof(T)).ToList();
        faults.AddRange(unreadable);
        return unreadable.Count > 0 ? new T() : section.Get<T>() ?? new T();
    }

    /// <summary>Keys below <c>Aisle:</c> that neither the host nor a module knows.</summary>
    private static IEnumerable<string> Unknown(IConfiguration configuration)
    {
        string[] known =
        [
            "Database", "Roles", "PublicUrl", "CountStatements",
            .. ((Type[])[typeof(HttpLimits), typeof(MailOptions), typeof(SandboxOptions), .. AisleApp.Modules.Select(module => module.Configured).OfType<Type>()]).Select(options => SectionOf(options)["Aisle:".Length..]),
        ];
        return configuration.GetSection("Aisle").GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            .Select(child => $"{child.Path} is no setting; below Aisle there are {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
    }

    private static string SectionOf(Type options) => (string)options.GetField("Section")!.GetRawConstantValue()!;

    private static bool IsConnectionString(string text)
    {
        try
        {
            return new Npgsql.NpgsqlConnectionStringBuilder(text).Host is { Length: > 0 };
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or KeyNotFoundException)
        {
            return false;
        }
    }

    private static bool IsAddress(string text, [NotNullWhen(true)] out Uri? address) =>
        Uri.TryCreate(text, UriKind.Absolute, out address) && address is { Scheme: "http" or "https", PathAndQuery: "/" };

    private static string FindHome()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "package-lock.json")))
            {
                return folder.FullName;
            }
        }

        return AppContext.BaseDirectory;
    }
}
