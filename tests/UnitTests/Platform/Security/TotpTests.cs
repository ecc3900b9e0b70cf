using System.Text;
using Aisle.Platform.Security;

namespace Aisle.UnitTests.Platform.Security;

public sealed class TotpTests
{
    private static readonly byte[] _secret = "12345678901234567890"u8.ToArray();

    [Theory]
    // RFC 6238, appendix B.
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void The_codes_of_rfc_6238(long seconds, string code) =>
        Totp.Code(_secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8).ShouldBe(code);

    [Fact]
    public void The_codes_of_rfc_4226() =>
        Enumerable.Range(0, 10).Select(step => Totp.Code(_secret, step))
            .ShouldBe(["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]);

    [Theory]
    // RFC 4648, section 10, without padding.
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base_32_of_rfc_4648(string text, string encoded) => Totp.Base32(Encoding.ASCII.GetBytes(text)).ShouldBe(encoded);

    [Fact]
    public void A_code_is_good_in_its_step_and_beside_it_and_once()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_000_000_015);
        var step = Totp.StepOf(now);
        foreach (var offset in (int[])[-1, 0, 1])
        {
            Totp.Match(_secret, Totp.Code(_secret, step + offset), now, lastUsed: null).ShouldBe(step + offset);
            Totp.Match(_secret, Totp.Code(_secret, step + offset), now, lastUsed: step + offset).ShouldBeNull();
        }

        Totp.Match(_secret, Totp.Code(_secret, step - 2), now, lastUsed: null).ShouldBeNull();
        Totp.Match(_secret, Totp.Code(_secret, step + 2), now, lastUsed: null).ShouldBeNull();
        Totp.Match(_secret, Totp.Code(_secret, step - 1), now, lastUsed: step).ShouldBeNull("a code from before the last one may have been seen");
        foreach (var wrong in (string[])["", "0", "abcdef", "১২৩৪৫৬", "1234567"])
        {
            Totp.Match(_secret, wrong, now, lastUsed: null).ShouldBeNull();
        }
    }

    [Fact]
    public void The_address_for_an_app_is_escaped() =>
        Totp.Address("shop.example", "a&b@x.example", _secret)
            .ShouldBe("otpauth://totp/shop.example:a%26b%40x.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=shop.example&algorithm=SHA1&digits=6&period=30");
}
