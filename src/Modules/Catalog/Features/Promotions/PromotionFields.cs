using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Ui.Admin;
using Aisle.Pricing;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// The fields of the form of a promotion, named as the API names them: of what was typed, or of a promotion there is. Rows that hold nothing are
/// left out, so that a row has the same number in the form, the API and a fault.
/// </summary>
internal sealed class PromotionFields(IReadOnlyDictionary<string, string[]> fields)
{
    private const int MostRows = 20;
    private static readonly string[] _times = ["HH:mm", "H:mm", "HH:mm:ss"];

    private IEnumerable<KeyValuePair<string, string[]>> Everything => fields;

    /// <summary>What stands in a field; empty where there is nothing.</summary>
    public string this[string name] => fields.GetValueOrDefault(name) is [var first, ..] ? first : "";

    /// <summary>Everything that is ticked under a name.</summary>
    public IReadOnlyList<string> All(string name) => fields.GetValueOrDefault(name) ?? [];

    public bool Is(string name) => this[name] is "true";

    /// <summary>Every name with what stands in it that begins so.</summary>
    public IEnumerable<(string Name, string Value)> Below(string start) =>
        fields.Where(field => field.Key.StartsWith(start, StringComparison.Ordinal)).Select(field => (field.Key[start.Length..], field.Value.FirstOrDefault() ?? ""));

    /// <summary>The parts of a bundle that say something, by their number in the form.</summary>
    public IReadOnlyList<int> Parts() => Rows("benefit.parts", row => Below(row + ".").Any(field => field.Name is not "count" || field.Value.Trim().Length > 0));

    /// <summary>The times of day that say something, by their number in the form.</summary>
    public IReadOnlyList<int> Hours() => Rows("terms.hours", row => Below(row + ".").Any(field => field.Value.Trim().Length > 0));

    public static PromotionFields Of(IFormCollection form) =>
        new(form.ToDictionary(field => field.Key, field => field.Value.Select(value => value ?? "").ToArray(), StringComparer.Ordinal));

