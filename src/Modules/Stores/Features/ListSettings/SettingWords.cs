using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Stores.Features;

/// <summary>Settings in words.</summary>
internal static class SettingWords
{
    /// <summary>A value; null is "not set".</summary>
    public static string Of(AdminText text, SettingDefinition definition, string? value) => value switch
    {
        null => text["stores.settings_page.not_set"],
        "" => text["stores.settings_page.empty"],
        _ when definition.Type == SettingType.Boolean => text[string.Equals(value, "true", StringComparison.Ordinal) ? "stores.company_page.yes" : "stores.company_page.no"],
        _ when definition.Type == SettingType.Choice => Choice(text, value),
        _ => value,
    };

    /// <summary>A word one can choose, in words where there are some.</summary>
    public static string Choice(AdminText text, string word)
    {
        var key = "stores.choice." + word;
        return text[key] is { } words && !string.Equals(words, key, StringComparison.Ordinal) ? words : word;
    }

    /// <summary>Where a value comes from.</summary>
    public static IHtmlContent Source(AdminText text, SettingSource source) => source switch
    {
        SettingSource.Store => ListView.Badge(text["stores.settings_page.of_store"], "blue"),
        SettingSource.Company => ListView.Badge(text["stores.settings_page.of_company"], "green"),
        _ => ListView.Badge(text["stores.settings_page.default"], "secondary"),
    };
}
