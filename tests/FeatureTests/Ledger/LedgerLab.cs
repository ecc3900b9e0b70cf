using Aisle.Contracts.Ledger;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Aisle.FeatureTests.Ledger;

/// <summary>What the tests of the books share.</summary>
internal static class LedgerLab
{
    public static readonly BusinessDate Day = BusinessDate.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue);

    private static readonly Currency _taka = Currency.Get("BDT");

    public static T Id<T>() where T : struct, ITypedId<T> => TypedId.New<T>(TimeProvider.System);

    public static Money Taka(long minor) => new(minor, _taka);

    /// <summary>Does something with the books as a module would, in a scope of its own.</summary>
    public static async Task<T> BooksAsync<T>(this ShopHost shop, Func<ILedger, Task<T>> act)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<ILedger>());
    }

    public static NewEntry Entry(params NewLine[] lines) => new(Id<EntryId>(), "JV", Day, new DocumentRef("external", "1"), "Test", lines);

    /// <summary>A cash sale of 100.00 with 15.00 of tax in it: three lines.</summary>
    public static NewEntry Sale(string series = "SA") => Entry(
        new NewLine(AccountRef.For("receivable"), AccountRef.For("sales"), Taka(85_00)),
        new NewLine(AccountRef.For("receivable"), AccountRef.For("vat_output"), Taka(15_00)),
        new NewLine(AccountRef.For("tender", "cash"), AccountRef.For("receivable"), Taka(100_00))) with { Series = series };

    /// <summary>
    /// A sub-account that nobody else uses, with money in it. It is a supplier's, whom no module keeps rows of: a test that takes
    /// the role of wallets takes out again what it put there, because those accounts must be what the wallets have.
    /// </summary>
    public static async Task<SubaccountId> WalletAsync(this ShopHost shop, long minor = 0, long? ceiling = null, string role = "payable")
    {
        var id = Id<SubaccountId>();
        (await shop.BooksAsync(books => books.OpenAsync(new NewSubaccount(id, AccountRef.For(role), $"test/{id}", Floor: 0, ceiling), CancellationToken.None))).Value.ShouldBe(id);
        if (minor > 0)
        {
            (await shop.BooksAsync(books => books.PostAsync(TopUp(id, minor, role), CancellationToken.None))).IsSuccess.ShouldBeTrue();
        }

        return id;
    }

    /// <summary>
    /// The same in an account that is nobody's but the accountant's, so that it may be written to over HTTP: <c>deposit</c>.
    /// </summary>
    public static async Task<SubaccountId> DepositAsync(this ShopHost shop, long minor)
    {
        var opened = await shop.Http.SendAsync(
            "POST", "/api/v1/ledger/accounts", new { code = "2199", name = new { en = "Deposits" }, parent = "2100", hasSubaccounts = true, roles = new[] { new { role = "deposit" } } }, await shop.Http.TokenAsync("owner"));
        (opened.Status == 201 || opened.Code == "ledger.account_code_taken").ShouldBeTrue(opened.Text);
        return await shop.WalletAsync(minor, role: "deposit");
    }

    public static NewEntry TopUp(SubaccountId wallet, long minor, string role = "payable") => Entry(new NewLine(AccountRef.For("tender", "cash"), AccountRef.For(role, sub: wallet), Taka(minor)));

    public static NewEntry Pay(SubaccountId wallet, long minor, string role = "payable") => Entry(new NewLine(AccountRef.For(role, sub: wallet), AccountRef.For("receivable"), Taka(minor)));

    public static NewHold Hold(SubaccountId wallet, long minor, TimeSpan? time = null, string role = "payable") => new(
        Id<HoldId>(), new DocumentRef("external", "1"), "Test", TimeProvider.System.GetUtcNow() + (time ?? TimeSpan.FromMinutes(5)),
        [new NewLine(AccountRef.For(role, sub: wallet), AccountRef.For("receivable"), Taka(minor))]);

    public static async Task<long> BalanceAsync(this ShopHost shop, SubaccountId wallet) => (await shop.BooksAsync(books => books.BalanceAsync(wallet, CancellationToken.None)))!.Balance.Minor;

    /// <summary>Waits until all that is written is in the chain.</summary>
    public static Task SealedAsync(this ShopHost shop) => Eventually.IsAsync(async () => await shop.ScalarAsync<long>("select count(*) from ledger.tail") == 0);

    /// <summary>What the database says to a statement that it should refuse.</summary>
    public static async Task<string> RefusalAsync(this ShopHost shop, string sql)
    {
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).MessageText;
    }
}
