using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Pricing;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary>What is typed into the form of a price.</summary>
internal sealed record PriceForm(string Pack, string Amount, string Store, string Channel, string From, string To, string Group, string FromQuantity);

/// <summary>The prices of a pack, as they are shown.</summary>
internal sealed record PackPrices(PackId Id, string Name, IReadOnlyList<PriceTimeLine> Lines, IReadOnlyList<PriceEdit> All);

/// <summary><c>/admin/products/{id}/prices</c>: what a product costs, has cost and will cost; a price is set for now or for later.</summary>
internal sealed class PricesPageModel(ProductEditing products, PriceLists lists, PriceUse prices, CustomerGroups groups, IStores stores, TimeProvider time) : ProductPart(products, stores)
{
    private const string LocalTime = "yyyy-MM-dd'T'HH:mm";

    public PriceForm Form { get; private set; } = new("", "", "", "any", "", "", "", "");

    public IReadOnlyList<PackPrices> Packs { get; private set; } = [];

    /// <summary>The stores whose prices this caller may set.</summary>
    public StoreScope Scope => Caller.Rights.ScopeOf(Permissions.PriceEdit.Name);

    public bool MaySet => StoreChoices.Count > 0;

    public IReadOnlyList<ListChoice> PackChoices => [.. Packs.Select(pack => new ListChoice(pack.Id.ToString(), pack.Name))];

    public IReadOnlyList<ListChoice> StoreChoices =>
    [
        .. Scope.IsEverywhere ? [new ListChoice("", T["catalog.prices.all_stores"])] : Array.Empty<ListChoice>(),
        .. (Shop?.Stores ?? []).Where(store => Scope.Covers(store.Id.Value)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {T.Of(store.Name)}")),
    ];

    public IReadOnlyList<ListChoice> ChannelChoices => [new("any", ChannelName(PriceChannel.Any)), new("online", ChannelName(PriceChannel.Online)), new("till", ChannelName(PriceChannel.Till))];

    public string ChannelName(PriceChannel channel) => channel switch
    {
        PriceChannel.Online => T["catalog.prices.online"],
        PriceChannel.Till => T["catalog.prices.till"],
        _ => T["catalog.prices.any_channel"],
    };

    public string PlaceName(StoreId? store) =>
        store is not { } place ? T["catalog.prices.all_stores"] : Shop?.Stores.FirstOrDefault(one => one.Id == place) is { } known ? $"{known.Code} {T.Of(known.Name)}" : "?";

    /// <summary>Groups to choose from; none where nobody keeps groups.</summary>
    public IReadOnlyList<ListChoice> GroupChoices { get; private set; } = [];

    /// <summary>For whom and from which quantity on a line holds, in words; empty for everybody and any quantity.</summary>
    public string ForWhom(PriceTimeLine line) => string.Join(" · ", ((string?[])
    [
        line.Group is { } group ? GroupChoices.FirstOrDefault(choice => choice.Value == group.ToString())?.Label ?? T["catalog.prices.group_unknown"] : null,
        line.FromQuantity > 0 ? T["catalog.prices.from_quantity", T.Digits(line.FromQuantity.ToString("0.###", CultureInfo.InvariantCulture))] : null,
    ]).OfType<string>());

    /// <summary>Whether this caller may take a price back.</summary>
    public bool MayRemove(PriceEdit price) => price.State is "future" && (price.StoreId is { } store ? Scope.Covers(store.Value) : Scope.IsEverywhere);

    /// <summary>From when to when, in words.</summary>
    public string Period(PriceEdit price) => price.To is { } to ? T["catalog.prices.from_to", Moment(price.From), Moment(to)] : T["catalog.prices.from", Moment(price.From)];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken) ? Page() : Missing();

    public async Task<IActionResult> OnPostAsync([FromRoute] string id, string? packId, string? amount, string? storeId, string? channel, string? from, string? to, string? groupId, string? fromQuantity, CancellationToken cancellationToken)
    {
        Form = new PriceForm(packId ?? "", amount ?? "", storeId ?? "", channel ?? "any", from ?? "", to ?? "", groupId ?? "", fromQuantity ?? "");
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        var problems = new Problems();
        var body = ReadForm(problems);
        var done = problems.Any ? problems.Errors.ToArray() : await prices.AddAsync(body, WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Done(T["catalog.prices.set", T.Money(done.Value.Amount), Period(done.Value)], $"/admin/products/{id}/prices");
        }

        return Refuse(done.Errors);
    }

    public async Task<IActionResult> OnPostRemoveAsync([FromRoute] string id, string price, CancellationToken cancellationToken)
    {
        RouteData.Values["id"] = price;
        var done = await prices.RemoveAsync(WriteRequest.ForPage(HttpContext));
        RouteData.Values["id"] = id;
        return done.IsSuccess ? Done(T["catalog.prices.removed"], $"/admin/products/{id}/prices")
            : await LoadAsync(id, cancellationToken) ? Refuse(done.Errors) : Missing();
    }

    private PriceBody ReadForm(Problems problems)
    {
        var store = Typed.Id<StoreId>(Form.Store, "storeId", problems);
        var zone = ZoneOf(Shop?.Stores.FirstOrDefault(one => one.Id == store) ?? Shop?.Stores.FirstOrDefault());
        problems.Require(TypedId.TryParse<PackId>(Form.Pack, out var pack) && Packs.Any(one => one.Id == pack), "pack.unknown", "There is no such pack.", "packId");
        return new PriceBody(
            pack, problems.Take(Money.Parse(Typed.Digits(Form.Amount), Currency.Get(Shop!.Currency)), "amount"), Id: null, store,
            Typed.Choice<PriceChannel>(Form.Channel, "channel", problems) ?? PriceChannel.Any, ReadMoment(Form.From, "from"), ReadMoment(Form.To, "to"),
            Typed.Id<CustomerGroupId>(Form.Group, "groupId", problems), Typed.Number(Form.FromQuantity, "fromQuantity", problems) ?? 0);

        DateTimeOffset? ReadMoment(string text, string field)
        {
            if (text.Length == 0)
            {
                return null;
            }

            var isMoment = DateTime.TryParseExact(text, [LocalTime, LocalTime + "':'ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local);
            problems.Require(isMoment, "price.moment", "A date with a time is needed here.", field);
            return isMoment ? new DateTimeOffset(local, zone.GetUtcOffset(local)) : null;
        }
    }

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        if (!await FindAsync(id, cancellationToken))
        {
            return false;
        }

        var all = await lists.OfProductAsync(Product!.Id, Caller.Rights.ScopeOf(Permissions.ProductRead.Name), cancellationToken);
        GroupChoices = await groups.ChoicesAsync(T, T["catalog.prices.everybody"], cancellationToken);
        var now = time.GetUtcNow();
        Packs = [.. Product.Variants.SelectMany(variant => variant.Packs.Select(pack =>
        {
            IReadOnlyList<PriceEdit> own = [.. all.Where(price => price.PackId == pack.Id)];
            return new PackPrices(pack.Id, NameOf(variant, pack), PriceTimeLine.Of(own, now), own);
        }))];
        return true;
    }

    private string NameOf(VariantEdit variant, PackEdit pack) =>
        string.Join(" · ", ((string[])[variant.Sku, T.Of(variant.Name), $"{T.Digits(pack.Units.ToString("0.###", CultureInfo.InvariantCulture))} {T["catalog.unit." + pack.Unit]}"]).Where(part => part.Length > 0));
}
