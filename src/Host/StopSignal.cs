using System.Runtime.InteropServices;

namespace Aisle.Host;

/// <summary>Ctrl-C, SIGTERM and a closed terminal, as one token. The second Ctrl-C ends the process at once.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    private StopSignal()
    {
    }

    public CancellationToken Token => _source.Token;

    public static StopSignal Listen()
    {
        var signal = new StopSignal();
        foreach (var kind in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP])
        {
            signal._registrations.Add(PosixSignalRegistration.Create(kind, context =>
            {
                if (!signal._source.IsCancellationRequested)
                {
                    context.Cancel = true;
                    signal._source.Cancel();
                }
            }));
        }

        return signal;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }
}
