using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Aisle.Contracts.Identity;
using Aisle.Host.Demo;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Mail;

namespace Aisle.Host.Commands;

/// <summary><c>./aisle up</c>: the whole shop in the foreground.</summary>
internal static class Up
{
    public static Command Create()
    {
        var empty = new Option<bool>("--empty") { Description = "Start without the demo shop." };
        var command = new Command("up", "Start the shop: database, migrations, demo data on the first start, web server. Stays in the foreground; Ctrl-C stops it.") { empty };
        command.SetAction((parsed, cancellationToken) => RunAsync(!parsed.GetValue(empty), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool demo, CancellationToken cancellationToken)
    {
        var settings = HostSettings.Read();
        CheckPort(settings.Url);
        await using var database = await Database.StartAsync(settings, cancellationToken);
        await using var app = AisleApp.Build(settings, database.ConnectionString, database.Folder.At("files"));
        await app.Services.GetRequiredService<Migrator>().RunAsync(cancellationToken);
        if (demo)
        {
            await DemoShop.LoadWhereEmptyAsync(app.Services, database.Folder.At("tmp", "demo"), DemoPassword(database), isStocked: true, cancellationToken);
        }

        var ways = await WaysInAsync(app.Services, database, cancellationToken);

        database.KeepRunning(app.Logger);
        await StartAsync(app, settings.Url, cancellationToken);
        Announce(settings, database, app.Services.GetRequiredService<IMailTransport>(), ways);
        await Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        HostLog.Stopping(app.Logger);
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    /// <summary>Found out before minutes are spent on everything else.</summary>
    private static void CheckPort(Uri url)
    {
        try
        {
            var address = IPAddress.TryParse(url.Host, out var given) ? given : IPAddress.Loopback;
            using var listener = new TcpListener(address, url.Port);
            listener.Start();
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            throw new FaultException($"AISLE_URL names {url.Host}, which is no address of this machine: name one of its own, or http://0.0.0.0:{url.Port} for all of them.", fault);
        }
        catch (SocketException fault)
        {
            throw Taken(url, fault);
        }
    }

    private static async Task StartAsync(WebApplication app, Uri url, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException fault)
        {
            throw Taken(url, fault);
        }
    }

    private static FaultException Taken(Uri url, Exception fault) =>
        new($"Port {url.Port} cannot be used ({(fault.InnerException ?? fault).Message.TrimEnd('.')}): stop what uses it, or name another address with AISLE_URL.", fault);

    private static string DemoPassword(Database database) => database.Folder.At("demo-password");

    /// <summary>The link of the first owner, or the logins of the demo shop.</summary>
    private static async Task<string> WaysInAsync(IServiceProvider services, Database database, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var setup = scope.ServiceProvider.GetRequiredService<IIdentitySetup>();
        if (await setup.OwnerLinkAsync(cancellationToken) is { } link)
        {
            return $"""

                The shop has no owner yet. This link makes you the owner; it works once, for a week:
                  {link}

                """;
        }

        if (!File.Exists(DemoPassword(database)))
        {
            return "";
        }

        var logins = (await setup.DemoStaffAsync(cancellationToken)).Select(login => $"  {login.Role,-12} {login.Email}");
        return $"""

            Staff of the demo shop, all with the password {await File.ReadAllTextAsync(DemoPassword(database), cancellationToken)}
            {string.Join(Environment.NewLine, logins)}

            """;
    }

    private static void Announce(HostSettings settings, Database database, IMailTransport mail, string ways)
    {
        var address = settings.Url.GetLeftPart(UriPartial.Authority);
        var where = !settings.Roles.Has("mailer") ? "left to the processes with the role mailer"
            : settings.Mail.HasHost ? mail.Place
            : $"{mail.Place} (sent to nobody; Aisle__Mail__Host names a server)";
        Console.WriteLine($"""

            Aisle is up.
              Shop       {address}/
              in Bangla  {address}/bn/
              API        {address}/api/docs
              Health     {address}/health/ready
              Metrics    {address}/metrics
              Data       {database.Folder.Path} ({database.Place})
              Mail       {where}
            {ways}
            Ctrl-C stops it.
            """);
    }
}
