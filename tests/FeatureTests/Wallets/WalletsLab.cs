using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.FeatureTests.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Verify;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Wallets;

/// <summary>What the tests of wallets share.</summary>
internal static class WalletsLab
{
    public static object Taka(decimal amount) => new { amount = amount.ToString("0.00", CultureInfo.InvariantCulture), currency = "BDT" };

    public static object Sale(string id = "S-1") => new { type = "sale", id };

    public static DocumentRef SaleRef(string id = "S-1") => new("sale", id);

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    /// <summary>Does something with wallets as a module would, in a scope of its own.</summary>
    public static async Task<T> WalletsAsync<T>(this IServiceProvider services, Func<IWallets, Task<T>> act)
    {
        await using var scope = services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<IWallets>());
    }

    /// <summary>A customer that nobody else uses; none who could log in.</summary>
    public static async Task<UserId> CustomerAsync(this ShopHost shop, string? connection = null)
    {
        var id = NewId();
        await using var database = new NpgsqlConnection(connection ?? shop.ConnectionString);
        await database.OpenAsync();
        await using var command = new NpgsqlCommand($"insert into identity.user_account (id, email, email_folded, name, language, status, created_at, updated_at) values ('{id}', '{id}@example.com', '{id}@example.com', 'Test {id}', 'en', 'active', now(), now())", database);
        await command.ExecuteNonQueryAsync();
        return UserId.From(id);
    }

    /// <summary>A wallet of a customer of its own, with money in it.</summary>
    public static async Task<WalletId> NewWalletAsync(this ShopHost shop, long minor = 0, WalletKind kind = WalletKind.Wallet)
    {
        var customer = await shop.CustomerAsync();
        var wallet = (await shop.Services.WalletsAsync(wallets => wallets.OpenAsync(customer, kind, CancellationToken.None))).Value.Id;
        if (minor > 0)
        {
            (await shop.Services.WalletsAsync(wallets => kind == WalletKind.StoreCredit
                ? wallets.RefundAsync(new MoveRequest(LedgerLab.Id<EntryId>(), wallet, LedgerLab.Taka(minor)) { Document = SaleRef() }, CancellationToken.None)
                : wallets.TopUpAsync(new MoveRequest(LedgerLab.Id<EntryId>(), wallet, LedgerLab.Taka(minor)) { Tender = "cash" }, CancellationToken.None))).IsSuccess.ShouldBeTrue();
        }

        return wallet;
    }

    public static async Task<long> BalanceAsync(this ShopHost shop, WalletId wallet) => (await shop.Services.WalletsAsync(wallets => wallets.BalanceAsync(wallet, CancellationToken.None)))!.Balance.Minor;

    public static Task<Result<WalletMovement>> PayAsync(this ShopHost shop, WalletId wallet, long minor, EntryId? id = null) => shop.Services.WalletsAsync(wallets =>
        wallets.PayAsync(new MoveRequest(id ?? LedgerLab.Id<EntryId>(), wallet, LedgerLab.Taka(minor)) { Document = SaleRef() }, CancellationToken.None));

    /// <summary>What the module's invariants say; there is nothing wrong.</summary>
    public static async Task AllIsWellAsync(this IServiceProvider services)
    {
        var run = await services.GetRequiredService<Verifier>().RunAsync(askedBy: null, only: "wallets.", told: null, CancellationToken.None);
        run.Results.Count.ShouldBe(6);
        run.Results.SelectMany(result => result.Faults, (result, fault) => $"{result.Name}: {fault}").ShouldBeEmpty();
    }
}
