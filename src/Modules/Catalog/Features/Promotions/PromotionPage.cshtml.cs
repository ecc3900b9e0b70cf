using System.Globalization;
using System.Text.RegularExpressions;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Aisle.Pricing;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary>Goods to choose from: what is ticked, and what fits the words looked for.</summary>
/// <param name="Field">Its field; what is looked for is in <c>find.</c> before it.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Words">What is looked for.</param>
/// <param name="Chosen">What is ticked.</param>
/// <param name="Hits">What fits, without what is ticked.</param>
/// <param name="Path">Where it is looked for.</param>
/// <param name="Fault">What is wrong with it.</param>
/// <param name="Hint">A sentence below it.</param>
internal sealed record GoodsPicker(string Field, string Label, string Words, IReadOnlyList<NamedGoods> Chosen, IReadOnlyList<NamedGoods> Hits, string Path, string? Fault, string? Hint)
{
    /// <summary>Its place on the page.</summary>
    public string Id => "pick-" + Field.Replace('.', '-').Replace('[', '-').Replace("]", "", StringComparison.Ordinal);
}

/// <summary><c>/admin/promotions/{id}</c>: the editor of a promotion with a live example basket; <c>new</c> makes one.</summary>
internal sealed partial class PromotionPageModel(
    PromotionQuery query, SavePromotion save, PreviewPromotion preview, BackTest backTest, PromotionNames names, ExampleBasket examples, CustomerGroups groups, IStores stores, TimeProvider time) : PromotionPart(query, stores, time)
{
    private const string LocalTime = "yyyy-MM-dd'T'HH:mm";
    private readonly Dictionary<string, IReadOnlyList<NamedGoods>> _hits = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<(string, Guid), NamedGoods> _named = new Dictionary<(string, Guid), NamedGoods>();

    public PromotionFields Fields { get; private set; } = new(new Dictionary<string, string[]>(StringComparer.Ordinal));

    /// <summary>What it gives; null where that is still to be chosen.</summary>
    public PromotionKind? Kind { get; private set; }

    public int Version { get; private set; }

    public IReadOnlyList<ConflictRow> Conflict { get; private set; } = [];

    /// <summary>The groups there are, and whether each is chosen.</summary>
    public IReadOnlyList<CustomerGroup> Groups { get; private set; } = [];

    /// <summary>What lies in the example basket, with how many.</summary>
    public IReadOnlyList<(ExamplePack Pack, string Quantity)> Basket { get; private set; } = [];

    public IReadOnlyList<ExamplePack> BasketHits { get; private set; } = [];

    /// <summary>What the example basket costs, or why that cannot be said.</summary>
    public Result<PromotionPreviewAnswer>? Example { get; private set; }

    /// <summary>What it would have done to past orders, or why that cannot be said; null until it is asked for.</summary>
    public Result<BackTestAnswer>? Past { get; private set; }

    public bool MayBackTest => May(Permissions.PromotionBackTest.Name);

    /// <summary>The days of past orders as they stand in the form: the last thirty until others are chosen.</summary>
    public string PastFrom => PastDay("past.from", Today.AddDays(-30));

    public string PastTo => PastDay("past.to", Today);

    public IReadOnlyList<ListChoice> PastStores =>
    [
        new("", T["catalog.prices.all_stores"]),
        .. (Shop?.Stores ?? []).Where(store => store.Kind == StoreKind.Store && Caller.Rights.HasIn(Permissions.PromotionBackTest.Name, store.Id.Value)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}")),
    ];

    /// <summary>Stores that the caller may make promotions for; the company's come with all of them.</summary>
    public IReadOnlyList<StoreRecord> Stores => [.. (Shop?.Stores ?? []).Where(store => store.Kind == StoreKind.Store && Caller.Rights.HasIn(Permissions.PromotionEdit.Name, store.Id.Value))];

    public bool IsForAll => Caller.Rights.HasEverywhere(Permissions.PromotionEdit.Name);

    public bool MayEdit => Stores.Count > 0 && (Promotion is null || (Promotion.State != PromotionState.Ended && SavePromotion.MayEdit(Caller, Promotion.Stores)));

    public bool MayAct => Promotion is not null && SavePromotion.MayEdit(Caller, Promotion.Stores);

    /// <summary>Whether the kind has a field.</summary>
    public bool Has(string field) => Kind is { } kind && PromotionCheck.FieldsOf(kind) is var (needed, possible) && (needed.Contains(field, StringComparer.Ordinal) || possible.Contains(field, StringComparer.Ordinal));

    public string Path => To("/admin/promotions/" + (Promotion?.Id.ToString() ?? "new"));

    public IReadOnlyList<ListChoice> ChannelChoices => [new("any", T["catalog.prices.any_channel"]), new("online", T["catalog.prices.online"]), new("till", T["catalog.prices.till"])];

    public IReadOnlyList<ListChoice> BasketStores => [.. (Shop?.Stores ?? []).Where(store => store.Kind == StoreKind.Store && Caller.Rights.HasIn(Permissions.PromotionRead.Name, store.Id.Value)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}"))];

    public IReadOnlyList<DayOfWeek> Week => [DayOfWeek.Saturday, DayOfWeek.Sunday, DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    /// <summary>Goods to choose for a field.</summary>
    public GoodsPicker Picker(string field, string label, string? hint = null, string? shownAs = null)
    {
        var chosen = Fields.Named(field);
        return new GoodsPicker(
            shownAs ?? field, label, Fields["find." + field], [.. chosen.Select(one => _named.GetValueOrDefault(one)).OfType<NamedGoods>()],
            [.. (_hits.GetValueOrDefault(field) ?? []).Where(hit => !chosen.Contains((hit.Type, hit.Id)))], Path + "?handler=Find", FaultOf(shownAs ?? field), hint);
    }

    /// <summary>Percent with a sign; a dash where there are none.</summary>
    public string Percent(decimal? percent) => percent is { } some ? some.ToString("0.##", CultureInfo.InvariantCulture) + "%" : "–";

    /// <summary>A fault of the example in words.</summary>
    public string Words(Error fault) => InWords(fault);

    /// <summary>A quantity with its unit.</summary>
    public string Amount(Quantity quantity) => T.Digits(quantity.ToValueString()) + " " + T["catalog.unit." + quantity.Unit.Code];

    public Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => FreshAsync(id, cancellationToken);

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(id, version, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var body = Fields.Read(Kind!.Value, Currency.Get(Shop!.Currency), T.Languages, problems);
        var request = WriteRequest.ForPage(HttpContext, version);
        var done = problems.Any ? problems.Errors.ToArray() : Promotion is null ? await save.AddAsync(body, request) : await save.SaveAsync(body, request);
        if (done.IsSuccess)
        {
            return Done(T["catalog.promo_page.saved", T.Of(done.Value.Name)], $"/admin/promotions/{done.Value.Id}");
        }

        if (Promotion is { Rule: { IsSuccess: true, Value: var theirs } } there && done.Errors[0].Kind == ErrorKind.PreconditionFailed)
        {
            Version = there.Version;
            Conflict =
            [
                .. T.Languages.Select(language => new ConflictRow($"{T["catalog.promo_page.name"]} ({T.In(language, "platform.language")})", there.Name.All.GetValueOrDefault(language, ""), Fields["name." + language])),
                new ConflictRow(T["catalog.promo_page.gives"], PromotionWords.Says(theirs.Benefit, T), PromotionWords.Says(body.Benefit, T)),
                new ConflictRow(T["catalog.promo_page.when"], PromotionWords.Period(theirs.Terms, T), PromotionWords.Period(body.Terms, T)),
            ];
        }

        await ShownAsync(fresh: false, cancellationToken);
        return Refuse(done.Errors);
    }

    /// <summary>Shows the form as it was typed, with what was looked for and what the example basket costs now.</summary>
    public async Task<IActionResult> OnPostFindAsync([FromRoute] string id, int version, CancellationToken cancellationToken) =>
        await TakeAsync(id, version, cancellationToken) ? await ShownAsync(fresh: false, cancellationToken) : Missing();

    /// <summary>Shows the form as it was typed, with what the promotion would have done to past orders.</summary>
    public async Task<IActionResult> OnPostBackTestAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(id, version, cancellationToken) || !MayBackTest)
        {
            return Missing();
        }

        var problems = new Problems();
        var asked = PastBody(problems);
        Past = problems.Any ? problems.Errors.ToArray() : await backTest.RunAsync(asked, Caller, cancellationToken);
        return await ShownAsync(fresh: false, cancellationToken);
    }

    /// <summary>The past orders it would have reduced, as a file.</summary>
    public async Task<IActionResult> OnPostBackTestFileAsync([FromRoute] string id, int version, CancellationToken cancellationToken)
    {
        if (!await TakeAsync(id, version, cancellationToken) || !MayBackTest)
        {
            return Missing();
        }

        var problems = new Problems();
        var asked = PastBody(problems);
        var file = problems.Any ? problems.Errors.ToArray() : await backTest.CsvAsync(asked, Caller, cancellationToken);
        if (file.IsSuccess)
        {
            return file.Value;
        }

        Past = file.Errors.ToArray();
        return await ShownAsync(fresh: false, cancellationToken);
    }

    public Task<IActionResult> OnPostActivateAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, save.ActivateAsync, T["catalog.promo_page.activated"], cancellationToken);

    public Task<IActionResult> OnPostEndAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, save.EndAsync, T["catalog.promo_page.ended"], cancellationToken);

    public Task<IActionResult> OnPostCopyAsync([FromRoute] string id, CancellationToken cancellationToken) => ActAsync(id, save.CopyAsync, T["catalog.promo_page.copied"], cancellationToken);

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        var done = await save.RemoveAsync(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(T["catalog.promo_page.removed"], "/admin/promotions") : await RefusedAsync(id, done.Errors, cancellationToken);
    }

    protected override string? FieldOf(string? field) => field is null or "name" ? base.FieldOf(field) : Except().Replace(Named().Replace(field, ""), ".except");

    private static PromotionKind? KindOf(string word) => Enum.GetValues<PromotionKind>().Cast<PromotionKind?>().FirstOrDefault(kind => string.Equals(PromotionWords.Of(kind!.Value), word, StringComparison.Ordinal));

    private async Task<IActionResult> FreshAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return Missing();
        }

        Kind = KindOf(Request.Query["kind"].ToString());
        if (Promotion is { } there)
        {
            (Version, Kind) = (there.Version, there.Rule.IsSuccess ? there.Rule.Value.Benefit.Kind : Kind);
            Fields = there.Rule.IsSuccess ? PromotionFields.Of(there.Name, there.Rule.Value) : Fields;
        }

        return await ShownAsync(fresh: true, cancellationToken);
    }

    private async Task<IActionResult> ActAsync(string id, Func<WriteRequest, Task<Result<PromotionEdit>>> act, string notice, CancellationToken cancellationToken)
    {
        var done = await act(WriteRequest.ForPage(HttpContext));
        return done.IsSuccess ? Done(notice, $"/admin/promotions/{done.Value.Id}") : await RefusedAsync(id, done.Errors, cancellationToken);
    }

    private async Task<IActionResult> RefusedAsync(string id, IReadOnlyList<Error> faults, CancellationToken cancellationToken)
    {
        var shown = await FreshAsync(id, cancellationToken);
        return Promotion is null ? shown : Refuse(faults);
    }

    private async Task<bool> TakeAsync(string id, int version, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return false;
        }

        (Fields, Version, Kind) = (PromotionFields.Of(Request.Form), version, KindOf(Request.Form["kind"].ToString()));
        if (!MayEdit && Promotion is { Rule: { IsSuccess: true, Value: var rule } } there)
        {
            // Who may only look sends the example basket alone.
            Fields = Fields.Over(PromotionFields.Of(there.Name, rule));
        }

        return Kind is not null;
    }

    private async Task<IActionResult> ShownAsync(bool fresh, CancellationToken cancellationToken)
    {
        if (Kind is not { } kind)
        {
            return Page();
        }

        Groups = await groups.AllAsync(cancellationToken);
        string[] pickers = ["goods", "goods.except", "benefit.getGoods", "minimum.goods", .. Enumerable.Range(0, 20).Select(index => FormattableString.Invariant($"benefit.parts[{index}].goods"))];
        _named = (await names.ReadAsync(pickers.SelectMany(Fields.Named).Select(one => one.Id), cancellationToken)).ToDictionary(one => (one.Type, one.Id));
        foreach (var field in pickers.Where(field => Fields["find." + field].Trim().Length > 1))
        {
            var hits = await names.SearchAsync(Fields["find." + field][..Math.Min(100, Fields["find." + field].Length)], cancellationToken);
            // Brands cannot be excepted.
            _hits[field] = field.EndsWith(".except", StringComparison.Ordinal) ? [.. hits.Where(hit => hit.Type is not "brand")] : hits;
        }

        var problems = new Problems();
        var body = Fields.Read(kind, Currency.Get(Shop!.Currency), T.Languages, problems);
        await BasketAsync(fresh, body.ToRule(), cancellationToken);
        if (problems.Any || Basket.Count == 0)
        {
            if (problems.Any && !fresh)
            {
                Example = problems.Errors.ToArray();
            }

            return Page();
        }

        var asked = BasketBody(WithName(body), problems);
        Example = problems.Any ? problems.Errors.ToArray() : await preview.RunAsync(asked, Caller, cancellationToken);
        return Page();
    }

    /// <summary>A promotion can be tried before it has its name.</summary>
    private PromotionBody WithName(PromotionBody body) => body.Name.IsEmpty ? body with { Name = LocalText.Of(("en", T["catalog.promo_page.this_one"])) } : body;

    private string PastDay(string field, DateOnly otherwise) => Fields[field] is { Length: > 0 } typed ? typed : otherwise.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private BackTestBody PastBody(Problems problems)
    {
        var draft = WithName(Fields.Read(Kind!.Value, Currency.Get(Shop!.Currency), T.Languages, problems));
        return new BackTestBody(
            Typed.Day(PastFrom, "past.from", problems) ?? Today, Typed.Day(PastTo, "past.to", problems) ?? Today, Typed.Id<StoreId>(Fields["past.store"], "past.store", problems), Promotion?.Id, draft);
    }

    private async Task BasketAsync(bool fresh, PromotionRule rule, CancellationToken cancellationToken)
    {
        if (Fields["find.basket"].Trim() is { Length: > 1 } words)
        {
            BasketHits = await examples.SearchAsync(words[..Math.Min(100, words.Length)], cancellationToken);
        }

        var typed = Fields.Below("basket.qty.").Where(field => field.Value.Trim().Length > 0 && Guid.TryParseExact(field.Name, "D", out _)).Take(50).ToDictionary(field => Guid.ParseExact(field.Name, "D"), field => field.Value);
        Basket = typed.Count > 0
            ? [.. (await examples.ReadAsync(typed.Keys, cancellationToken)).Select(pack => (pack, typed[pack.Id]))]
            : BasketHits.Count == 0 && !(fresh && Promotion is null) ? [.. (await examples.OfAsync(rule, cancellationToken)).Select(line => (line.Pack, line.Quantity.ToString("0.###", CultureInfo.InvariantCulture)))] : [];
        BasketHits = [.. BasketHits.Where(hit => Basket.All(line => line.Pack.Id != hit.Id))];
    }

    private PromotionPreviewBody BasketBody(PromotionBody draft, Problems problems)
    {
        var store = Typed.Id<StoreId>(Fields["basket.store"], "basket.store", problems) ?? draft.Terms?.Stores?[0] ?? StoreId.From(Guid.Parse(BasketStores[0].Value));
        var lines = Basket.Select(line => new PromotionPreviewLineBody(PackId.From(line.Pack.Id), Typed.Number(line.Quantity, "basket.qty." + line.Pack.Id, problems) ?? 0)).ToList();
        return new PromotionPreviewBody(
            store, lines, Promotion?.Id, draft, Typed.Choice<PriceChannelName>(Fields["basket.channel"], "basket.channel", problems) ?? (draft.Terms?.Channel == PriceChannel.Till ? PriceChannelName.Till : PriceChannelName.Online),
            Typed.Id<CustomerGroupId>(Fields["basket.group"], "basket.group", problems) is { } group ? [group] : [], Coupons: null, AtOf(store, problems));
    }

    private DateTimeOffset? AtOf(StoreId store, Problems problems)
    {
        var text = Fields["basket.at"];
        if (text.Length == 0)
        {
            return null;
        }

        var isMoment = DateTime.TryParseExact(text, [LocalTime, LocalTime + "':'ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Year is > 2000 and < 2200;
        problems.Require(isMoment, "promotion.moment", "A day with a time is needed here.", "basket.at");
        return isMoment ? new DateTimeOffset(local, ZoneOf(Shop?.Stores.FirstOrDefault(one => one.Id == store)).GetUtcOffset(local)) : null;
    }

    [GeneratedRegex(@"(\.(variants|categories|brands))?(\[\d+\])?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();

    [GeneratedRegex(@"\.except(Variants|Categories)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Except();
}
