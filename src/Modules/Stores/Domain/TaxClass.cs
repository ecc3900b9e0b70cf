using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Modules.Stores.Domain;

/// <summary>A class of tax with its rates over time. On no day do two of them hold.</summary>
internal sealed class TaxClass
{
    private static readonly DateOnly _first = new(1900, 1, 1);
    private static readonly DateOnly _last = new(2999, 12, 31);
    private readonly List<TaxRate> _rates = [];

    private TaxClass()
    {
    }

    public string Code { get; private set; } = "";

    public LocalText Name { get; private set; } = LocalText.Empty;

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The rates, in no particular order.</summary>
    public IReadOnlyCollection<TaxRate> Rates => _rates;

    public static Result<TaxClass> Create(string code, LocalText name, DateTimeOffset now)
    {
        var problems = new Problems();
        problems.Require(code is { Length: <= 40 } && Slug.IsValid(code), "tax_class.code", "A tax class has a code of lower-case letters and digits with single hyphens between, at most 40 characters.", "code");
        CheckName(problems, name);
        return problems.ToResult(() => new TaxClass { Code = code, Name = name, Version = 1, UpdatedAt = now });
    }

    public Result Rename(LocalText name, DateTimeOffset now)
    {
        var problems = new Problems();
        CheckName(problems, name);
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (!Name.Equals(name))
        {
            Name = name;
            Touch(now);
        }

        return Result.Success;
    }

    /// <summary>
    /// Sets the rate from a day on: the rate that held that day ends on the day before, and the new one takes over the
    /// rest of its time. In a gap it holds until the next rate begins. A rate that begins that very day is changed.
    /// </summary>
    /// <param name="percent">The new rate.</param>
    /// <param name="from">Its first day.</param>
    /// <param name="now">The moment.</param>
    /// <param name="begun">The newest day that has begun: what holds up to it stays as it is. Null to change the past too.</param>
    public Result SetRate(decimal percent, DateOnly from, DateTimeOffset now, DateOnly? begun = null)
    {
        var problems = new Problems();
        CheckRate(problems, new TaxRateRecord(percent, from, To: null), "percent", "from", "to");
        problems.Require(begun is null || from > begun || _rates.Find(rate => rate.HoldsOn(from)) is not { } holds || holds.ValidFrom == from && holds.Percent == percent,
            "tax_rate.begun", "That day has come: what was sold on it keeps its tax. A new rate begins tomorrow or later.", "from");
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (_rates.Find(rate => rate.ValidFrom == from) is { } same)
        {
            if (same.Percent != percent)
            {
                same.Set(percent, same.ValidTo);
                Touch(now);
            }

            return Result.Success;
        }

        DateOnly? to;
        if (_rates.Find(rate => rate.HoldsOn(from)) is { } before)
        {
            to = before.ValidTo;
            before.Set(before.Percent, from.AddDays(-1));
        }
        else
        {
            to = _rates.Where(rate => rate.ValidFrom > from).Select(rate => (DateOnly?)rate.ValidFrom.AddDays(-1)).Min();
        }

        _rates.Add(new TaxRate(Code, percent, from, to));
        Touch(now);
        return Result.Success;
    }

    /// <summary>Takes a rate away that has not begun; the one that ends on the day before it takes over its time.</summary>
    /// <param name="from">Its first day.</param>
    /// <param name="begun">The newest day that has begun.</param>
    /// <param name="now">The moment.</param>
    public Result RemoveRate(DateOnly from, DateOnly begun, DateTimeOffset now)
    {
        if (_rates.Find(rate => rate.ValidFrom == from) is not { } rate)
        {
            return Error.NotFound("tax_rate.unknown", "No rate of this class begins on that day.");
        }

        if (from <= begun)
        {
            return Error.Conflict("tax_rate.begun", "The first day of this rate has come: what was sold under it keeps its tax.");
        }

        _rates.Remove(rate);
        if (_rates.Find(other => other.ValidTo == from.AddDays(-1)) is { } before)
        {
            before.Set(before.Percent, rate.ValidTo);
        }

        Touch(now);
        return Result.Success;
    }