    /// <summary>These fields, and of others those that these do not have.</summary>
    public PromotionFields Over(PromotionFields others)
    {
        var all = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, values) in others.Everything.Concat(fields))
        {
            all[name] = values;
        }

        return new PromotionFields(all);
    }

    public static PromotionFields Of(LocalText name, PromotionRule rule)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var (benefit, terms, limits) = (rule.Benefit, rule.Terms, rule.Limits);
        foreach (var (language, text) in name.All)
        {
            Put("name." + language, text);
        }

        Put("benefit.percent", Number(benefit.Percent));
        Put("benefit.amount", benefit.Amount?.ToAmountString());
        Put("benefit.price", benefit.Price?.ToAmountString());
        Put("benefit.count", Number(benefit.Count));
        Put("benefit.reduced", Number(benefit.Reduced));
        Put("benefit.buy", Number(benefit.Buy));
        Put("benefit.get", Number(benefit.Get));
        Put("benefit.sameItem", Flag(benefit.SameItem ?? false));
        PutGoods("goods", rule.Goods);
        PutGoods("benefit.getGoods", benefit.GetGoods);
        PutGoods("minimum.goods", rule.Minimum?.Goods);
        foreach (var (part, index) in (benefit.Parts ?? []).Select((part, index) => (part, index)))
        {
            Put(FormattableString.Invariant($"benefit.parts[{index}].count"), Number(part.Count));
            PutGoods(FormattableString.Invariant($"benefit.parts[{index}].goods"), part.Goods);
        }

        Put("terms.from", Day(terms?.From));
        Put("terms.to", Day(terms?.To));
        Put("terms.channel", (terms?.Channel ?? PriceChannel.Any).ToString().ToLowerInvariant());
        fields["terms.stores"] = [.. (terms?.Stores ?? []).Select(store => store.ToString())];
        fields["terms.groups"] = [.. (terms?.Groups ?? []).Select(group => group.ToString())];
        foreach (var (hours, index) in (terms?.Hours ?? []).Select((hours, index) => (hours, index)))
        {
            var row = FormattableString.Invariant($"terms.hours[{index}]");
            Put(row + ".from", hours.From.ToString("HH:mm", CultureInfo.InvariantCulture));
            Put(row + ".to", hours.To.ToString("HH:mm", CultureInfo.InvariantCulture));
            fields[row + ".days"] = [.. (hours.Days ?? []).Select(day => day.ToString().ToLowerInvariant())];
        }

        Put("minimum.spend", rule.Minimum?.Spend?.ToAmountString());
        Put("minimum.quantity", Number(rule.Minimum?.Quantity));
        Put("limits.countBy", (limits?.CountBy ?? UsageCount.Baskets).ToString().ToLowerInvariant());
        Put("limits.perBasket", Number(limits?.PerBasket));
        Put("limits.perCustomer", Number(limits?.PerCustomer));
        Put("limits.inTotal", Number(limits?.InTotal));
        Put("combines", Flag(rule.Combines));
        Put("notOnReduced", Flag(rule.NotOnReduced));
        Put("needsCoupon", Flag(rule.NeedsCoupon));
        return new PromotionFields(fields);

        void Put(string field, string? value) => fields[field] = [value ?? ""];

        void PutGoods(string field, GoodsRule? goods)
        {
            fields[field] = [.. Ids("variant", goods?.Variants), .. Ids("category", goods?.Categories), .. Ids("brand", goods?.Brands)];
            fields[field + ".except"] = [.. Ids("variant", goods?.ExceptVariants), .. Ids("category", goods?.ExceptCategories)];
        }
    }

    /// <summary>The promotion as it was typed; faults have the names of the fields.</summary>
    public PromotionBody Read(PromotionKind kind, Currency currency, IEnumerable<string> languages, Problems problems)
    {
        var (needed, possible) = PromotionCheck.FieldsOf(kind);
        bool Has(string name) => needed.Contains(name, StringComparer.Ordinal) || possible.Contains(name, StringComparer.Ordinal);
        var name = Typed.Text(languages.ToDictionary(language => language, language => this["name." + language], StringComparer.Ordinal), "name", problems);
        var benefit = new BenefitRule(
            kind, Has("percent") ? Typed.Number(this["benefit.percent"], "benefit.percent", problems) : null, Has("amount") ? Amount("benefit.amount") : null, Has("price") ? Amount("benefit.price") : null,
            Has("count") ? Whole("benefit.count") : null, Has("reduced") ? Whole("benefit.reduced") : null, Has("buy") ? Whole("benefit.buy") : null, Has("get") ? Whole("benefit.get") : null,
            Has("sameItem") && Is("benefit.sameItem") ? true : null, Has("getGoods") ? Goods("benefit.getGoods") : null, Has("parts") ? [.. Parts().Select(Part)] : null);
        var (hours, stores, groups) = (Hours().Select(Hour).ToList(), Ids<StoreId>("terms.stores"), Ids<CustomerGroupId>("terms.groups"));
        var terms = new TermsRule(
            Typed.Day(this["terms.from"], "terms.from", problems), Typed.Day(this["terms.to"], "terms.to", problems), Typed.Choice<PriceChannel>(this["terms.channel"], "terms.channel", problems) ?? PriceChannel.Any,
            stores.Count == 0 ? null : stores, groups.Count == 0 ? null : groups, hours.Count == 0 ? null : hours);
        var minimum = new MinimumRule(Amount("minimum.spend"), Typed.Number(this["minimum.quantity"], "minimum.quantity", problems), Goods("minimum.goods"));
        var limits = new LimitsRule(Typed.Choice<UsageCount>(this["limits.countBy"], "limits.countBy", problems) ?? UsageCount.Baskets, Whole("limits.perBasket"), Whole("limits.perCustomer"), Whole("limits.inTotal"));
        return new PromotionBody(
            name, benefit, Id: null, kind == PromotionKind.Bundle ? null : Goods("goods"), terms == new TermsRule() ? null : terms, minimum is { Spend: null, Quantity: null, Goods: null } ? null : minimum,
            limits is { PerBasket: null, PerCustomer: null, InTotal: null } ? null : limits, Is("combines"), Is("notOnReduced"), Is("needsCoupon"));

        int? Whole(string field) => Typed.Whole(this[field], field, problems);

        Money? Amount(string field) => this[field].Trim().Length == 0 ? null : problems.Take(Money.Parse(Typed.Digits(this[field]), currency), field);

        List<TId> Ids<TId>(string field) where TId : struct, ITypedId<TId> => [.. All(field).Select(id => Typed.Id<TId>(id, field, problems)).OfType<TId>()];

        GoodsRule? Goods(string field)
        {
            var (named, excepted) = (Named(field), Named(field + ".except"));
            return named.Count + excepted.Count == 0 ? null
                : new GoodsRule(
                    Of(named, "variant", VariantId.From), Of(named, "category", CategoryId.From), Of(named, "brand", BrandId.From), Of(excepted, "variant", VariantId.From), Of(excepted, "category", CategoryId.From));
        }

        BundlePartRule Part(int index)
        {
            var row = FormattableString.Invariant($"benefit.parts[{index}]");
            var goods = Goods(row + ".goods");
            problems.Require(goods is not null, "promotion.needed", "This kind of promotion needs it.", row + ".goods");
            return new BundlePartRule(Whole(row + ".count") ?? 1, goods);
        }

        HoursRule Hour(int index)
        {
            var row = FormattableString.Invariant($"terms.hours[{index}]");
            List<DayOfWeek> days = [.. All(row + ".days").Select(day => Typed.Choice<DayOfWeek>(day, row + ".days", problems)).OfType<DayOfWeek>()];
            return new HoursRule(Time(row + ".from"), Time(row + ".to"), days.Count == 0 ? null : days);
        }

        // Days alone are whole days: from midnight to midnight.
        TimeOnly Time(string field)
        {
            if (this[field].Trim().Length == 0)
            {
                return TimeOnly.MinValue;
            }

            var isTime = TimeOnly.TryParseExact(Typed.Digits(this[field]), _times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
            problems.Require(isTime, "promotion.time", "A time looks like 16:30.", field);
            return time;
        }
    }

    /// <summary>What is ticked in a list of goods.</summary>
    public IReadOnlyList<(string Type, Guid Id)> Named(string field) =>
        [.. All(field).Select(value => value.Split(':')).Where(parts => parts is [_, var id] && Guid.TryParseExact(id, "D", out _)).Select(parts => (parts[0], Guid.ParseExact(parts[1], "D")))];

    private static IReadOnlyList<TId>? Of<TId>(IEnumerable<(string Type, Guid Id)> named, string type, Func<Guid, TId> make) =>
        named.Where(one => one.Type == type).Select(one => make(one.Id)).ToList() is { Count: > 0 } ids ? ids : null;

    private static IEnumerable<string> Ids<TId>(string type, IReadOnlyList<TId>? ids) => (ids ?? []).Select(id => $"{type}:{id}");

    private static string? Number(decimal? number) => number?.ToString("0.####", CultureInfo.InvariantCulture);

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "true" : "";

    private static IReadOnlyList<int> Rows(string name, Func<string, bool> says) => [.. Enumerable.Range(0, MostRows).Where(index => says(FormattableString.Invariant($"{name}[{index}]")))];
}
