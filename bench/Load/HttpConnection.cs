using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aisle.Bench.Load;

/// <summary>
/// One HTTP/1.1 connection that blocks, kept open. It reads only what a load generator has to know (status, length or
/// chunks), because whatever it does besides is taken from the two cores that the shop needs.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly ArrayBufferWriter<byte> _body = new();
    private int _head;

    public HttpConnection(IPEndPoint server)
    {
        _socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000, SendTimeout = 30_000 };
        _socket.Connect(server);
    }

    /// <summary>Whether the body of the last answer is kept, for who has to know more of it than its size.</summary>
    public bool KeepsBody { get; init; }

    /// <summary>The body of the last answer, where it is kept.</summary>
    public string Body => Encoding.UTF8.GetString(_body.WrittenSpan);

    public void Dispose() => _socket.Dispose();

    /// <summary>A request of a program as it goes over the wire; the answer is not compressed.</summary>
    public static byte[] Request(string path, string host, string? cookies = null) => Request(path, host, cookies is null ? "" : $"Cookie: {cookies}\r\n", "*/*");

    /// <summary>A request for a page as every browser makes it: compressed.</summary>
    public static byte[] PageRequest(string path, string host) => Request(path, host, "Accept-Encoding: gzip, deflate, br\r\n", "text/html");

    /// <summary>A request that carries something.</summary>
    public static byte[] Request(string method, string path, string host, string headers, string type, string body) =>
        Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: aisle-bench\r\nAccept: */*\r\n{headers}Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    private static byte[] Request(string path, string host, string headers, string accept) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: aisle-bench\r\nAccept: {accept}\r\n{headers}\r\n");

    /// <summary>Sends a request and reads the whole answer.</summary>
    public (int Status, long Body) Send(byte[] request)
    {
        _body.Clear();
        for (var sent = 0; sent < request.Length;)
        {
            sent += _socket.Send(request, sent, request.Length - sent, SocketFlags.None);
        }

        var filled = 0;
        int end;
        while ((end = _buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
        {
            if (filled == _buffer.Length)
            {
                throw new InvalidDataException("The head of the answer does not end.");
            }

            filled += Receive(_buffer.AsSpan(filled));
        }

        _head = end + 4;
        var status = Utf8Parser.TryParse(_buffer.AsSpan(9, 3), out int code, out _) ? code : 0;
        var there = _buffer.AsSpan(_head, filled - _head);
        return (status, Number("\r\nContent-Length: "u8) is { } length ? Sized(length, there) : Chunked(there));
    }

    /// <summary>A header of the last answer that holds a number.</summary>
    public long? Number(ReadOnlySpan<byte> name)
    {
        var head = _buffer.AsSpan(0, _head);
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out long value, out _) ? value : null;
    }

    /// <summary>A header of the last answer in words.</summary>
    public string? Header(string name)
    {
        var head = Encoding.ASCII.GetString(_buffer, 0, _head);
        var at = head.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase);
        return at < 0 ? null : head[(at + name.Length + 4)..head.IndexOf("\r\n", at + 2, StringComparison.Ordinal)];
    }

    private long Sized(long length, Span<byte> there)
    {
        Keep(there);
        for (var left = length - there.Length; left > 0;)
        {
            var read = Receive(_buffer.AsSpan(_head));
            Keep(_buffer.AsSpan(_head, read));
            left -= read;
        }

        return length;
    }

    private long Chunked(Span<byte> there)
    {
        if (_buffer.AsSpan(0, _head).IndexOf("\r\nTransfer-Encoding: chunked"u8) < 0)
        {
            return 0;
        }

        var chunks = new ChunkReader(KeepsBody ? _body : null);
        chunks.Take(there);
        while (!chunks.Ended)
        {
            var read = Receive(_buffer.AsSpan(_head));
            chunks.Take(_buffer.AsSpan(_head, read));
        }

        return chunks.Bytes;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (KeepsBody)
        {
            _body.Write(bytes);
        }
    }

    private int Receive(Span<byte> into) =>
        _socket.Receive(into) is var read and > 0 ? read : throw new InvalidDataException("The server closed the connection.");

    /// <summary>Finds the end of a chunked body (RFC 9112, 7.1), and keeps it where somebody wants it.</summary>
    private struct ChunkReader(ArrayBufferWriter<byte>? kept)
    {
        private long _data;
        private long _size;
        private bool _last;
        private int _lineLength;

        public long Bytes { get; private set; }

        public bool Ended { get; private set; }

        public void Take(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0 && !Ended)
            {
                if (_data > 0)
                {
                    var skipped = (int)Math.Min(_data, bytes.Length);
                    kept?.Write(bytes[..skipped]);
                    _data -= skipped;
                    bytes = bytes[skipped..];
                    continue;
                }

                Line(bytes[0]);
                bytes = bytes[1..];
            }
        }

        /// <summary>A size line; the empty one after a chunk's data; or, after the last chunk, trailers and the empty line.</summary>
        private void Line(byte letter)
        {
            if (letter == '\n')
            {
                var empty = _lineLength == 0;
                Ended = _last && empty;
                _last |= !empty && _size == 0;
                (_data, Bytes, _size, _lineLength) = (_size, Bytes + _size, 0, 0);
            }
            else if (letter != '\r')
            {
                _lineLength++;
                _size = _last ? 0 : (_size << 4) + (letter <= '9' ? letter - '0' : (letter | 32) - 'a' + 10);
            }
        }
    }
}