    /// <summary>Replaces the whole timeline; a fault names its period as <c>rates[2].from</c>.</summary>
    /// <param name="rates">All rates.</param>
    /// <param name="now">The moment.</param>
    /// <param name="begun">The newest day that has begun: what holds up to it stays as it is. Null to change the past too.</param>
    public Result SetTimeline(IReadOnlyList<TaxRateRecord> rates, DateTimeOffset now, DateOnly? begun = null)
    {
        var problems = new Problems();
        for (var i = 0; i < rates.Count; i++)
        {
            var field = string.Create(CultureInfo.InvariantCulture, $"rates[{i}]");
            CheckRate(problems, rates[i], field + ".percent", field + ".from", field + ".to");
            for (var other = 0; other < i; other++)
            {
                problems.Require(!Overlap(rates[other], rates[i]), "tax_rate.overlap",
                    string.Create(CultureInfo.InvariantCulture, $"It overlaps the rate of {rates[other].Percent}% from {rates[other].From:yyyy-MM-dd}."), field + ".from");
            }
        }

        if (begun is { } day)
        {
            CheckPast(problems, rates, day);
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        if (rates.Count == _rates.Count && rates.All(given => _rates.Exists(rate => rate.ToRecord() == given)))
        {
            return Result.Success;
        }

        _rates.RemoveAll(rate => !rates.Any(given => given.From == rate.ValidFrom));
        foreach (var given in rates)
        {
            if (_rates.Find(rate => rate.ValidFrom == given.From) is { } there)
            {
                there.Set(given.Percent, given.To);
            }
            else
            {
                _rates.Add(new TaxRate(Code, given.Percent, given.From, given.To));
            }
        }

        Touch(now);
        return Result.Success;
    }

    private static void CheckName(Problems problems, LocalText name) => Checks.Text(problems, name, 100, "name");

    private static void CheckRate(Problems problems, TaxRateRecord rate, string percent, string from, string to)
    {
        problems.Require(rate.Percent is >= 0 and <= 1000, "tax_rate.percent", "A rate is from 0 to 1000 percent.", percent);
        problems.Require(decimal.Round(rate.Percent, 4) == rate.Percent, "tax_rate.percent", "A rate has at most four decimals.", percent);
        problems.Require(rate.From >= _first && rate.From <= _last, "tax_rate.date", "A date is from 1900-01-01 to 2999-12-31.", from);
        problems.Require(rate.To is null || rate.To <= _last, "tax_rate.date", "A date is from 1900-01-01 to 2999-12-31.", to);
        problems.Require(rate.To is null || rate.To >= rate.From, "tax_rate.period", "A rate does not end before it begins.", to);
    }

    /// <summary>A rate that has begun keeps its percentage and its days up to <paramref name="begun"/>; it may end later.</summary>
    private void CheckPast(Problems problems, IReadOnlyList<TaxRateRecord> rates, DateOnly begun)
    {
        foreach (var old in _rates.Where(rate => rate.ValidFrom <= begun).OrderBy(rate => rate.ValidFrom))
        {
            var index = rates.ToList().FindIndex(given => given.From == old.ValidFrom);
            problems.Require(
                index >= 0 && rates[index].Percent == old.Percent && LastDay(rates[index].To, begun) == LastDay(old.ValidTo, begun), "tax_rate.begun",
                string.Create(CultureInfo.InvariantCulture, $"The rate of {old.Percent:0.####}% from {old.ValidFrom:yyyy-MM-dd} has begun, and this would change what was taxed with it."),
                index < 0 ? "rates" : string.Create(CultureInfo.InvariantCulture, $"rates[{index}].from"));
        }
    }

    private static DateOnly LastDay(DateOnly? to, DateOnly begun) => to is { } day && day < begun ? day : begun;

    private static bool Overlap(TaxRateRecord left, TaxRateRecord right) =>
        left.From <= (right.To ?? DateOnly.MaxValue) && right.From <= (left.To ?? DateOnly.MaxValue);

    private void Touch(DateTimeOffset now) => (Version, UpdatedAt) = (Version + 1, now);
}

/// <summary>A rate of tax for a time; made and changed by its class only.</summary>
internal sealed class TaxRate
{
    private TaxRate()
    {
    }

    internal TaxRate(string taxClass, decimal percent, DateOnly from, DateOnly? to) => (TaxClass, Percent, ValidFrom, ValidTo) = (taxClass, percent, from, to);

    public string TaxClass { get; private set; } = "";

    public decimal Percent { get; private set; }

    public DateOnly ValidFrom { get; private set; }

    public DateOnly? ValidTo { get; private set; }

    public bool HoldsOn(DateOnly day) => ValidFrom <= day && (ValidTo is null || day <= ValidTo);

    public TaxRateRecord ToRecord() => new(Percent, ValidFrom, ValidTo);

    internal void Set(decimal percent, DateOnly? to) => (Percent, ValidTo) = (percent, to);
}
