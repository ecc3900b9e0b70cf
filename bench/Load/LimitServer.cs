using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Aisle.Bench.Shop;
using Aisle.Host;
using Aisle.Platform.Commands;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.Bench.Load;

/// <summary>
/// The limits: the same host in a process of its own with all that stands before a page, or the same Kestrel with nothing before it,
/// answering <c>/limit/SIZE</c> with as many constant bytes. This program starts itself again for it.
/// </summary>
internal sealed class LimitServer : IAsyncDisposable
{
    private const string Name = "limit-server";

    // Of the environment, since what is on a command line everybody sees.
    private const string Database = "AISLE_LIMIT_DATABASE";
    private const string Files = "AISLE_LIMIT_FILES";
    private readonly Process _process;

    private LimitServer(Process process, IPEndPoint address, TimeSpan ready)
    {
        _process = process;
        Address = address;
        Ready = ready;
    }

    public IPEndPoint Address { get; }

    /// <summary>From the start of the process until it answered: what .NET and Kestrel need by themselves.</summary>
    public TimeSpan Ready { get; }

    public int ProcessId => _process.Id;

    public Requests Of(long size) => Requests.Cycle([HttpConnection.Request($"/limit/{size.ToString(CultureInfo.InvariantCulture)}", Address.ToString())]);

    /// <param name="shop">Whose host it is beside; null for the bare Kestrel.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<LimitServer> StartAsync(OwnShop? shop, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("dotnet", [typeof(LimitServer).Assembly.Location, Name]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        (start.Environment[Database], start.Environment[Files]) = (shop?.ConnectionString, shop?.FilesFolder);
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (!int.TryParse(line, CultureInfo.InvariantCulture, out var port))
        {
            throw new FaultException("The limit server did not start: " + line);
        }

        var address = new IPEndPoint(IPAddress.Loopback, port);
        using (var connection = new HttpConnection(address))
        {
            connection.Send(HttpConnection.Request("/limit/1", address.ToString()));
        }

        return new LimitServer(process, address, Stopwatch.GetElapsedTime(started));
    }

    /// <summary>It ends when its standard input does.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    public static Command Command()
    {
        var command = new Command(Name, "Answers /limit/SIZE with as many bytes; the benches start it.") { Hidden = true };
        command.SetAction(async (_, _) =>
        {
            await using var app = Environment.GetEnvironmentVariable(Database) is { Length: > 0 } database ? OfHost(database) : Bare();
            await app.StartAsync(CancellationToken.None);
            Console.WriteLine(new Uri(app.Urls.First()).Port.ToString(CultureInfo.InvariantCulture));
            await Console.In.ReadToEndAsync(CancellationToken.None);
            await app.StopAsync(CancellationToken.None);
            return 0;
        });
        return command;
    }

    private static WebApplication Bare()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var answer = Constant();
        app.Run(context =>
        {
            _ = int.TryParse(context.Request.Path.Value.AsSpan(context.Request.Path.Value!.LastIndexOf('/') + 1), CultureInfo.InvariantCulture, out var size);
            return answer(context, size);
        });
        return app;
    }

    /// <summary>Only its pages: what goes on in the background of a shop is the business of the other host.</summary>
    private static WebApplication OfHost(string database)
    {
        var settings = HostSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["AISLE_HOME"] = Checkout.Home, ["AISLE_URL"] = "http://127.0.0.1:0", ["Aisle:Http:RequestsPerMinute"] = "10000000", ["Aisle:Roles"] = "storefront",
        }).Build());
        var app = AisleApp.Build(settings, database, Environment.GetEnvironmentVariable(Files)!, builder => builder.Logging.ClearProviders());
        var answer = Constant();
        app.MapGet("/limit/{size:int}", (HttpContext context, int size) => answer(context, size)).OpenToEveryone();
        return app;
    }

    private static Func<HttpContext, int, Task> Constant()
    {
        byte[] body = [];
        return (context, size) =>
        {
            var answer = Volatile.Read(ref body);
            if (answer.Length != size)
            {
                answer = new byte[size];
                Array.Fill(answer, (byte)'x');
                Volatile.Write(ref body, answer);
            }

            context.Response.ContentType = "application/octet-stream";
            context.Response.ContentLength = size;
            return context.Response.Body.WriteAsync(answer, 0, size);
        };
    }
}
