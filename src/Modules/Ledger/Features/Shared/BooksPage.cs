using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Platform.Ui;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Html;

namespace Aisle.Modules.Ledger.Features;

/// <summary>What the pages of the journal share: the company's stores and clock, and how entries are put in words.</summary>
internal abstract class BooksPage(IStores stores) : AdminPage
{
    /// <summary>The company; null while there is none.</summary>
    public Shop? Shop { get; private set; }

    public IReadOnlyList<StoreRecord> Stores => Shop?.Stores ?? [];

    public TimeZoneInfo Zone => Shop.Zone();

    public bool MayRead => Caller.Rights.HasEverywhere(Permissions.Read.Name);

    public bool MayPost => Caller.Rights.HasEverywhere(Permissions.EntryPost.Name);

    public bool MayApprove => Caller.Rights.HasEverywhere(Permissions.EntryApprove.Name);

    /// <summary>A day as fields and addresses hold it.</summary>
    public static string Plain(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public string NameOf(StoreId? id) => id is null ? "" : Stores.FirstOrDefault(store => store.Id == id) is { } store ? $"{store.Code} {T.Of(store.Name)}" : id.ToString()!;

    /// <summary>The number of an entry, or that it has none yet.</summary>
    public string NumberOf(string series, int year, long? number) => number is { } given ? T.Digits(EntryNumber.Of(series, year, given)) : T["ledger.card.unsealed"];

    public string TypeOf(string type) => DocumentNames.Of(T, type);

    public IHtmlContent BadgeOf(EntryKind kind) => ListView.Badge(T["ledger.journal.kind." + Words.Of(kind)], kind switch
    {
        EntryKind.Normal => "secondary",
        EntryKind.Reversal => "red",
        EntryKind.Correction => "yellow",
        _ => "blue",
    });

    public string Figure(Money? amount) => amount is { } money ? MoneyText.Figure(money.ToAmountString(), money.Currency, T.Language) : "";

    /// <summary>The card of an account, of the month of a day.</summary>
    public string CardOf(LineAccount account, DateOnly day) => To(
        $"/admin/books/card/{account.Code}?from={Plain(new DateOnly(day.Year, day.Month, 1))}&to={Plain(new DateOnly(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month)))}{(account.Sub is { } sub ? "&subaccount=" + sub : "")}");

    /// <summary>Who wrote it: a person by name, else a program.</summary>
    public string WriterOf(Guid? id, IReadOnlyDictionary<UserId, Person> known) =>
        id is { } given && known.TryGetValue(UserId.From(given), out var person) ? person.Name : T["ledger.journal.program"];

    protected async Task ReadShopAsync(CancellationToken cancellationToken) => Shop = await stores.ShopAsync(cancellationToken);
}
