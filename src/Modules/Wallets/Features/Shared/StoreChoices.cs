using Aisle.Contracts.Stores;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Wallets.Features;

/// <summary>In whose name somebody may act: the company's, or that of the stores they work in.</summary>
internal static class StoreChoices
{
    public static IReadOnlyList<ListChoice> Of(AdminText text, Caller caller, Permission permission, Shop? shop) =>
    [
        .. caller.MayIn(permission, store: null) ? (ListChoice[])[new ListChoice("", text["wallets.wallet_page.company"])] : [],
        .. (shop?.Stores ?? []).Where(store => caller.MayIn(permission, store.Id)).Select(store => new ListChoice(store.Id.ToString(), $"{store.Code} {text.Of(store.Name)}")),
    ];
}
