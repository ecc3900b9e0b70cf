using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aisle.Bench.Load;

/// <summary>What a round of load showed.</summary>
/// <param name="Requests">Answered requests.</param>
/// <param name="Errors">Requests with another status than 200, or none.</param>
/// <param name="FirstError">The first of them, in words.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="BodyBytes">Bytes of all bodies.</param>
/// <param name="Latencies">Times of the answered requests.</param>
internal sealed record LoadResult(long Requests, long Errors, string? FirstError, double Seconds, long BodyBytes, Latencies Latencies)
{
    public double PerSecond => Seconds > 0 ? Requests / Seconds : 0;

    public long BodySize => Requests > 0 ? BodyBytes / Requests : 0;
}

/// <summary>
/// A closed loop: each connection is a thread that asks, waits and asks again. Blocking calls, because a thread that
/// sleeps in the kernel costs less than a task queue at up to 64 connections.
/// </summary>
internal static class LoadRun
{
    public static LoadResult Run(IPEndPoint server, int connections, TimeSpan duration, Requests requests)
    {
        using var start = new Barrier(connections + 1);
        var workers = Enumerable.Range(0, connections).Select(_ => new Worker(server, requests, duration, start)).ToList();
        foreach (var worker in workers)
        {
            worker.Start();
        }

        start.SignalAndWait();
        var started = Stopwatch.GetTimestamp();
        var all = new Latencies();
        foreach (var worker in workers)
        {
            worker.Join();
            all.Add(worker.Latencies);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new LoadResult(
            all.Count, workers.Sum(worker => worker.Errors), workers.Select(worker => worker.FirstError).FirstOrDefault(error => error is not null), seconds,
            workers.Sum(worker => worker.BodyBytes), all);
    }

    private sealed class Worker(IPEndPoint server, Requests requests, TimeSpan duration, Barrier start)
    {
        // After so many failures a connection gives up: the machine's time is better spent on saying so.
        private const int MostErrors = 100;

        private Thread? _thread;

        public Latencies Latencies { get; } = new();

        public long Errors { get; private set; }

        public string? FirstError { get; private set; }

        public long BodyBytes { get; private set; }

        public void Start()
        {
            _thread = new Thread(Work, 256 * 1024) { IsBackground = true };
            _thread.Start();
        }

        public void Join() => _thread!.Join();

        private void Work()
        {
            var connection = Open();
            start.SignalAndWait();
            var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            for (var now = Stopwatch.GetTimestamp(); now < end && Errors < MostErrors && requests.Next() is { } request;)
            {
                try
                {
                    connection ??= new HttpConnection(server);
                    var (status, body) = connection.Send(request);
                    var done = Stopwatch.GetTimestamp();
                    if (status == 200)
                    {
                        Latencies.Add(done - now);
                        BodyBytes += body;
                    }
                    else
                    {
                        Fail(request, string.Create(CultureInfo.InvariantCulture, $"status {status}"));
                    }

                    now = done;
                }
                catch (Exception fault) when (fault is SocketException or InvalidDataException)
                {
                    Fail(request, fault.Message);
                    connection?.Dispose();
                    connection = null;
                    now = Stopwatch.GetTimestamp();
                }
            }

            connection?.Dispose();
        }

        private HttpConnection? Open()
        {
            try
            {
                return new HttpConnection(server);
            }
            catch (SocketException fault)
            {
                Fail([], fault.Message);
                return null;
            }
        }

        private void Fail(byte[] request, string what)
        {
            Errors++;
            var line = request.AsSpan();
            FirstError ??= $"{what}: {Encoding.ASCII.GetString(line[..Math.Max(line.IndexOf((byte)'\r'), 0)])}";
        }
    }
}
