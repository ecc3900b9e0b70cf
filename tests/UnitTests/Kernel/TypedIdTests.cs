using System.Text.Json;
using Aisle.Kernel;

namespace Aisle.UnitTests.Kernel;

public readonly record struct SampleId(Guid Value) : ITypedId<SampleId>
{
    public static SampleId From(Guid value) => new(value);
}

public sealed class TypedIdTests
{
    private const string Text = "0190b3f0-7c1e-7000-8000-00000000abcd";

    private static readonly JsonSerializerOptions Options = new() { Converters = { new TypedIdJsonConverterFactory() } };

    [Fact]
    public void A_new_id_is_a_version_7_uuid_of_the_given_clock()
    {
        var instant = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.Zero);
        var id = TypedId.New<SampleId>(new FixedClock(instant)).Value;
        id.Version.ShouldBe(7);
        Convert.ToInt64(id.ToString("N")[..12], 16).ShouldBe(instant.ToUnixTimeMilliseconds());
        TypedId.New<SampleId>(new FixedClock(instant)).Value.ShouldNotBe(id);
    }

    [Fact]
    public void An_id_is_read_from_its_usual_form_in_either_case()
    {
        TypedId.Parse<SampleId>(Text, "id").Value.ShouldBe(new SampleId(Guid.Parse(Text)));
        TypedId.TryParse<SampleId>(Text.ToUpperInvariant(), out var id).ShouldBeTrue();
        id.Value.ShouldBe(Guid.Parse(Text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("{0190b3f0-7c1e-7000-8000-00000000abcd}")]
    [InlineData("0190b3f07c1e7000800000000000abcd")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("0190b3f0-7c1e-7000-8000-00000000abcg")]
    public void Anything_else_is_refused(string? text)
    {
        var error = TypedId.Parse<SampleId>(text, "productId").FirstError;
        error.Code.ShouldBe("id.format");
        error.Field.ShouldBe("productId");
        TypedId.TryParse<SampleId>(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void Json_holds_the_plain_uuid_also_as_a_key()
    {
        var id = new SampleId(Guid.Parse(Text));
        JsonSerializer.Serialize(id, Options).ShouldBe($"\"{Text}\"");
        JsonSerializer.Deserialize<SampleId>($"\"{Text}\"", Options).ShouldBe(id);
        JsonSerializer.Deserialize<SampleId?>("null", Options).ShouldBeNull();
        var map = new Dictionary<SampleId, int> { [id] = 1 };
        JsonSerializer.Serialize(map, Options).ShouldBe($$"""{"{{Text}}":1}""");
        JsonSerializer.Deserialize<Dictionary<SampleId, int>>($$"""{"{{Text}}":1}""", Options)![id].ShouldBe(1);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    public void Bad_json_is_refused(string json) =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<SampleId>(json, Options));

    [Fact]
    public void The_factory_takes_ids_only()
    {
        var factory = new TypedIdJsonConverterFactory();
        factory.CanConvert(typeof(SampleId)).ShouldBeTrue();
        factory.CanConvert(typeof(Guid)).ShouldBeFalse();
        factory.CanConvert(typeof(Money)).ShouldBeFalse();
    }

    private sealed class FixedClock(DateTimeOffset instant) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => instant;
    }
}
