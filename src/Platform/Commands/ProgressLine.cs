using System.Globalization;

namespace Aisle.Platform.Commands;

/// <summary>
/// Progress of a long command: one line that is rewritten on a terminal, and a plain line every few seconds anywhere
/// else, so that a log stays readable.
/// </summary>
public sealed class ProgressLine : IDisposable
{
    private static readonly TimeSpan _terminalEvery = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _plainEvery = TimeSpan.FromSeconds(5);

    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private readonly bool _terminal;
    private readonly long _started;
    private long _last;
    private int _width;

    /// <summary>Progress on standard error, so that standard output stays data.</summary>
    public ProgressLine(TimeProvider time) : this(time, Console.Error, !Console.IsErrorRedirected)
    {
    }

    /// <summary>Progress on a given writer.</summary>
    public ProgressLine(TimeProvider time, TextWriter output, bool terminal)
    {
        _time = time;
        _output = output;
        _terminal = terminal;
        _started = _last = time.GetTimestamp();
    }

    /// <summary>Shows <paramref name="text"/> if enough time has passed since the last one.</summary>
    public void Report(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (_time.GetElapsedTime(_last) < (_terminal ? _terminalEvery : _plainEvery))
        {
            return;
        }

        _last = _time.GetTimestamp();
        Write(text.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Shows <paramref name="text"/> as the last word, with the time it all took.</summary>
    public void Finish(FormattableString text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var seconds = _time.GetElapsedTime(_started).TotalSeconds;
        Write(string.Create(CultureInfo.InvariantCulture, $"{text.ToString(CultureInfo.InvariantCulture)} in {seconds:0.0} s"));
        if (_terminal)
        {
            _output.WriteLine();
            _width = 0;
        }
    }

    /// <summary>Leaves a half-written line behind whole.</summary>
    public void Dispose()
    {
        if (_width > 0)
        {
            _output.WriteLine();
        }
    }

    private void Write(string line)
    {
        if (_terminal)
        {
            _output.Write('\r' + line.PadRight(_width));
            _width = line.Length;
        }
        else
        {
            _output.WriteLine(line);
        }
    }
}
