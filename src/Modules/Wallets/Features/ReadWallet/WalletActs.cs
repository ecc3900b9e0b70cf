using Aisle.Contracts.Stores;
using Aisle.Contracts.Wallets;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;

namespace Aisle.Modules.Wallets.Features;

/// <summary>A field of an act's form.</summary>
internal sealed record ActField(string Name, string Label, string Type = "text", string Value = "", bool IsRequired = true, string? Hint = null)
{
    public IReadOnlyList<ListChoice> Choices { get; init; } = [];
}

/// <summary>Something that can be done to a wallet on its page.</summary>
/// <param name="Name">Its name: <c>top_up</c>.</param>
/// <param name="Label">What its button says.</param>
/// <param name="Ask">What is asked before.</param>
/// <param name="Fields">What has to be said.</param>
internal sealed record WalletAct(string Name, string Label, string Ask, IReadOnlyList<ActField> Fields);

/// <summary>What a caller can do to a wallet on its page: by its kind, its status and their rights.</summary>
internal sealed class WalletActs(AdminText text, Caller caller, Shop? shop, WalletRecord wallet)
{
    public IReadOnlyList<WalletAct> All()
    {
        var frozen = wallet.Status == WalletStatus.Frozen;
        var acts = new List<WalletAct>();
        if (wallet.Status == WalletStatus.Closed)
        {
            return acts;
        }

        var isCard = wallet.Kind == WalletKind.GiftCard;
        Add("top_up", isCard ? MoveKinds.CardTopUp : MoveKinds.TopUp, Permissions.MoneyMove, Amount(), Tender());
        Add("pay", MoveKinds.Payment, Permissions.MoneyMove, Amount(), Document());
        Add("hold", MoveKinds.Hold, Permissions.MoneyMove, Amount(), Document());
        Add("transfer", MoveKinds.Transfer, Permissions.MoneyMove, Amount(), new ActField("to", text["wallets.wallet_page.to_wallet"]));
        Add("withdraw", MoveKinds.Withdrawal, Permissions.MoneyMove, Amount(), Tender());
        Add("refund", MoveKinds.Refund, Permissions.MoneyMove, Amount(), Document());
        Add("adjust", MoveKinds.Adjustment, Permissions.MoneyAdjust, new ActField("amount", text["wallets.wallet_page.amount"], Hint: text["wallets.wallet_page.adjust_hint"]), new ActField("reason", text["wallets.wallet_page.reason"]));
        Add("cancel", MoveKinds.CardCancellation, Permissions.CardCancel, Tender(), new ActField("reason", text["wallets.wallet_page.reason"]));
        Add("earn", MoveKinds.Earned, Permissions.PointsMove, new ActField("amount", text["wallets.wallet_page.sale_amount"]), Document());
        Add("redeem", MoveKinds.Redeemed, Permissions.PointsMove, new ActField("points", text["wallets.wallet_page.points"]), Document());
        Add("reverse", MoveKinds.Reversed, Permissions.PointsMove, new ActField("amount", text["wallets.wallet_page.refund_amount"]), Document());
        return acts;

        void Add(string name, string kind, Permission permission, params ActField[] fields)
        {
            var rule = MoveKinds.RuleOf(kind);
            var stores = StoreChoices.Of(text, caller, permission, shop);
            if (rule.Of.Contains(wallet.Kind) && (!frozen || rule.ReachesFrozen) && stores.Count > 0)
            {
                var label = text["wallets.act." + name];
                var memo = fields.Any(field => field.Name == "reason") || wallet.Kind == WalletKind.Points ? Array.Empty<ActField>() : [new ActField("memo", text["wallets.wallet_page.memo"], IsRequired: false)];
                acts.Add(new WalletAct(name, label, name == "cancel" ? text["wallets.act.ask_cancel"] : text["wallets.act.ask", label],
                    [.. fields, .. memo, new ActField("storeId", text["wallets.wallet_page.store"], "select", stores[0].Value, IsRequired: false) { Choices = stores }]));
            }
        }
    }

    /// <summary>What can be done to its status and level: name, label and question.</summary>
    public IReadOnlyList<(string Name, string Label, string? Ask)> Status()
    {
        if (wallet.Status == WalletStatus.Closed || !caller.MayIn(Permissions.WalletEdit, store: null))
        {
            return [];
        }

        var acts = new List<(string, string, string?)>();
        if (wallet.Kind != WalletKind.GiftCard)
        {
            acts.Add(("level", text["wallets.act.level"], null));
        }

        acts.Add(wallet.Status == WalletStatus.Active ? ("freeze", text["wallets.act.freeze"], text["wallets.act.ask_freeze"]) : ("unfreeze", text["wallets.act.unfreeze"], text["wallets.act.ask_unfreeze"]));
        if (wallet.Kind != WalletKind.GiftCard)
        {
            acts.Add(("close", text["wallets.act.close"], text["wallets.act.ask_close"]));
        }

        return acts;
    }

    private ActField Amount() => new("amount", text["wallets.wallet_page.amount"]);

    private ActField Tender() => new("tender", text["wallets.wallet_page.tender"], "select", "cash") { Choices = WalletWords.Tenders(text) };

    private ActField Document() => new("document", text["wallets.wallet_page.document"]);
}
