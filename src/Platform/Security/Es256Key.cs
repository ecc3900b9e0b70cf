using System.Security.Cryptography;

namespace Aisle.Platform.Security;

/// <summary>A key of ECDSA on P-256 with SHA-256 (RFC 7518, section 3.4), named by its id. Safe for use by several threads.</summary>
public sealed class Es256Key : IDisposable
{
    private readonly ECDsa _key;
    private readonly Lock _turn = new();

    private Es256Key(string id, ECDsa key)
    {
        Id = id;
        _key = key;
    }

    /// <summary>Key id (<c>kid</c>): the thumbprint of RFC 7638.</summary>
    public string Id { get; }

    /// <summary>Makes a new key.</summary>
    public static Es256Key Create()
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new Es256Key(ThumbprintOf(key), key);
    }

    /// <summary>A key from its PKCS#8 form.</summary>
    public static Es256Key FromPrivate(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return new Es256Key(ThumbprintOf(key), key);
    }

    /// <summary>A key from its numbers (RFC 7518, section 6.2).</summary>
    /// <param name="x">X of the point, 32 bytes.</param>
    /// <param name="y">Y of the point, 32 bytes.</param>
    /// <param name="d">The private number, or null.</param>
    public static Es256Key FromNumbers(byte[] x, byte[] y, byte[]? d = null)
    {
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y }, D = d });
        return new Es256Key(ThumbprintOf(key), key);
    }

    /// <summary>PKCS#8 form, to be sealed.</summary>
    public byte[] PrivateBytes() => _key.ExportPkcs8PrivateKey();

    /// <summary>The public numbers.</summary>
    public (byte[] X, byte[] Y) PublicNumbers()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return (point.X!, point.Y!);
    }

    /// <summary>The signature: R and S, 32 bytes each.</summary>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        lock (_turn)
        {
            return _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <summary>Whether the signature is of this key over these bytes.</summary>
    public bool Verifies(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != 64)
        {
            return false;
        }

        lock (_turn)
        {
            return _key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static string ThumbprintOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        // Members in this order and without blanks (RFC 7638, section 3).
        var json = $$"""{"crv":"P-256","kty":"EC","x":"{{System.Buffers.Text.Base64Url.EncodeToString(point.X)}}","y":"{{System.Buffers.Text.Base64Url.EncodeToString(point.Y)}}"}""";
        return System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(json)));
    }
}
