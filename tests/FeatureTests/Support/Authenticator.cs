using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aisle.FeatureTests.Support;

/// <summary>A passkey device in software: answers WebAuthn requests as a browser with an authenticator does (WebAuthn level 3).</summary>
public sealed class Authenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string? _user;

    /// <summary>How often it has signed.</summary>
    public uint Count { get; set; }

    /// <summary>The address of the page that the browser shows.</summary>
    public string Origin { get; set; } = "http://shop.example";

    /// <summary>Whether it asked for a finger or PIN.</summary>
    public bool Verifies { get; set; } = true;

    /// <summary>Answers a request to make a passkey.</summary>
    public JsonObject Create(JsonElement options)
    {
        _user = options.GetProperty("user").GetProperty("id").GetString();
        var client = ClientData("webauthn.create", options);
        var data = AuthenticatorData(options.GetProperty("rp").GetProperty("id").GetString()!, withKey: true);
        // {"fmt": "none", "attStmt": {}, "authData": …} in CBOR.
        byte[] attestation = [0xA3, .. Text("fmt"), .. Text("none"), .. Text("attStmt"), 0xA0, .. Text("authData"), .. Bytes(data)];
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["attestationObject"] = Base64Url.EncodeToString(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Answers a request to log in.</summary>
    public JsonObject Get(JsonElement options)
    {
        Count++;
        var client = ClientData("webauthn.get", options);
        var data = AuthenticatorData(options.GetProperty("rpId").GetString()!, withKey: false);
        var signature = _key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Base64Url.EncodeToString(client),
            ["authenticatorData"] = Base64Url.EncodeToString(data),
            ["signature"] = Base64Url.EncodeToString(signature),
            ["userHandle"] = _user,
        });
    }

    public void Dispose() => _key.Dispose();

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Base64Url.EncodeToString(_id),
        ["rawId"] = Base64Url.EncodeToString(_id),
        ["type"] = "public-key",
        ["authenticatorAttachment"] = "platform",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] ClientData(string type, JsonElement options) =>
        Encoding.UTF8.GetBytes(new JsonObject { ["type"] = type, ["challenge"] = options.GetProperty("challenge").GetString(), ["origin"] = Origin, ["crossOrigin"] = false }.ToJsonString());

    private byte[] AuthenticatorData(string domain, bool withKey)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        var flags = (byte)(UserPresent | (Verifies ? UserVerified : 0) | (withKey ? HasCredential : 0));
        byte[] head = [.. SHA256.HashData(Encoding.UTF8.GetBytes(domain)), flags, .. count];
        if (!withKey)
        {
            return head;
        }

        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        // A key of type EC2 for ES256 on P-256 (RFC 9053, 7.1): {1: 2, 3: -7, -1: 1, -2: x, -3: y}.
        byte[] key = [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, .. Bytes(point.X!), 0x22, .. Bytes(point.Y!)];
        return [.. head, .. new byte[16], 0, (byte)_id.Length, .. _id, .. key];
    }

    private static byte[] Text(string text) => [(byte)(0x60 + text.Length), .. Encoding.UTF8.GetBytes(text)];

    private static byte[] Bytes(byte[] bytes) => bytes.Length < 24 ? [(byte)(0x40 + bytes.Length), .. bytes] : bytes.Length < 256 ? [0x58, (byte)bytes.Length, .. bytes] : [0x59, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
}
