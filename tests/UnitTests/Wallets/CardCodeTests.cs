using Aisle.Modules.Wallets.Domain;

namespace Aisle.UnitTests.Wallets;

public sealed class CardCodeTests
{
    [Fact]
    public void A_code_is_read_however_it_is_typed()
    {
        var code = CardCode.New();
        code.ShouldMatch("^([2-9A-HJKMNP-Z]{4}-){4}[2-9A-HJKMNP-Z]{4}$");
        CardCode.Read(code.ToLowerInvariant()).ShouldBe(code.Replace("-", "", StringComparison.Ordinal));
        CardCode.Read(" " + code.Replace('-', ' ')).ShouldBe(CardCode.Read(code));
        foreach (var wrong in (string[])["", "-", code[..^1], code + "2", "0" + code[1..], new string('আ', 20)])
        {
            CardCode.Read(wrong).ShouldBeNull(wrong);
        }
    }

    [Fact]
    public void Every_wrong_character_and_every_two_in_the_wrong_order_are_found()
    {
        var code = CardCode.Read(CardCode.New())!;
        for (var place = 0; place < code.Length; place++)
        {
            foreach (var other in CardCode.Alphabet.Where(letter => letter != code[place]))
            {
                CardCode.Read(code[..place] + other + code[(place + 1)..]).ShouldBeNull();
            }

            if (place + 1 < code.Length - 1 && code[place] != code[place + 1])
            {
                CardCode.Read(code[..place] + code[place + 1] + code[place] + code[(place + 2)..]).ShouldBeNull();
            }
        }
    }

    [Fact]
    public void No_two_codes_are_the_same() => Enumerable.Range(0, 2_000).Select(_ => CardCode.New()).Distinct().Count().ShouldBe(2_000);
}
