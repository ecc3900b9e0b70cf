using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Aisle.FeatureTests.Support;

/// <summary>A mail that a server took.</summary>
/// <param name="From">Envelope sender.</param>
/// <param name="To">Envelope recipient.</param>
/// <param name="Data">The mail as it came, without the dots of the protocol; one char a byte.</param>
/// <param name="IsEncrypted">Whether it came over TLS.</param>
/// <param name="User">Who had signed in, or null.</param>
public sealed record TakenMail(string From, string To, string Data, bool IsEncrypted, string? User);

/// <summary>
/// A mail server on a real socket that speaks what RFC 5321, 3207 and 4954 ask of one, in their order and no other, and
/// fails wherever a test wants it to.
/// </summary>
public sealed class SmtpServer : IAsyncDisposable
{
    /// <summary>Answer of a test that ends the connection instead.</summary>
    public const string Drop = "";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly Task _accepting;

    private SmtpServer(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Mails that were taken.</summary>
    public ConcurrentQueue<TakenMail> Mails { get; } = new();

    /// <summary>All that was said to it; what is said in AUTH stands as it came.</summary>
    public ConcurrentQueue<string> Commands { get; } = new();

    /// <summary>Set, it offers STARTTLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Set, it takes mail only from those who sign in with these.</summary>
    public (string User, string Password)? Login { get; init; }

    /// <summary>
    /// Answers instead of the server where it does not answer null: <c>CONNECT</c>, a command, <c>BODY</c> (the first line of a
    /// mail; only <see cref="Drop"/> has a meaning), or <c>.</c> (its end).
    /// </summary>
    public Func<string, Task<string?>> Answer { get; set; } = _ => Task.FromResult<string?>(null);

    public static SmtpServer Start(int port = 0) => new(port);

    public static SmtpServer Start((string User, string Password) login) => new(0) { Login = login };

    public static SmtpServer Start(X509Certificate2 certificate, (string User, string Password)? login = null) => new(0) { Certificate = certificate, Login = login };

    /// <summary>A certificate for <c>localhost</c> that nobody has vouched for.</summary>
    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await Task.WhenAll([_accepting, .. _sessions]);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _sessions.Add(ServeAsync(client));
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It was stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await new Session(this, client.GetStream(), _stopping.Token).RunAsync();
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException)
            {
                // The other side went, as it may.
            }
        }
    }

    /// <summary>One connection.</summary>
    private sealed class Session(SmtpServer server, Stream stream, CancellationToken stop)
    {
        private Stream _stream = stream;
        private string? _user;
        private string? _from;
        private string? _to;
        private bool _isGreeted;

        private bool IsEncrypted => _stream is SslStream;

        public async Task RunAsync()
        {
            if (!await SayAsync(await server.Answer("CONNECT") ?? "220 localhost ESMTP"))
            {
                return;
            }

            while (await ReadLineAsync() is { } line)
            {
                server.Commands.Enqueue(line);
                var verb = line.Split(' ', 2)[0].ToUpperInvariant();
                var answer = await server.Answer(line) ?? await AnswerAsync(verb, line);
                if (!await SayAsync(answer) || verb == "QUIT")
                {
                    return;
                }

                if (verb == "STARTTLS" && answer.StartsWith("220", StringComparison.Ordinal))
                {
                    await EncryptAsync();
                }
                else if (verb == "DATA" && answer.StartsWith("354", StringComparison.Ordinal) && !await TakeAsync())
                {
                    return;
                }
            }
        }

        private async Task<string> AnswerAsync(string verb, string line) => verb switch
        {
            "EHLO" => Greet(),
            "HELO" => Greet() is { } ? "250 localhost" : "",
            "STARTTLS" => server.Certificate is null || IsEncrypted ? "502 5.5.1 Not here" : "220 2.0.0 Go ahead",
            "AUTH" => await SignInAsync(line),
            "RSET" => Reset("250 2.0.0 Forgotten"),
            "NOOP" => "250 2.0.0 Yes",
            "QUIT" => "221 2.0.0 Bye",
            _ when !_isGreeted => "503 5.5.1 Say EHLO first",
            _ when server.Login is not null && _user is null => "530 5.7.0 Authentication required",
            "MAIL" when _from is null && Path(line, "MAIL FROM:") is { } from => Set(ref _from, from),
            "RCPT" when _from is not null && Path(line, "RCPT TO:") is { } to => Set(ref _to, to),
            "DATA" when _to is not null => "354 End with a dot",
            "MAIL" or "RCPT" or "DATA" => "503 5.5.1 Not now",
            _ => "500 5.5.2 What?",
        };

        private string Greet()
        {
            _isGreeted = true;
            Reset("");
            var lines = new List<string> { "localhost", "8BITMIME", "SIZE 1000000" };
            if (server.Certificate is not null && !IsEncrypted)
            {
                lines.Add("STARTTLS");
            }

            if (server.Login is not null)
            {
                lines.Add("AUTH LOGIN PLAIN");
            }

            return string.Join("\r\n", lines.Select((line, place) => $"250{(place == lines.Count - 1 ? ' ' : '-')}{line}"));
        }

        private static string? Path(string line, string start) =>
            line.StartsWith(start + "<", StringComparison.OrdinalIgnoreCase) && line.IndexOf('>', StringComparison.Ordinal) is > 0 and var end
                ? line[(start.Length + 1)..end]
                : null;

        private static string Set(ref string? place, string value)
        {
            place = value;
            return "250 2.1.0 Good";
        }

        private string Reset(string answer)
        {
            _from = _to = null;
            return answer;
        }

        private async Task<string> SignInAsync(string line)
        {
            var words = line.Split(' ');
            if (server.Login is not { } login || words.Length < 2)
            {
                return "503 5.5.1 Not here";
            }

            string[] given;
            switch (words[1].ToUpperInvariant())
            {
                case "LOGIN":
                    given = [words.Length > 2 ? Decode(words[2]) : await AskAsync("Username:"), await AskAsync("Password:")];
                    break;
                case "PLAIN":
                    given = (words.Length > 2 ? Decode(words[2]) : await AskAsync("")).Split('\0')[1..];
                    break;
                default:
                    return "504 5.5.4 Not known";
            }

            _user = given is [var user, var password] && user == login.User && password == login.Password ? user : null;
            return _user is null ? "535 5.7.8 Wrong name or password" : "235 2.7.0 Welcome";
        }

        private async Task<string> AskAsync(string question)
        {
            await SayAsync("334 " + Convert.ToBase64String(Encoding.ASCII.GetBytes(question)));
            return Decode(await ReadLineAsync() ?? "");
        }

        private static string Decode(string text) => Encoding.UTF8.GetString(Convert.FromBase64String(text));

        private async Task EncryptAsync()
        {
            var ssl = new SslStream(_stream);
            await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = server.Certificate }, stop);
            _stream = ssl;
            // RFC 3207, section 4.2: whatever was said before is forgotten.
            (_isGreeted, _user) = (false, null);
            Reset("");
        }

        /// <summary>Takes lines up to a single dot and the dot off those that begin with one.</summary>
        private async Task<bool> TakeAsync()
        {
            var data = new StringBuilder();
            while (await ReadLineAsync() is { } line)
            {
                if (data.Length == 0 && await server.Answer("BODY") == Drop)
                {
                    return false;
                }

                if (line == ".")
                {
                    var answer = await server.Answer(".") ?? "250 2.0.0 Taken";
                    if (answer.StartsWith('2'))
                    {
                        server.Mails.Enqueue(new TakenMail(_from!, _to!, data.ToString(), IsEncrypted, _user));
                    }

                    Reset("");
                    return await SayAsync(answer);
                }

                data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            return false;
        }

        private async Task<bool> SayAsync(string answer)
        {
            if (answer == Drop)
            {
                return false;
            }

            await _stream.WriteAsync(Encoding.Latin1.GetBytes(answer + "\r\n"), stop);
            return true;
        }

        /// <summary>A byte at a time: what follows STARTTLS in the same packet must not be taken for plain text.</summary>
        private async Task<string?> ReadLineAsync()
        {
            var line = new List<byte>();
            var one = new byte[1];
            while (await _stream.ReadAsync(one, stop) > 0)
            {
                line.Add(one[0]);
                if (line is [.., (byte)'\r', (byte)'\n'])
                {
                    return Encoding.Latin1.GetString([.. line[..^2]]);
                }
            }

            return null;
        }
    }
}
