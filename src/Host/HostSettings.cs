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

        var limits = Section<HttpLimits>(configuration, HttpLimits.Section, faults);
        var mail = Section<MailOptions>(configuration, MailOptions.Section, faults);
        var roles = HostRoles.From(configuration);
        var publicUrl = url;
        if (configuration["Aisle:PublicUrl"] is { Length: > 0 } outside && !IsAddress(outside, out publicUrl))
        {
            faults.Add($"Aisle:PublicUrl is '{outside}'; it must look like https://shop.example.");
        }

        var sandbox = SandboxOptions.Read(configuration, publicUrl, faults);
        faults.AddRange(AisleApp.Modules.SelectMany(module => module.Faults(configuration)));
        faults.AddRange(limits.Faults());
        faults.AddRange(mail.Faults());
        faults.AddRange(roles.Faults);
        if (roles.Has("mailer") && !roles.Has("worker"))
        {
            faults.Add("Aisle:Roles holds mailer without worker; mail is sent by those workers that are mailers too.");
        }

        if (faults.Count > 0)
        {
            throw new FaultException(string.Join(Environment.NewLine, faults));
        }

        var database = configuration["Aisle:Database"];
        return new HostSettings
        {
            Home = home,
            Data = configuration["AISLE_DATA"] is { Length: > 0 } data ? data : Path.Combine(home, "data"),
            Url = url!,
            Public = new PublicAddress(publicUrl!),
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

    /// <summary>A section's values; where one cannot be read, that is a fault and the defaults hold until it is told.</summary>
    private static T Section<T>(IConfiguration configuration, string name, List<string> faults) where T : new()
    {
        try
        {
            return configuration.GetSection(name).Get<T>() ?? new T();
        }
        catch (InvalidOperationException fault)
        {
            faults.Add($"{name}: {fault.InnerException?.Message ?? fault.Message}");
            return new T();
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
