using System.Globalization;
using System.Text;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Modules.Payments.Providers;
using Aisle.Modules.Payments.Providers.SslCommerz;
using Aisle.Modules.Payments.Providers.Stripe;
using Aisle.Sandbox;

namespace Aisle.FeatureTests.Payments;

/// <summary>What strangers send to the addresses of providers: refused with a code, whatever it is.</summary>
public sealed class MessageTests(PaymentsLab lab) : IClassFixture<PaymentsLab>
{
    private static readonly string[] _texts =
    [
        " ", "{", "{}", "[]", "null", "\"x\"", "1", "true", "<xml/>", "a=b", "=", "&&&&", "status=VALID", "status=VALID&tran_id=1&verify_key=status,tran_id&verify_sign=00000000000000000000000000000000",
        "{\"id\":\"evt_1\",\"id\":\"evt_2\"}", "{\"Type\":\"Notification\",\"Type\":\"Notification\"}", "{\"Type\":\"Notification\",\"TopicArn\":\"arn:aws:sns:ap-southeast-1:000000000000:sandbox-bkash\",\"SigningCertURL\":\"https://evil.example/x.pem\",\"Signature\":\"AAAA\",\"SignatureVersion\":\"1\"}",
        "{\"id\":{\"a\":[1,2]},\"object\":\"event\",\"type\":7,\"data\":null}", "\u0000", "%00=%00&%zz=1", "status=VALID&status=FAILED&tran_id=1", new string('[', 100_000), "x=" + new string('a', 200_000), string.Join('&', Enumerable.Range(0, 5000).Select(number => $"p{number}=1")),
    ];

