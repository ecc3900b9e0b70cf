using System.Diagnostics;
using System.Text.Json.Nodes;
using Aisle.Platform.Audit;
using Aisle.Platform.Security;
using Aisle.Platform.Telemetry;

namespace Aisle.UnitTests.Platform;

public sealed class MaskingTests
{
    [Theory]
    [InlineData("4111111111111111", "411111******1111")]
    [InlineData("card 4111 1111 1111 1111 12/30", "card 4111 11** **** 1111 12/30")]
    [InlineData("4111-1111-1111-1111", "4111-11**-****-1111")]
    [InlineData("4111%201111%201111%201111", "4111%2011**%20****%201111")]
    [InlineData("4111+1111+1111+1111", "4111+11**+****+1111")]
    [InlineData("x4222222222222y", "x422222***2222y")]
    [InlineData("371449635398431", "371449*****8431")]
    [InlineData("3714 496353 98431", "3714 49**** *8431")]
    [InlineData("30569309025904", "305693****5904")]
    [InlineData("6304000000000000000", "630400*********0000")]
    [InlineData("6759649826438453007", "6759649826438453007")]
    [InlineData("৪১১১১১১১১১১১১১১১", "৪১১১১১******১১১১")]
    [InlineData("5105105105105100,4111111111111111", "510510******5100,411111******1111")]
    public void A_card_number_is_left_its_first_six_and_last_four_digits(string text, string masked)
    {
        // The one that stays as it is has a wrong check digit.
        CardNumbers.Mask(text).ShouldBe(masked);
        CardNumbers.Contains(text).ShouldBe(text != masked);
    }

    [Fact]
    public void An_id_is_never_taken_for_a_card_number_wherever_in_it_the_digits_begin()
    {
        var random = new Random(20);
        var bytes = new byte[16];
        for (var made = 0; made < 300_000; made++)
        {
            random.NextBytes(bytes);
            var id = new Guid(bytes).ToString();
            CardNumbers.Mask(id).ShouldBe(id);
        }

        // Digits from the middle of its first group on.
        const string Path = "/api/v1/products/01a41111-1111-1111-1113-a1a20491abcd";
        CardNumbers.Mask(Path).ShouldBe(Path);
        CardNumbers.Mask(Path[..^5]).ShouldNotBe(Path[..^5], "without the rest of the id it is no id");
    }

    [Theory]
    [InlineData("4111111111111112")]
    [InlineData("411111111111111")]
    [InlineData("41111111111111111111111")]
    [InlineData("0000000000000000")]
    [InlineData("8901030865278")]
    [InlineData("4006381333023")]
    [InlineData("9520000000004")]
    [InlineData("01980000-1111-7111-8111-111111111111")]
    [InlineData("a1980000111171118111411111111111")]
    [InlineData("")]
    [InlineData("2026-11-21 22:20:36.123456")]
    public void What_is_no_card_number_stays(string text) => CardNumbers.Mask(text).ShouldBeSameAs(text);

    [Fact]
    public void Bodies_lose_their_secrets_cards_and_telephone_numbers()
    {
        Masking.Body("""{"app_secret":"x","id_token":"y","n":4111111111111111,"customerMsisdn":"01770618575","list":[{"PIN":1}],"note":"ring +8801770618575","Message":"{\"debitMSISDN\":\"8801770618575\"}"}""")
            .ShouldBe("""{"app_secret":"•••","id_token":"•••","n":"411111******1111","customerMsisdn":"•••575","list":[{"PIN":"•••"}],"note":"ring •••575","Message":"{\"debitMSISDN\":\"•••575\"}"}""");
        Masking.Body("store_passwd=x&cus_phone=01770618575&card%5Bnumber%5D=4111+1111+1111+1111&card[cvc]=123&a=b").ShouldBe("store_passwd=•••&cus_phone=•••575&card%5Bnumber%5D=4111%2011%2A%2A%20%2A%2A%2A%2A%201111&card[cvc]=•••&a=b");
        Masking.Address("https://x.example/a?store_passwd=x&val_id=1").ShouldBe("https://x.example/a?store_passwd=•••&val_id=1");
        Masking.Body("""{"successCallbackURL":"https://shop.example/back?paymentID=TR1&signature=a1b2%3D"}""").ShouldBe("""{"successCallbackURL":"https://shop.example/back?paymentID=TR1&signature=•••"}""");
        Masking.Body("{\"password\":\"x\"").ShouldNotContain("password", customMessage: "what cannot be read is not kept");
    }

    [Fact]
    public void The_audit_masks_numbers_texts_and_names()
    {
        var (_, after) = AuditJson.Difference(null, new JsonObject { ["name"] = "4111 1111 1111 1111", ["number"] = 4111111111111111, ["4111111111111111"] = "x", ["otp"] = "123456", ["quantity"] = 12 });
        after.ShouldBe("""{"name":"4111 11** **** 1111","number":"411111******1111","otp":"•••","quantity":12,"411111******1111":"•••"}""");
    }

    [Fact]
    public void Spans_are_masked_before_they_leave()
    {
        using var span = new Activity("GET /4111111111111111");
        span.SetTag("url.query", "?q=4111111111111111").SetTag("url.path", "/fine").SetTag("count", 4111111111111111).SetStatus(ActivityStatusCode.Error, "no 4111111111111111");
        using var masking = new MaskedTraces();
        masking.OnEnd(span);
        (span.DisplayName, span.GetTagItem("url.query"), span.GetTagItem("url.path"), span.GetTagItem("count"), span.StatusDescription)
            .ShouldBe(("GET /411111******1111", "?q=411111******1111", "/fine", "411111******1111", "no 411111******1111"));
    }
}
