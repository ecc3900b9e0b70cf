using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Aisle.Platform.Modules;

/// <summary>
/// Looks at what was configured against the records that take it: every value that cannot be read and every key that nobody
/// knows, by its name. Binding itself stops at the first value and passes over unknown keys, which are mostly mistyped ones.
/// </summary>
public static class ConfigurationCheck
{
    /// <summary>The faults of a section, as sentences.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The record that takes it.</param>
    public static IEnumerable<string> Faults(IConfigurationSection section, Type options)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(options);
        var type = Nullable.GetUnderlyingType(options) ?? options;
        if (type != typeof(string) && ElementOf(type) is { } element)
        {
            return section.GetChildren().SelectMany(child => Faults(child, element));
        }

        return type.IsPrimitive || type.IsEnum || type.IsValueType || type == typeof(string) || type == typeof(Uri) ? OfValue(section, type) : OfRecord(section, type);
    }

    /// <summary>What a list or the values of a dictionary hold; null for everything else.</summary>
    private static Type? ElementOf(Type type) => type.IsGenericType && type.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? type.GetGenericArguments()[^1] : null;

    private static IEnumerable<string> OfRecord(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToDictionary(property => property.Name, StringComparer.OrdinalIgnoreCase);
        return section.GetChildren().SelectMany(child => known.TryGetValue(child.Key, out var property)
            ? Faults(child, property.PropertyType)
            : [$"{child.Path} is no setting; below {section.Path} there are {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}."]);
    }

    private static IEnumerable<string> OfValue(IConfigurationSection section, Type type)
    {
        if (section.GetChildren().Any())
        {
            yield return $"{section.Path} takes one value, and nothing is below it.";
        }
        else if (section.Value is { Length: > 0 } value && !CanRead(value, type))
        {
            yield return $"{section.Path} is '{value}'; it must be {Kind(type)}.";
        }
    }

    private static bool CanRead(string value, Type type)
    {
        try
        {
            TypeDescriptor.GetConverter(type).ConvertFromString(context: null, CultureInfo.InvariantCulture, value);
            return true;
        }
        catch (Exception fault) when (fault is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    private static string Kind(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) || type == typeof(long) ? "a whole number"
        : type == typeof(decimal) || type == typeof(double) ? "a number"
        : type == typeof(TimeSpan) ? "a time like 00:02:00"
        : type == typeof(Uri) ? "an address like https://shop.example"
        : type.IsEnum ? "one of " + string.Join(", ", Enum.GetNames(type))
        : "a " + type.Name;
}
