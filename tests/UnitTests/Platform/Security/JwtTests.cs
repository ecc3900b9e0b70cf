using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Aisle.Platform.Security;

namespace Aisle.UnitTests.Platform.Security;

public sealed class JwtTests
{
    private static readonly DateTimeOffset _now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly JwtRules _rules = new("https://shop.example", "aisle", TimeSpan.FromSeconds(30));
    private static readonly Es256Key _key = Es256Key.Create();
    private static readonly Es256Key _foreign = Es256Key.Create();

    // RFC 7515, appendix A.3.
    private const string RfcX = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    private const string RfcY = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    private const string RfcSigned = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    private const string RfcSignature = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    [Fact]
    public void The_signature_of_rfc_7515_verifies_and_one_changed_bit_of_it_does_not()
    {
        using var key = Es256Key.FromNumbers(Base64Url.DecodeFromChars(RfcX), Base64Url.DecodeFromChars(RfcY));
        var (data, signature) = (Encoding.ASCII.GetBytes(RfcSigned), Base64Url.DecodeFromChars(RfcSignature));

        key.Verifies(data, signature).ShouldBeTrue();
        for (var bit = 0; bit < signature.Length * 8; bit++)
        {
            var changed = (byte[])signature.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            key.Verifies(data, changed).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_token_of_ours_is_read_back()
    {
        Read(Token(), out var claims).ShouldBe(JwtFault.None);
        Jwt.Text(claims, "sub").ShouldBe("me");
    }

    [Theory]
    // RFC 7519, sections 6.1 and 3.1: not secured at all, and secured by a shared secret.
    [InlineData("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.", JwtFault.Header)]
    [InlineData("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", JwtFault.Header)]
    [InlineData("", JwtFault.Malformed)]
    [InlineData("..", JwtFault.Malformed)]
    [InlineData("a.b", JwtFault.Malformed)]
    [InlineData("a.b.c.d", JwtFault.Malformed)]
    [InlineData("W10.W10.W10", JwtFault.Malformed)]
    public void What_is_no_token_of_ours_is_refused(string token, JwtFault fault) => Read(token, out _).ShouldBe(fault);

    [Fact]
    public void The_public_key_is_no_shared_secret()
    {
        var (x, y) = _key.PublicNumbers();
        foreach (var secret in (byte[][])[x, y, [.. x, .. y], Encoding.UTF8.GetBytes(Base64Url.EncodeToString(x))])
        {
            var signed = Part($$"""{"alg":"HS256","kid":"{{_key.Id}}","typ":"JWT"}""") + "." + Part(Claims());
            Read($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}", out _).ShouldBe(JwtFault.Header);
        }
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"None","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"es256","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES384","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"RS256","kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":["ES256"],"kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"kid":"KID","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","typ":"JWT"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"ES256","kid":"KID","typ":"JWT","crit":["exp"]}""")]
    [InlineData("""{"alg":"ES256","kid":"\ud800","typ":"JWT"}""")]
    public void Only_our_header_is_taken_even_with_our_signature(string header) =>
        Read(Token(header: header.Replace("KID", _key.Id, StringComparison.Ordinal)), out _).ShouldBe(JwtFault.Header);

    [Fact]
    public void A_key_that_comes_with_the_token_is_not_looked_at()
    {
        var (x, y) = _foreign.PublicNumbers();
        var jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}""";

        Read(Token(header: $$"""{"alg":"ES256","kid":"{{_key.Id}}","typ":"JWT","jwk":{{jwk}}}""", by: _foreign), out _).ShouldBe(JwtFault.Signature);
        Read(Token(by: _foreign), out _).ShouldBe(JwtFault.Signature);
        Read(Token(header: $$"""{"alg":"ES256","kid":"{{_foreign.Id}}","typ":"JWT"}""", by: _foreign), out _).ShouldBe(JwtFault.Key);
        Read(Token(header: """{"alg":"ES256","kid":"../../etc/passwd","typ":"JWT"}"""), out _).ShouldBe(JwtFault.Key);
    }

    [Fact]
    public void A_member_that_stands_twice_is_refused()
    {
        Read(Token(header: $$"""{"alg":"none","alg":"ES256","kid":"{{_key.Id}}","typ":"JWT"}"""), out _).ShouldBe(JwtFault.Malformed);
        Read(Token(claims: Claims()[..^1] + ",\"sub\":\"you\"}"), out _).ShouldBe(JwtFault.Malformed);
    }

    [Fact]
    public void No_other_spelling_of_a_token_is_taken()
    {
        var token = Token();
        var parts = token.Split('.');
        foreach (var other in (string[])[token + "=", token + "==", parts[0] + "=." + parts[1] + "." + parts[2], token + " ", " " + token, token + "\n", token.Replace('-', '+').Replace('_', '/') + "/", token + "A"])
        {
            Read(other, out _).ShouldNotBe(JwtFault.None, other);
        }

        // The last character of 64 bytes carries four bits that mean nothing: only the spelling with zeros is one.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        foreach (var letter in alphabet.Where(letter => letter != token[^1]))
        {
            Read(token[..^1] + letter, out _).ShouldNotBe(JwtFault.None);
        }
    }

    [Fact]
    public void Every_changed_character_is_found()
    {
        var token = Token();
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token.ToCharArray();
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            Read(new string(changed), out _).ShouldNotBe(JwtFault.None, $"character {i}");
        }
    }

    [Theory]
    [InlineData("iss", "\"https://other.example\"", JwtFault.Audience)]
    [InlineData("iss", "\"https://shop.example/\"", JwtFault.Audience)]
    [InlineData("aud", "\"other\"", JwtFault.Audience)]
    [InlineData("aud", "[\"aisle\"]", JwtFault.Audience)]
    [InlineData("exp", "\"9999999999\"", JwtFault.Time)]
    [InlineData("exp", "1e300", JwtFault.Time)]
    [InlineData("exp", "-1", JwtFault.Time)]
    [InlineData("exp", "null", JwtFault.Time)]
    [InlineData("iat", "9999999999", JwtFault.Time)]
    public void A_wrong_claim_is_refused_although_we_signed_it(string name, string value, JwtFault fault) =>
        Read(Token(claims: Claims((name, value))), out _).ShouldBe(fault);

    [Theory]
    [InlineData(-29, JwtFault.None)]
    [InlineData(-30, JwtFault.Time)]
    [InlineData(1, JwtFault.None)]
    public void Clocks_may_be_half_a_minute_apart_at_the_end(int seconds, JwtFault fault) =>
        Read(Token(claims: Claims(("exp", (_now.ToUnixTimeSeconds() + seconds).ToString(System.Globalization.CultureInfo.InvariantCulture)))), out _).ShouldBe(fault);

    [Theory]
    [InlineData(30, JwtFault.None)]
    [InlineData(31, JwtFault.Time)]
    public void Clocks_may_be_half_a_minute_apart_at_the_beginning(int seconds, JwtFault fault) =>
        Read(Token(claims: Claims(("nbf", (_now.ToUnixTimeSeconds() + seconds).ToString(System.Globalization.CultureInfo.InvariantCulture)))), out _).ShouldBe(fault);

    [Fact]
    public void A_key_keeps_its_name_and_signs_after_it_was_stored()
    {
        using var again = Es256Key.FromPrivate(_key.PrivateBytes());

        again.Id.ShouldBe(_key.Id);
        _key.Verifies("x"u8, again.Sign("x"u8)).ShouldBeTrue();
    }

    private static JwtFault Read(string token, out System.Text.Json.JsonElement claims) => Jwt.Read(token, kid => kid == _key.Id ? _key : null, _rules, _now, out claims);

    private static string Token(string? header = null, string? claims = null, Es256Key? by = null)
    {
        var signed = Part(header ?? $$"""{"alg":"ES256","kid":"{{_key.Id}}","typ":"JWT"}""") + "." + Part(claims ?? Claims());
        return $"{signed}.{Base64Url.EncodeToString((by ?? _key).Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Claims(params (string Name, string Value)[] changes)
    {
        var claims = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["iss"] = "\"https://shop.example\"",
            ["aud"] = "\"aisle\"",
            ["sub"] = "\"me\"",
            ["iat"] = _now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["exp"] = (_now.ToUnixTimeSeconds() + 600).ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in changes)
        {
            claims[name] = value;
        }

        return "{" + string.Join(',', claims.Select(claim => $"\"{claim.Key}\":{claim.Value}")) + "}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
