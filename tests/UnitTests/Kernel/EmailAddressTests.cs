using System.Text.Json;
using Aisle.Kernel;
using FsCheck.Fluent;

namespace Aisle.UnitTests.Kernel;

public sealed class EmailAddressTests
{
    private static readonly string _label = new('d', 61);

    [Theory]
    [InlineData("rahima@example.com", "rahima@example.com")]
    [InlineData("  rahima@example.com\r\n", "rahima@example.com")]
    [InlineData("Rahima.Begum+till@Example.COM", "Rahima.Begum+till@example.com")]
    [InlineData("o'neil/{x}~!#$%&*=?^_`|-@a.bd", "o'neil/{x}~!#$%&*=?^_`|-@a.bd")]
    [InlineData("1@2.example", "1@2.example")]
    [InlineData("a@xn--54b7fta0cc.example", "a@xn--54b7fta0cc.example")]
    [InlineData("a@bücher.example", "a@xn--bcher-kva.example")]
    [InlineData("a@BÜCHER.example", "a@xn--bcher-kva.example")]
    [InlineData("a@b-c.example", "a@b-c.example")]
    public void What_can_be_sent_to_is_kept_as_typed_before_the_at(string text, string expected) => EmailAddress.Parse(text).Value.Value.ShouldBe(expected);

    [Fact]
    public void A_name_in_bangla_becomes_ascii_and_stays_the_same()
    {
        var address = EmailAddress.Parse("dokan@দোকান.বাংলা").Value;

        address.Domain.ShouldMatch("^xn--[a-z0-9]+\\.xn--[a-z0-9]+$");
        EmailAddress.Parse(address.Value).Value.ShouldBe(address);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("@")]
    [InlineData("a")]
    [InlineData("a@")]
    [InlineData("@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("a@localhost")]
    [InlineData("a@example.com.")]
    [InlineData("a@.example.com")]
    [InlineData("a@example..com")]
    [InlineData("a@-example.com")]
    [InlineData("a@example-.com")]
    [InlineData("a@ex_ample.com")]
    [InlineData("a@127.0.0.1")]
    [InlineData("a@[127.0.0.1]")]
    [InlineData("a@[IPv6:::1]")]
    [InlineData(".a@example.com")]
    [InlineData("a.@example.com")]
    [InlineData("a..b@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("\"a b\"@example.com")]
    [InlineData("a(comment)@example.com")]
    [InlineData("a@example.com (comment)")]
    [InlineData("Rahima <a@example.com>")]
    [InlineData("<a@example.com>")]
    [InlineData("a@example.com,b@example.com")]
    [InlineData("a@example.com;b@example.com")]
    [InlineData("a\r\nBcc: b@example.com")]
    [InlineData("a@example.com\r\nBcc: b@example.com")]
    [InlineData("a@example\n.com")]
    [InlineData("a\0@example.com")]
    [InlineData("a@example.com\0")]
    [InlineData("a@exam\0ple.com")]
    [InlineData("a\t@example.com")]
    [InlineData("আ@example.com")]
    [InlineData("a\u200B@example.com")]
    [InlineData("a@exa\u2028mple.com")]
    [InlineData("a＠example.com")]
    [InlineData("a@example.com?subject=x")]
    [InlineData("a@example.com/../x")]
    [InlineData("a@%65xample.com")]
    public void Everything_else_is_refused_with_its_code(string? text)
    {
        var error = EmailAddress.Parse(text, "email").FirstError;

        error.Code.ShouldBe("email.format");
        error.Field.ShouldBe("email");
    }

    [Fact]
    public void Broken_unicode_is_refused_and_not_a_crash() => EmailAddress.Parse("a@" + (char)0xD83C + ".com").IsFailure.ShouldBeTrue();

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Before_the_at_are_at_most_64_characters(int length, bool valid) => EmailAddress.Parse(new string('a', length) + "@example.com").IsSuccess.ShouldBe(valid);

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_label_has_at_most_63_characters(int length, bool valid) => EmailAddress.Parse($"a@{new string('b', length)}.com").IsSuccess.ShouldBe(valid);

    [Theory]
    [InlineData(0, 254, true)]
    [InlineData(1, 255, false)]
    public void An_address_has_at_most_254_characters(int more, int length, bool valid)
    {
        var text = $"{new string('a', 3 + more)}@{_label}.{_label}.{_label}.{_label}.co";
        text.Length.ShouldBe(length);

        EmailAddress.Parse(text).IsSuccess.ShouldBe(valid);
    }

    [Fact]
    public void A_very_long_text_is_refused_before_it_costs_anything() => EmailAddress.Parse("a@" + new string('ä', 1_000_000) + ".com").IsFailure.ShouldBeTrue();

    [Fact]
    public void Upper_and_lower_case_make_no_difference()
    {
        var (one, other) = (EmailAddress.Parse("Rahima@Example.com").Value, EmailAddress.Parse("rahima@example.com").Value);

        one.ShouldBe(other);
        one.GetHashCode().ShouldBe(other.GetHashCode());
        one.Folded.ShouldBe(other.Value);
        one.Value.ShouldBe("Rahima@example.com");
        one.ShouldNotBe(EmailAddress.Parse("rahima@example.org").Value);
    }

    [Fact]
    public void A_masked_address_shows_one_letter_and_where_it_is()
    {
        EmailAddress.Parse("rahima@example.com").Value.Masked.ShouldBe("r***@example.com");
        default(EmailAddress).Masked.ShouldBe("");
        default(EmailAddress).Domain.ShouldBe("");
    }

    [Fact]
    public void In_json_it_is_a_string_and_nothing_wrong_gets_in()
    {
        var address = EmailAddress.Parse("a@example.com").Value;

        JsonSerializer.Serialize(address).ShouldBe("\"a@example.com\"");
        JsonSerializer.Deserialize<EmailAddress>("\"a@example.com\"").ShouldBe(address);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EmailAddress>("\"nobody\""));
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<EmailAddress>("7"));
        Should.Throw<JsonException>(() => JsonSerializer.Serialize(default(EmailAddress)));
    }

    [Fact]
    public void What_is_taken_is_printable_ascii_with_one_at_and_is_its_own_form() =>
        Always.Holds(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "").Zip(ArbMap.Default.GeneratorFor<string>().Select(text => text ?? "")),
            pair =>
            {
                foreach (var text in (string[])[$"{pair.Item1}@{pair.Item2}", $"a@{pair.Item2}.com", $"{pair.Item1}@example.com"])
                {
                    if (EmailAddress.Parse(text).TryGet(out var address)
                        && (address.Value.Any(sign => sign is <= ' ' or > '~') || address.Value.Count(sign => sign == '@') != 1 || address.Value.Length > 254
                            || EmailAddress.Parse(address.Value).Value.Value != address.Value))
                    {
                        return false;
                    }
                }

                return true;
            });
}
