using System.Text.Json;
using Aisle.Kernel;
using FsCheck.Fluent;
using static Aisle.UnitTests.Kernel.Samples;

namespace Aisle.UnitTests.Kernel;

public sealed class MoneyJsonTests
{
    [Fact]
    public void Money_is_an_object_with_the_amount_as_a_string()
    {
        JsonSerializer.Serialize(Taka(123.45m)).ShouldBe("""{"amount":"123.45","currency":"BDT"}""");
        JsonSerializer.Deserialize<Money>("""{ "currency" : "BDT", "amount" : "123.45" }""").ShouldBe(Taka(123.45m));
    }

    [Fact]
    public void A_quantity_is_an_object_with_the_value_as_a_string()
    {
        JsonSerializer.Serialize(Of(1.5m, "kg")).ShouldBe("""{"value":"1.5","unit":"kg"}""");
        JsonSerializer.Deserialize<Quantity>("""{"value":"1.5","unit":"kg"}""").ShouldBe(Of(1.5m, "kg"));
    }

    [Fact]
    public void Reading_what_was_written_gives_the_same() =>
        Always.Holds(
            from number in Longs from currency in Currencies from unit in Units
            select (Money: new Money(number, currency), Quantity: new Quantity(number, unit)),
            value => JsonSerializer.Deserialize<Money>(JsonSerializer.Serialize(value.Money)) == value.Money
                && JsonSerializer.Deserialize<Quantity>(JsonSerializer.Serialize(value.Quantity)) == value.Quantity);

    [Theory]
    [InlineData("""{"amount":123.45,"currency":"BDT"}""", "must be a string")]
    [InlineData("""{"amount":null,"currency":"BDT"}""", "must be a string")]
    [InlineData("""{"amount":"123.45","currency":{"a":1}}""", "must be a string")]
    [InlineData("""{"amount":"123.45"}""", "currency")]
    [InlineData("""{"currency":"BDT"}""", "amount")]
    [InlineData("""{}""", "missing")]
    [InlineData("""{"amount":"1.00","currency":"BDT","vat":"1"}""", "vat")]
    [InlineData("""{"amount":"1.00","amount":"2.00","currency":"BDT"}""", "repeated")]
    [InlineData("""{"Amount":"1.00","currency":"BDT"}""", "Amount")]
    [InlineData("""{"amount":"1.00","currency":"XAU"}""", "XAU")]
    [InlineData("""{"amount":"1.005","currency":"BDT"}""", "decimal digits")]
    [InlineData("""{"amount":"1,00","currency":"BDT"}""", "decimal point")]
    [InlineData("""{"amount":"99999999999999999999","currency":"BDT"}""", "too large")]
    [InlineData("\"1.00 BDT\"", "object")]
    [InlineData("1.00", "object")]
    [InlineData("null", "object")]
    public void Anything_else_is_refused_with_the_reason(string json, string reason) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Money>(json)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("""{"value":1.5,"unit":"kg"}""", "must be a string")]
    [InlineData("""{"value":"1.5","unit":"stone"}""", "stone")]
    [InlineData("""{"value":"1.5001","unit":"kg"}""", "three decimal digits")]
    public void A_bad_quantity_is_refused_with_the_reason(string json, string reason) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Quantity>(json)).Message.ShouldContain(reason);

    [Theory]
    [InlineData("1.5001", "quantity.precision")]
    [InlineData("9999999999999999", "quantity.range")]
    [InlineData("much", "quantity.format")]
    public void A_number_that_is_no_quantity_has_its_code(string value, string code) =>
        Should.Throw<CodedJsonException>(() => JsonSerializer.Deserialize<Quantity[]>($$"""[{"value":"{{value}}","unit":"kg"}]""")).Fault!.Code.ShouldBe(code);

    [Fact]
    public void A_value_never_set_is_not_written()
    {
        Should.Throw<JsonException>(() => JsonSerializer.Serialize(default(Money)));
        Should.Throw<JsonException>(() => JsonSerializer.Serialize(default(Quantity)));
    }

    [Fact]
    public void Money_reads_inside_another_object() =>
        JsonSerializer.Deserialize<Dictionary<string, Money>>("""{"a":{"amount":"1.00","currency":"BDT"},"b":{"amount":"2","currency":"JPY"}}""")!
            ["b"].ShouldBe(new Money(2, Jpy));
}
