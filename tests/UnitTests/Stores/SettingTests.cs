using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;

namespace Aisle.UnitTests.Stores;

public sealed class SettingTests
{
    private static readonly SettingRegistry _registry = new(SettingDefinitions.All);

    [Theory]
    [InlineData("shop.order_minimum", "200.50", "200.5")]
    [InlineData("shop.order_minimum", "  0.0 ", "0")]
    [InlineData("till.cash_rounding", "0.05", "0.05")]
    [InlineData("tax.rounding_scope", "document", "document")]
    [InlineData("tax.rounding", "half_even", "half_even")]
    [InlineData("shop.default_language", "bn", "bn")]
    [InlineData("shop.support_phone", "", "")]
    [InlineData("shop.support_phone", "+8801000000000", "+8801000000000")]
    [InlineData("shop.support_email", "help@aislebazar.example", "help@aislebazar.example")]
    [InlineData("catalog.scale_labels", " 21IIIIIWWDDDC   28IIIIIVPPPPC ", "21IIIIIWWDDDC 28IIIIIVPPPPC")]
    [InlineData("catalog.scale_labels", "", "")]
    public void AGoodValueIsKeptInOneForm(string key, string given, string kept) => _registry.Get(key).Read(given).Value.ShouldBe(kept);

    [Theory]
    [InlineData("shop.order_minimum", "", "setting.decimal")]
    [InlineData("shop.order_minimum", "1,000", "setting.decimal")]
    [InlineData("shop.order_minimum", "১০", "setting.decimal")]
    [InlineData("shop.order_minimum", "1.23456", "setting.decimal")]
    [InlineData("shop.order_minimum", "1e3", "setting.decimal")]
    [InlineData("shop.order_minimum", "-1", "setting.range")]
    [InlineData("till.cash_rounding", "1000.01", "setting.range")]
    [InlineData("tax.rounding_scope", "Line", "setting.choice")]
    [InlineData("tax.rounding", "up", "setting.choice")]
    [InlineData("shop.support_phone", "999", "phone.format")]
    [InlineData("shop.support_email", "help", "email.format")]
    [InlineData("shop.support_email", "a@b@c.example", "email.format")]
    [InlineData("shop.support_email", "help@.example", "email.format")]
    [InlineData("shop.support_email", "a\u2028b@c.example", "text.control_characters")]
    [InlineData("catalog.scale_labels", "21IIIII", "scale_label.pattern")]
    [InlineData("catalog.scale_labels", "95IIIIIWWDDDC", "scale_label.prefix")]
    [InlineData("catalog.scale_labels", "2IIIIIIWWDDDC", "scale_label.prefix")]
    [InlineData("catalog.scale_labels", "21IIIIIWWDDDC 212IIIIWWDDDC", "scale_label.ambiguous")]
    public void ABadValueIsRefused(string key, string given, string code)
    {
        var error = _registry.Get(key).Read(given).Errors.Single();

        error.Code.ShouldBe(code);
        error.Field.ShouldBe("value");
    }

    [Fact]
    public void EveryPatternAtFaultIsNamed() =>
        Samples.Codes(_registry.Get("catalog.scale_labels").Read("nonsense 21IIIIIWWDDDC 99IIIIIWWDDDC").Errors).ShouldBe(["scale_label.pattern", "scale_label.prefix"]);

    [Theory]
    [InlineData(SettingType.Integer, "007", "7")]
    [InlineData(SettingType.Integer, "-3", "-3")]
    [InlineData(SettingType.Integer, "1.5", null)]
    [InlineData(SettingType.Integer, "99999999999999999999", null)]
    [InlineData(SettingType.Boolean, "true", "true")]
    [InlineData(SettingType.Boolean, "yes", null)]
    [InlineData(SettingType.List, "a  b", "a b")]
    [InlineData(SettingType.Text, "a\tb", null)]
    internal void EveryTypeHasOneForm(SettingType type, string given, string? kept)
    {
        var read = new SettingDefinition("test.key", type, "", "test.key", PerStore: true).Read(given);

        (read.IsSuccess ? read.Value : null).ShouldBe(kept);
    }

    [Fact]
    public void AnUnknownKeyIsRefusedForPeopleAndThrowsForPrograms()
    {
        _registry.Find("shop.nothing").FirstError.ShouldBe(Error.Validation("setting.unknown", "There is no such setting.", "key"));
        Should.Throw<KeyNotFoundException>(() => _registry.Get("shop.nothing"));
    }

    [Fact]
    public void ARegistryRefusesDefinitionsThatCannotBe()
    {
        var fine = new SettingDefinition("test.key", SettingType.Integer, "1", "test.key", PerStore: true);

        Should.Throw<InvalidOperationException>(() => new SettingRegistry([fine, fine]));
        Should.Throw<InvalidOperationException>(() => new SettingRegistry([fine with { Default = "one" }]));
        Should.Throw<InvalidOperationException>(() => new SettingRegistry([fine with { Default = "01" }]));
    }

    [Fact]
    public void ASettingOfTheCompanyHasNoValueForAStore()
    {
        var definition = _registry.Get("tax.rounding");
        var id = SettingId.From(Samples.Id.Value);

        Samples.Codes(Setting.Create(id, definition, Samples.Id, "half_up", Samples.Now).Errors).ShouldBe(["setting.not_per_store"]);
        Setting.Create(id, definition, store: null, "half_up", Samples.Now).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public void TheSameValueLeavesTheVersionAlone()
    {
        var definition = _registry.Get("shop.order_minimum");
        var setting = Setting.Create(SettingId.From(Samples.Id.Value), definition, Samples.Id, "200.0", Samples.Now).Value;

        setting.Change(definition, "200", Samples.Later).IsSuccess.ShouldBeTrue();
        setting.Version.ShouldBe(1);
        setting.Change(definition, "-1", Samples.Later).IsFailure.ShouldBeTrue();
        setting.Value.ShouldBe("200");
        setting.Change(definition, "300", Samples.Later).IsSuccess.ShouldBeTrue();
        (setting.Value, setting.Version, setting.UpdatedAt).ShouldBe(("300", 2, Samples.Later));
    }
}
