using System.Globalization;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>The settings of the shop.</summary>
internal static class SettingDefinitions
{
    public static IReadOnlyList<SettingDefinition> All { get; } =
    [
        // Item codes of five digits with a weight in grams, or with a price in whole units.
        new("catalog.scale_labels", SettingType.List, "21IIIIIWWDDDC 22IIIIIPPPPPC", "stores.setting.scale_labels", PerStore: true) { Validate = ScaleLabels },
        // What one person may write off or find alone, at cost, and whose counts somebody else approves.
        new("inventory.approval_limit", SettingType.Decimal, "5000", "stores.setting.approval_limit", PerStore: true) { Validate = value => Range(value, 1_000_000_000m) },
        new("inventory.count_approval", SettingType.Choice, "limit", "stores.setting.count_approval", PerStore: true) { Choices = ["limit", "always", "never"] },
        // Days until somebody thinks of ordering again, in how many of a hundred such times there is enough, and how many days ahead one is told of what expires.
        new("inventory.review_days", SettingType.Integer, "7", "stores.setting.review_days", PerStore: true) { Validate = value => Range(value, 60m, 1m) },
        new("inventory.service_level", SettingType.Choice, "95", "stores.setting.service_level", PerStore: true) { Choices = ["90", "95", "98", "99"] },
        new("inventory.expiry_days", SettingType.Choice, "7", "stores.setting.expiry_days", PerStore: false) { Choices = ["7", "30", "90"] },
        // How long an order waits for its payment, and for how many days something can be sent back; 0 is never.
        new("orders.payment_minutes", SettingType.Integer, "30", "stores.setting.payment_minutes", PerStore: true) { Validate = value => Range(value, 1_440m, 5m) },
        new("orders.return_days", SettingType.Integer, "7", "stores.setting.return_days", PerStore: true) { Validate = value => Range(value, 365m) },
        // Whose account customers transfer to, in words: without it nobody is offered to pay by transfer.
        new("payments.bank_account", SettingType.Text, "", "stores.setting.bank_account", PerStore: true),
        // Amounts of the company's currency, and percents of what was ordered or came.
        new("purchasing.approval_limit", SettingType.Decimal, "50000", "stores.setting.purchase_limit", PerStore: true) { Validate = value => Range(value, 1_000_000_000m) },
        new("purchasing.over_delivery", SettingType.Decimal, "5", "stores.setting.over_delivery", PerStore: true) { Validate = value => Range(value, 100m) },
        new("purchasing.bill_percent", SettingType.Decimal, "2", "stores.setting.bill_percent", PerStore: true) { Validate = value => Range(value, 100m) },
        new("purchasing.bill_amount", SettingType.Decimal, "100", "stores.setting.bill_amount", PerStore: true) { Validate = value => Range(value, 1_000_000_000m) },
        // How far a rate of exchange may lie from the last one with its currency until somebody says that it is right.
        new("purchasing.rate_tolerance_percent", SettingType.Decimal, "20", "stores.setting.rate_tolerance", PerStore: false) { Validate = value => Range(value, 1_000m) },
        // The languages the program's own texts are in.
        new("shop.default_language", SettingType.Choice, "en", "stores.setting.default_language", PerStore: false) { Choices = ["en", "bn"] },
        new("shop.support_phone", SettingType.Text, "", "stores.setting.support_phone", PerStore: true) { Validate = Phone },
        new("shop.support_email", SettingType.Text, "", "stores.setting.support_email", PerStore: true) { Validate = Email },
        new("shop.order_minimum", SettingType.Decimal, "0", "stores.setting.order_minimum", PerStore: true) { Validate = value => Range(value, 1_000_000_000m) },
        new("tax.rounding_scope", SettingType.Choice, "line", "stores.setting.tax_rounding_scope", PerStore: false) { Choices = ["line", "document"] },
        new("tax.rounding", SettingType.Choice, "half_up", "stores.setting.tax_rounding", PerStore: false) { Choices = ["half_up", "half_even"] },
        // The smallest coin a till gives; 0 is off.
        new("till.cash_rounding", SettingType.Decimal, "0", "stores.setting.cash_rounding", PerStore: true) { Validate = value => Range(value, 1_000m) },
    ];

    private static IReadOnlyList<Error> ScaleLabels(string value)
    {
        var problems = new Problems();
        var prefixes = new List<string>();
        foreach (var pattern in value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var rule = ScaleLabelRule.Parse(pattern);
            if (rule.IsFailure)
            {
                problems.Add(rule.FirstError with { Message = $"{pattern}: {rule.FirstError.Message}" });
                continue;
            }

            // Anything else is the number of some maker's product (GS1 General Specifications, 1.4.3).
            var prefix = rule.Value.Prefix;
            problems.Require(prefix.StartsWith("02", StringComparison.Ordinal) || prefix.StartsWith("04", StringComparison.Ordinal) || prefix.Length > 1 && prefix[0] == '2',
                "scale_label.prefix", $"{pattern}: the prefix of a label is 02, 04 or 20 to 29.");
            problems.Require(!prefixes.Exists(other => other.StartsWith(prefix, StringComparison.Ordinal) || prefix.StartsWith(other, StringComparison.Ordinal)),
                "scale_label.ambiguous", $"{pattern}: another pattern takes the same labels.");
            prefixes.Add(prefix);
        }

        return problems.Errors;
    }

    private static IReadOnlyList<Error> Phone(string value) =>
        value.Length == 0 || Checks.IsPhone(value) ? [] : [Error.Validation("phone.format", "A telephone number is in E.164, such as +8801711000000.")];

    /// <summary>Only what every address has; whether it is somebody's only a message can tell.</summary>
    private static IReadOnlyList<Error> Email(string value)
    {
        var parts = value.Split('@');
        var fine = value.Length == 0 ||
            value.Length <= 254 && !value.Any(char.IsWhiteSpace) && parts is [{ Length: > 0 and <= 64 }, { Length: > 2 }] && parts[1].Contains('.', StringComparison.Ordinal) &&
            parts[1][0] is not ('.' or '-') && parts[1][^1] is not ('.' or '-');
        return fine ? [] : [Error.Validation("email.format", "An e-mail address looks like help@example.com.")];
    }

    private static IReadOnlyList<Error> Range(string value, decimal most, decimal least = 0) =>
        decimal.Parse(value, CultureInfo.InvariantCulture) is var amount && amount >= least && amount <= most
            ? []
            : [Error.Validation("setting.range", string.Create(CultureInfo.InvariantCulture, $"The value is from {least} to {most}."))];
}
