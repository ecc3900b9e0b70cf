using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aisle.Kernel;

/// <summary>
/// JSON in the one form that RFC 8785 (JSON Canonicalization Scheme) gives it, so that the same content always has the same
/// bytes and the same hash: no spaces, names in the order of their UTF-16 code units, strings and numbers as ECMAScript writes
/// them. Written either from a parsed document or part by part, names in order.
/// </summary>
public sealed class CanonicalJson
{
    private readonly ArrayBufferWriter<byte> _bytes = new(512);
    private bool _separate;

    /// <summary>What is written so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

    /// <summary>The canonical bytes of a value.</summary>
    /// <exception cref="ArgumentException">A string has half of a surrogate pair, or a number is outside of IEEE 754 double.</exception>
    public static byte[] Of(JsonElement value)
    {
        var json = new CanonicalJson();
        json.Value(value);
        return json.Bytes.ToArray();
    }

    /// <summary>Forgets what is written, to begin anew.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _separate = false;
    }

    /// <summary>Begins an object.</summary>
    public CanonicalJson BeginObject() => Begin((byte)'{');

    /// <summary>Ends an object.</summary>
    public CanonicalJson EndObject() => End((byte)'}');

    /// <summary>Begins an array.</summary>
    public CanonicalJson BeginArray() => Begin((byte)'[');

    /// <summary>Ends an array.</summary>
    public CanonicalJson EndArray() => End((byte)']');

    /// <summary>A name in an object. The caller keeps the order of names.</summary>
    public CanonicalJson Name(string name)
    {
        Separate();
        Quoted(name);
        _bytes.Write(":"u8);
        _separate = false;
        return this;
    }

    /// <summary>A string.</summary>
    /// <exception cref="ArgumentException">It has half of a surrogate pair.</exception>
    public CanonicalJson Text(string text)
    {
        Separate();
        Quoted(text);
        return this;
    }

    /// <summary>A UUID, in small letters.</summary>
    public CanonicalJson Id(Guid id)
    {
        Separate();
        var span = _bytes.GetSpan(38);
        span[0] = (byte)'"';
        _ = Utf8Formatter.TryFormat(id, span[1..], out _);
        span[37] = (byte)'"';
        _bytes.Advance(38);
        return this;
    }

    /// <summary>Bytes, as a string of hexadecimal digits in small letters.</summary>
    public CanonicalJson Hex(ReadOnlySpan<byte> bytes)
    {
        Separate();
        Quoted(Convert.ToHexStringLower(bytes));
        return this;
    }

    /// <summary>A whole number that every reader of JSON reads exactly.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is further from zero than 2^53 - 1.</exception>
    public CanonicalJson Whole(long number)
    {
        const long Largest = (1L << 53) - 1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(number, Largest);
        ArgumentOutOfRangeException.ThrowIfLessThan(number, -Largest);
        Separate();
        _ = Utf8Formatter.TryFormat(number, _bytes.GetSpan(20), out var written);
        _bytes.Advance(written);
        return this;
    }

    /// <summary>A value whose canonical bytes are there already.</summary>
    public CanonicalJson Made(ReadOnlySpan<byte> canonical)
    {
        Separate();
        _bytes.Write(canonical);
        return this;
    }

    /// <summary>True or false.</summary>
    public CanonicalJson Flag(bool value)
    {
        Separate();
        _bytes.Write(value ? "true"u8 : "false"u8);
        return this;
    }

    /// <summary>Any value.</summary>
    /// <exception cref="ArgumentException">A string has half of a surrogate pair, or a number is outside of IEEE 754 double.</exception>
    public CanonicalJson Value(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                BeginObject();
                foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    Name(property.Name).Value(property.Value);
                }

                return EndObject();
            case JsonValueKind.Array:
                BeginArray();
                foreach (var item in value.EnumerateArray())
                {
                    Value(item);
                }

                return EndArray();
            case JsonValueKind.String:
                return Text(value.GetString()!);
            case JsonValueKind.Number:
                Separate();
                _bytes.Write(Encoding.ASCII.GetBytes(Number(value.GetDouble())));
                return this;
            case JsonValueKind.True or JsonValueKind.False:
                return Flag(value.GetBoolean());
            default:
                Separate();
                _bytes.Write("null"u8);
                return this;
        }
    }

    /// <summary>A number as ECMAScript writes it (ECMA-262, Number::toString), from the shortest digits that read back the same.</summary>
    internal static string Number(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new ArgumentException("JSON has no such number.", nameof(number));
        }

        if (number == 0)
        {
            return "0";
        }

        var (digits, point) = Shortest(Math.Abs(number).ToString("R", CultureInfo.InvariantCulture));
        var exponent = point - 1;
        var text = point switch
        {
            > 0 and <= 21 when digits.Length <= point => digits + new string('0', point - digits.Length),
            > 0 and <= 21 => digits[..point] + "." + digits[point..],
            > -6 and <= 0 => "0." + new string('0', -point) + digits,
            _ => (digits.Length == 1 ? digits : digits[..1] + "." + digits[1..]) + (exponent < 0 ? "e-" : "e+") + Math.Abs(exponent).ToString(CultureInfo.InvariantCulture),
        };
        return number < 0 ? "-" + text : text;
    }

    /// <summary>The digits of the shortest text that reads back the same, and how many of them stand before the point.</summary>
    private static (string Digits, int Point) Shortest(string text)
    {
        var (mantissa, exponent) = text.IndexOf('E', StringComparison.Ordinal) is var at and >= 0
            ? (text[..at], int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)) : (text, 0);
        var whole = mantissa.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? dot : mantissa.Length;
        var all = mantissa.Replace(".", "", StringComparison.Ordinal);
        var digits = all.TrimStart('0');
        return (digits.TrimEnd('0'), whole + exponent - (all.Length - digits.Length));
    }

    private CanonicalJson Begin(byte bracket)
    {
        Separate();
        _bytes.Write([bracket]);
        _separate = false;
        return this;
    }

    private CanonicalJson End(byte bracket)
    {
        _bytes.Write([bracket]);
        _separate = true;
        return this;
    }

    private void Separate()
    {
        if (_separate)
        {
            _bytes.Write(","u8);
        }

        _separate = true;
    }

    private void Quoted(string text)
    {
        _bytes.Write("\""u8);
        var from = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var letter = text[at];
            if (letter is >= ' ' and not '"' and not '\\')
            {
                continue;
            }

            Plain(text.AsSpan(from, at - from));
            from = at + 1;
            _bytes.Write(letter switch
            {
                '"' => "\\\""u8,
                '\\' => "\\\\"u8,
                '\b' => "\\b"u8,
                '\t' => "\\t"u8,
                '\n' => "\\n"u8,
                '\f' => "\\f"u8,
                '\r' => "\\r"u8,
                _ => Encoding.ASCII.GetBytes($"\\u{(int)letter:x4}"),
            });
        }

        Plain(text.AsSpan(from));
        _bytes.Write("\""u8);
    }

    private void Plain(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return;
        }

        var span = _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        if (System.Text.Unicode.Utf8.FromUtf16(text, span, out _, out var written, replaceInvalidSequences: false) != OperationStatus.Done)
        {
            throw new ArgumentException("A string has half of a surrogate pair.", nameof(text));
        }

        _bytes.Advance(written);
    }
}
