using Aisle.Contracts.Identity;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Wallets.Features;

/// <summary><c>/admin/wallets/new</c>: opens a wallet for a customer, who is named by their address.</summary>
internal sealed class OpenWalletPageModel(OpenWallet open, IPeople people) : AdminPage
{
    public string Email { get; private set; } = "";

    public string Kind { get; private set; } = "Wallet";

    public IReadOnlyList<ListChoice> Kinds => [.. ((WalletKind[])[WalletKind.Wallet, WalletKind.StoreCredit, WalletKind.Points]).Select(kind => new ListChoice(kind.ToString(), WalletWords.Kind(T, kind)))];

    public void OnGet() => Load();

    public async Task<IActionResult> OnPostAsync(string? email, string? kind, CancellationToken cancellationToken)
    {
        Load();
        (Email, Kind) = (email?.Trim() ?? "", kind ?? "");
        var problems = new Problems();
        var wanted = Typed.Choice<WalletKind>(Kind, "kind", problems);
        problems.Require(wanted is not null || problems.Any, "form.choice", "Choose one of what is offered.", "kind");
        var person = await people.ByEmailAsync(Email, cancellationToken);
        problems.Require(person is not null, "wallet.nobody", T["wallets.wallet_page.nobody"], "email");
        if (problems.Any)
        {
            return Fail(problems.Errors);
        }

        var opened = await open.RunAsync(new OpenWalletBody(person!.Id, wanted!.Value), WriteRequest.ForPage(HttpContext));
        return opened.IsSuccess ? Done(T["wallets.wallet_page.opened"], $"/admin/wallets/{opened.Value.Id}") : Fail(opened.Errors);
    }

    private void Load()
    {
        Title = T["wallets.wallets_page.new"];
        Crumbs = [new AdminCrumb(T["wallets.wallets_page.title"], "/admin/wallets")];
    }
}
