using System.Security.Cryptography;
using System.Text;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.Bkash;
using Aisle.Modules.Payments.Providers.Nagad;
using Aisle.Modules.Payments.Providers.SslCommerz;
using Aisle.Modules.Payments.Providers.Stripe;
using Aisle.Modules.Payments.Providers.Wire;

namespace Aisle.UnitTests.Payments;

public sealed class WireTests
{
    [Theory]
    [InlineData("2026-01-23T02:20:05:736 GMT+0600", "2026-01-22T20:20:05.736Z")]
    [InlineData("2026-01-23T02:20:05:736 GMT-0330", "2026-01-23T05:50:05.736Z")]
    public void bKashs_times_have_a_colon_before_the_milliseconds(string text, string utc) =>
        BkashMessages.TimeOf(text).ShouldBe(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture));

    [Theory]
    [InlineData("")]
    [InlineData("2026-01-23T02:20:05.736Z")]
    [InlineData("2026-01-23T02:20:05:736 GMT")]
    [InlineData("2026-01-23T02:20:05:736 GMT+9999")]
    public void What_is_none_of_their_times_is_none(string text) => BkashMessages.TimeOf(text).ShouldBeNull();

    [Fact]
    public void The_signature_of_an_event_is_over_its_time_a_dot_and_its_bytes()
    {
        var body = Encoding.UTF8.GetBytes("{\"a\":1}");
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData("whsec_x"u8, "1700000000.{\"a\":1}"u8));
        StripeSignature.Of("whsec_x", "1700000000", body).ShouldBe(expected);
        StripeSignature.IsRight($"t=1700000000,v0=zz,v1=11,v1={expected}", body, ["whsec_old", "whsec_x"], DateTimeOffset.FromUnixTimeSeconds(1_700_000_300)).ShouldBeTrue();
        StripeSignature.IsRight($"t=1700000000,v1={expected}", body, ["whsec_x"], DateTimeOffset.FromUnixTimeSeconds(1_700_000_301)).ShouldBeFalse();
        StripeSignature.IsRight($"t=1700000000,t=1700000001,v1={expected}", body, ["whsec_x"], DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)).ShouldBeFalse();
    }

    [Fact]
    public void The_hash_of_a_notice_sorts_its_fields_and_adds_the_passwords_hash()
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["tran_id"] = "T1", ["amount"] = "100.00", ["status"] = "VALID" };
        // amount=100.00&status=VALID&store_passwd=md5(secret)&tran_id=T1
        var text = $"amount=100.00&status=VALID&store_passwd={Md5("secret")}&tran_id=T1";
        SslCommerzHash.Of(fields, ["tran_id", "status", "amount", "missing"], "secret").ShouldBe(Md5(text));

        static string Md5(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void What_is_sealed_for_Nagad_opens_with_the_other_keys_and_no_others()
    {
        using var merchant = RSA.Create(2048);
        using var gateway = RSA.Create(2048);
        var ours = new NagadCrypto(NagadCrypto.PrivateKey(Convert.ToBase64String(merchant.ExportPkcs8PrivateKey())), NagadCrypto.PublicKey(gateway.ExportSubjectPublicKeyInfoPem()));
        var theirs = new NagadCrypto(NagadCrypto.PrivateKey(gateway.ExportRSAPrivateKeyPem()), NagadCrypto.PublicKey(Convert.ToBase64String(merchant.ExportSubjectPublicKeyInfo())));
        var (data, signature) = ours.Seal("{\"orderId\":\"A\"}");

        theirs.Open(data, signature).ShouldBe("{\"orderId\":\"A\"}");
        theirs.Open(data, Convert.ToBase64String(new byte[256])).ShouldBeNull();
        theirs.Open("no base64", signature).ShouldBeNull();
        ours.Open(data, signature).ShouldBeNull();
    }

    [Fact]
    public void Keys_of_attempts_are_twenty_capitals_and_digits_and_never_the_same()
    {
        var keys = Enumerable.Range(0, 10_000).Select(_ => AttemptKey.Of(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()))).ToList();
        keys.ShouldAllBe(key => key.Length == AttemptKey.Length && key.All(letter => char.IsAsciiDigit(letter) || char.IsAsciiLetterUpper(letter)));
        keys.Distinct().Count().ShouldBe(keys.Count);
    }

    [Fact]
    public void Json_of_providers_is_read_in_any_case_and_not_at_all_where_it_is_ambiguous()
    {
        var json = WireJson.Parse("""{"paymentId":"P","expires_in":"3600","n":12,"list":[{"a":1},2],"none":null}""")!.Value;
        (json.Text("paymentID"), json.Number("expires_in"), json.Text("n"), json.Text("list"), json.Has("none"), json.List("list").Count()).ShouldBe(("P", 3600L, "12", "", false, 1));
        WireJson.Parse("""{"a":1,"a":2}""").ShouldBeNull();
        WireJson.Parse("[1]").ShouldBeNull();
        WireJson.Parse(new string('{', 1000)).ShouldBeNull();
        WireJson.Amount("1250.00", "BDT").ShouldBe(new Money(125000, Currency.Get("BDT")));
        WireJson.Amount("1,250.00", "BDT").ShouldBeNull();
        WireJson.Amount("1250.001", "BDT").ShouldBeNull();
    }

    [Fact]
    public void A_query_keeps_its_distance_from_what_was_sent_and_from_the_last_one()
    {
        var plan = new SweepPlan(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));
        var at = TimeProvider.System.GetUtcNow();
        var attempt = new Attempt("S1", Guid.CreateVersion7(at), "R", new Money(1, Currency.Get("BDT")), at);
        plan.NextAt(attempt).ShouldBe(at.AddMinutes(1));
        plan.NextAt(attempt with { LastAskedAt = at.AddMinutes(1) }).ShouldBe(at.AddMinutes(6));
        plan.NextAt(attempt with { LastAskedAt = at.AddMinutes(1), LastSentAt = at.AddMinutes(20) }).ShouldBe(at.AddMinutes(21));
        plan.IsOver(attempt, at.AddMinutes(59)).ShouldBeFalse();
        plan.IsOver(attempt, at.AddMinutes(60)).ShouldBeTrue();
    }
}
