using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Aisle.Platform.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.Bench.Load;

/// <summary>
/// The limit: the same Kestrel in a process of its own, nothing before it and nothing behind it, answering
/// <c>/SIZE</c> with as many constant bytes. This program starts itself again for it.
/// </summary>
internal sealed class LimitServer : IAsyncDisposable
{
    private const string Name = "limit-server";
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

    public Requests Of(long size) => Requests.Cycle([HttpConnection.Request($"/{size.ToString(CultureInfo.InvariantCulture)}", Address.ToString())]);

    public static async Task<LimitServer> StartAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(LimitServer).Assembly.Location, Name])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync(cancellationToken);
        if (!int.TryParse(line, CultureInfo.InvariantCulture, out var port))
        {
            throw new FaultException("The limit server did not start: " + line);
        }

        var address = new IPEndPoint(IPAddress.Loopback, port);
        using (var connection = new HttpConnection(address))
        {
            connection.Send(HttpConnection.Request("/1", address.ToString()));
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
        var command = new Command(Name, "A bare web server that answers /SIZE with as many bytes; the benches start it.") { Hidden = true };
        command.SetAction(async (_, _) =>
        {
            await using var app = Build();
            await app.StartAsync(CancellationToken.None);
            Console.WriteLine(new Uri(app.Urls.First()).Port.ToString(CultureInfo.InvariantCulture));
            await Console.In.ReadToEndAsync(CancellationToken.None);
            await app.StopAsync(CancellationToken.None);
            return 0;
        });
        return command;
    }

    private static WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        byte[] body = [];
        app.Run(context =>
        {
            _ = int.TryParse(context.Request.Path.Value.AsSpan(1), CultureInfo.InvariantCulture, out var size);
            var answer = Volatile.Read(ref body);
            if (answer.Length != size)
            {
                answer = new byte[size];
                Array.Fill(answer, (byte)'x');
                Volatile.Write(ref body, answer);
            }

            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.ContentLength = size;
            return context.Response.Body.WriteAsync(answer, 0, size);
        });
        return app;
    }
}
