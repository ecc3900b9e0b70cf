using System.Text.Json;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Pricing;
using Npgsql;

namespace Aisle.Modules.Catalog.Data;

/// <summary>A promotion as its row has it. What the database is asked about stands in columns; the rest of the rule is JSON.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">Name.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Version">Version, for edits.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Rule">What it does, or why that cannot be read: <c>promotion.unreadable</c>.</param>
internal sealed record StoredPromotion(PromotionId Id, LocalText Name, PromotionState State, int Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, Result<PromotionRule> Rule)
{
    /// <summary>The columns that <see cref="Read"/> takes, in its order.</summary>
    public const string Columns = """
        promotion.id, promotion.name::text, promotion.state, promotion.version, promotion.created_at, promotion.updated_at, promotion.starts_on, promotion.ends_on, promotion.channel,
        promotion.store_ids, promotion.group_ids, promotion.needs_coupon, promotion.per_customer, promotion.in_total, promotion.rule::text
        """;

    public const int ColumnCount = 15;

    /// <summary>Makes a row of what <see cref="Fill"/> gives, then id, state and the moment.</summary>
    public const string Insert = """
        insert into catalog.promotion (name, search_text, kind, starts_on, ends_on, channel, store_ids, group_ids, needs_coupon, per_customer, in_total, rule, id, state, created_at, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
        """;

    /// <summary>The form in which rules are written; a newer program may know others.</summary>
    private const int Shape = 1;

    /// <summary>The form of the JSON.</summary>
    private sealed record Written(
        int Shape, BenefitRule Benefit, GoodsRule? Goods, IReadOnlyList<HoursRule>? Hours, MinimumRule? Minimum, UsageCount? CountBy, long? PerBasket, bool Combines, bool NotOnReduced);

    /// <summary>The stores it is for; none where it is the company's.</summary>
    public IReadOnlyList<StoreId> Stores { get; private init; } = [];

    /// <summary>A row.</summary>
    public static StoredPromotion Read(NpgsqlDataReader row)
    {
        var stores = row.GetFieldValue<Guid[]>(9).Select(StoreId.From).ToList();
        return new StoredPromotion(
            PromotionId.From(row.GetGuid(0)), row.Json<LocalText>(1), Enum.Parse<PromotionState>(row.GetString(2), ignoreCase: true), row.GetInt32(3), row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5),
            RuleOf(row, stores))
        {
            Stores = stores,
        };
    }

    /// <summary>The values of its columns from <c>name</c> to <c>rule</c>, as <c>$1</c> to <c>$12</c>.</summary>
    public static NpgsqlCommand Fill(NpgsqlCommand command, LocalText name, PromotionRule rule)
    {
        var (terms, limits) = (rule.Terms ?? new TermsRule(), rule.Limits);
        return command.With(
            SqlValue.Json(name, JsonDefaults.Options), SearchFold.Text(string.Join(' ', name.All.Values)), rule.Benefit.Kind.ToString(), terms.From, terms.To, terms.Channel.ToString().ToLowerInvariant(),
            (terms.Stores ?? []).Select(store => store.Value).Distinct().ToArray(), (terms.Groups ?? []).Select(group => group.Value).Distinct().ToArray(), rule.NeedsCoupon, limits?.PerCustomer, limits?.InTotal,
            SqlValue.Json(new Written(Shape, rule.Benefit, rule.Goods, terms.Hours, rule.Minimum, limits?.CountBy, limits?.PerBasket, rule.Combines, rule.NotOnReduced), JsonDefaults.Options));
    }

    private static Result<PromotionRule> RuleOf(NpgsqlDataReader row, IReadOnlyList<StoreId> stores)
    {
        try
        {
            var written = row.Json<Written>(14);
            if (written is not { Shape: Shape, Benefit: not null })
            {
                return Unreadable("it is of another form");
            }

            var groups = row.GetFieldValue<Guid[]>(10).Select(CustomerGroupId.From).ToList();
            var terms = new TermsRule(Day(row, 6), Day(row, 7), Enum.Parse<PriceChannel>(row.GetString(8), ignoreCase: true), stores.Count == 0 ? null : stores, groups.Count == 0 ? null : groups, written.Hours);
            var (perCustomer, inTotal) = (row.WholeOrNull(12), row.WholeOrNull(13));
            return new PromotionRule(
                written.Benefit, written.Goods, terms == new TermsRule() ? null : terms, written.Minimum,
                written.CountBy is { } countBy ? new LimitsRule(countBy, written.PerBasket, perCustomer, inTotal) : null, written.Combines, written.NotOnReduced, row.GetBoolean(11));
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException or FormatException)
        {
            return Unreadable(fault.Message);
        }
    }

    private static Error Unreadable(string why) => Error.Conflict("promotion.unreadable", $"What this promotion does cannot be read: {why}");

    private static DateOnly? Day(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateOnly>(column);
}