    [Theory]
    [InlineData("bkash")]
    [InlineData("nagad")]
    [InlineData("sslcommerz")]
    [InlineData("stripe")]
    public async Task Hostile_bodies_are_refused_with_a_code(string provider)
    {
        await lab.ReadyAsync();
        byte[][] bodies = [.. _texts.Select(Encoding.UTF8.GetBytes), [0xFF, 0xFE, 0x7B], [.. "{\"id\":\""u8, 0xC3, 0x28, .. "\"}"u8], new byte[IncomingMessage.MostBytes + 1]];
        foreach (var body in bodies)
        {
            foreach (var type in (string[])["", "application/json", "application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
            {
                foreach (var signature in (string[])["", "t=1,v1=00", "t=x", "t=99999999999999999999,v1=", ",,,,=", string.Join(',', Enumerable.Repeat("v1=00", 500))])
                {
                    var headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["stripe-signature"] = signature, ["x-amz-sns-message-type"] = "Notification" };
                    var read = await lab.Provider(provider).ReadAsync(new IncomingMessage(PaymentsLab.Store, [], type, headers, body), PaymentsLab.Stop);
                    read.IsFailure.ShouldBeTrue(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(100, body.Length))));
                    read.FirstError.Code.ShouldBeOneOf("payment.message_forged", "payment.message_unreadable");
                }
            }
        }
    }

    [Theory]
    [InlineData("bkash", "paymentID=TR0011AAAA&status=success&status=cancel")]
    [InlineData("bkash", "paymentID=TR0011AAAA&status=paid")]
    [InlineData("bkash", "paymentID=../../x&status=success")]
    [InlineData("bkash", "")]
    [InlineData("nagad", "payment_ref_id=x&order_id=short&status=Success")]
    [InlineData("nagad", "payment_ref_id=x&order_id=AAAAAAAAAAAAAAAAAAAA&status=Paid")]
    [InlineData("sslcommerz", "status=VALID&tran_id=1")]
    [InlineData("stripe", "session_id=pi_1&status=success")]
    [InlineData("stripe", "session_id=cs_1&status=")]
    public async Task Hostile_returns_are_refused_with_a_code(string provider, string query)
    {
        await lab.ReadyAsync();
        var pairs = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1])).ToList();

        (await lab.Provider(provider).ReadAsync(new IncomingMessage(PaymentsLab.Store, pairs, "", new Dictionary<string, string>(StringComparer.Ordinal), default), PaymentsLab.Stop)).FirstError.Code.ShouldBe("payment.message_unreadable");
    }

    [Fact]
    public async Task A_signature_holds_for_its_body_its_time_and_its_secret_alone()
    {
        await lab.ReadyAsync();
        var now = lab.Clock.GetUtcNow();
        const string Body = """{"id":"evt_1","object":"event","type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","object":"payment_intent","metadata":{"attempt":"A"}}}}""";
        Task<Result<ProviderMessage>> Read(string header, string body = Body) => lab.Provider("stripe").ReadAsync(new IncomingMessage(PaymentsLab.Store, [], "application/json", new Dictionary<string, string>(StringComparer.Ordinal) { ["stripe-signature"] = header }, Encoding.UTF8.GetBytes(body)), PaymentsLab.Stop);
        string Sign(DateTimeOffset at, string secret = SandboxKeys.StripeWebhookSecret) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) is var time ? $"t={time},v1={StripeSignature.Of(secret, time, Encoding.UTF8.GetBytes(Body))}" : "";

        (await Read(Sign(now))).Value.Id.ShouldBe("evt_1");
        (await Read(Sign(now).Replace(",v1=", ",v1=" + new string('0', 64) + ",v1=", StringComparison.Ordinal))).IsSuccess.ShouldBeTrue("one of several is enough");
        (await Read(Sign(now), Body + " ")).IsFailure.ShouldBeTrue();
        (await Read(Sign(now, "whsec_other"))).IsFailure.ShouldBeTrue();
        (await Read(Sign(now.AddSeconds(-301)))).IsFailure.ShouldBeTrue();
        (await Read(Sign(now.AddSeconds(302)))).IsFailure.ShouldBeTrue();
        (await Read(Sign(now.AddSeconds(-290)))).IsSuccess.ShouldBeTrue();
        (await Read(Sign(now).Replace("v1=", "v0=", StringComparison.Ordinal))).IsFailure.ShouldBeTrue();

        var fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["status"] = "VALID", ["tran_id"] = "A", ["val_id"] = "V", ["amount"] = "10.00" };
        fields["verify_key"] = "amount,status,tran_id,val_id";
        fields["verify_sign"] = SslCommerzHash.Of(fields, fields["verify_key"].Split(','), SandboxKeys.StorePassword);
        SslCommerzHash.IsRight(fields, SandboxKeys.StorePassword).ShouldBeTrue();
        SslCommerzHash.IsRight(fields, "other").ShouldBeFalse();
        SslCommerzHash.IsRight(new Dictionary<string, string>(fields, StringComparer.Ordinal) { ["amount"] = "11.00" }, SandboxKeys.StorePassword).ShouldBeFalse();
        SslCommerzHash.IsRight(new Dictionary<string, string>(fields, StringComparer.Ordinal) { ["verify_key"] = "amount" }, SandboxKeys.StorePassword).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_secret_is_recorded_of_what_was_said_to_providers()
    {
        await lab.ReadyAsync();
        foreach (var provider in (string[])["bkash", "nagad", "sslcommerz", "stripe"])
        {
            var order = lab.Order();
            await lab.BeginAsync(provider, order with { Customer = order.Customer with { Address = "4111 1111 1111 1111" } });
        }

        lab.Traffic.Count.ShouldBe(6);
        foreach (var exchange in lab.Traffic)
        {
            var said = $"{exchange} {string.Join(' ', exchange.RequestHeaders)} {string.Join(' ', exchange.ResponseHeaders)}";
            foreach (var secret in (string[])[SandboxKeys.BkashAppKey, SandboxKeys.BkashAppSecret, SandboxKeys.BkashPassword, SandboxKeys.StorePassword, SandboxKeys.StripeKey, "eyJ", "01711000000", "4111 1111 1111 1111", "4111%201111"])
            {
                said.ShouldNotContain(secret, Case.Insensitive, exchange.Address);
            }

            (exchange.Status, exchange.Direction).ShouldBe((200, "out"));
        }
    }
}
