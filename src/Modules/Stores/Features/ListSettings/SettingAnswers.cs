using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Stores.Features;

/// <summary>A setting as it holds in one place.</summary>
/// <param name="Key">Stable name.</param>
/// <param name="Label">What people read.</param>
/// <param name="Type">What kind of value it takes.</param>
/// <param name="Choices">The words a choice may be.</param>
/// <param name="PerStore">Whether a store may have a value of its own.</param>
/// <param name="Default">What holds where nobody has set a value.</param>
/// <param name="Store">The place; left out for the company.</param>
/// <param name="Value">The value that holds there.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Version">Version of the value set in exactly this place, for edits; 0 where none is.</param>
internal sealed record SettingAnswer(
    string Key, LocalText Label, SettingType Type, IReadOnlyList<string> Choices, bool PerStore, string Default, StoreId? Store, string Value, SettingSource Source, int Version)
{
    public static SettingAnswer Example { get; } = new(
        "shop.order_minimum", LocalText.Of(("en", "Smallest amount of an online order")), SettingType.Decimal, [], PerStore: true, "0", Store: null, "500", SettingSource.Company, 2);

    public static SettingAnswer Of(SettingRow row, StoreId? store, Texts texts) => new(
        row.Definition.Key, LocalText.Of([.. texts.Languages.Select(language => (language, texts.In(language, row.Definition.TextKey)))]), row.Definition.Type, row.Definition.Choices,
        row.Definition.PerStore, row.Definition.Default, store, row.Value, row.Source, row.Version);
}

/// <summary>The settings of one place.</summary>
/// <param name="Items">By key.</param>
internal sealed record SettingListAnswer(IReadOnlyList<SettingAnswer> Items);
