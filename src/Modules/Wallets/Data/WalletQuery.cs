using System.Globalization;
using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Wallets;
using Aisle.Kernel;
using Aisle.Modules.Wallets.Domain;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Npgsql;

namespace Aisle.Modules.Wallets.Data;

/// <summary>What is asked of a list of wallets.</summary>
/// <param name="Words">A text in the customer's name or address, the end of a card's code, or the id of a wallet.</param>
/// <param name="Kind">Kind, or null for all.</param>
/// <param name="Status">Status, or null for any.</param>
/// <param name="Customer">Whose, or null.</param>
/// <param name="Sort">One of <see cref="WalletQuery.Sorts"/>.</param>
internal sealed record WalletFilter(string? Words, WalletKind? Kind, WalletStatus? Status, UserId? Customer, string Sort = "-created");

/// <summary>A gift card as staff see it.</summary>
/// <param name="LastFour">The end of its code; the rest is known to its bearer alone.</param>
/// <param name="IssuedAmount">What was on it.</param>
/// <param name="ExpiresOn">Last day on which it can be spent, or absent.</param>
/// <param name="Ended"><c>cancelled</c> or <c>expired</c>, or absent.</param>
/// <param name="LockedUntil">Until when wrong PINs lock it, or absent.</param>
internal sealed record CardFacts(string LastFour, Money IssuedAmount, DateOnly? ExpiresOn, string? Ended, DateTimeOffset? LockedUntil);

/// <summary>A wallet of a list.</summary>
/// <param name="Wallet">The wallet.</param>
/// <param name="Customer">What its owner is called, or absent.</param>
/// <param name="Balance">What it has.</param>
/// <param name="Card">Of a gift card: what else is known.</param>
internal sealed record WalletLine(WalletRecord Wallet, string? Customer, WalletBalance Balance, CardFacts? Card);

/// <summary>Lists wallets with their balances: one statement here, one of the books, one for names, however long the page.</summary>
internal sealed class WalletQuery(UnitOfWork work, ILedger ledger, IPeople people)
{
    private const int MostPeople = 200;

    /// <summary>The orders there are; a <c>-</c> turns one round.</summary>
    public static string[] Sorts { get; } = ["created", "-created", "kind", "-kind", "expires", "-expires"];

    /// <summary>Where a list goes on; what does not belong to this order is a fault.</summary>
    public static Cursor? ReadCursor(string? text, string sort, Problems problems)
    {
        var cursor = Cursor.Read(text, sort, problems);
        if (cursor is null || KeyOf(sort) == "wallet.kind" || DateTimeOffset.TryParse(cursor.Key, CultureInfo.InvariantCulture, out _))
        {
            return cursor;
        }

        problems.Add(Error.Validation("cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor"));
        return null;
    }

    public async Task<Page<WalletLine>> ListAsync(WalletFilter filter, Cursor? cursor, int limit, CancellationToken cancellationToken)
    {
        await using var command = await work.CommandAsync("", cancellationToken);
        var conditions = new List<string> { "true" };
        void Add(object value, Func<int, string> condition)
        {
            command.With(SqlValue.Of(value));
            conditions.Add(condition(command.Parameters.Count));
        }

        if (filter.Words is { Length: > 0 } words)
        {
            var found = (await people.SearchAsync(words, MostPeople, cancellationToken)).Select(person => person.Id.Value).ToArray();
            command.With(found, words.Trim().ToUpperInvariant(), words.Trim().ToLowerInvariant());
            var n = command.Parameters.Count;
            conditions.Add($"(wallet.customer_id = any (${n - 2}) or card.last_four = right(replace(${n - 1}, '-', ''), 4) or wallet.id::text = ${n})");
        }

        if (filter.Kind is { } kind)
        {
            Add(ChoiceWords.Of(kind), n => $"wallet.kind = ${n}");
        }

        if (filter.Status is { } status)
        {
            Add(ChoiceWords.Of(status), n => $"wallet.status = ${n}");
        }

        if (filter.Customer is { } customer)
        {
            Add(customer.Value, n => $"wallet.customer_id = ${n}");
        }

        var (key, isBack) = (KeyOf(filter.Sort), filter.Sort.StartsWith('-'));
        if (cursor is not null)
        {
            command.With(key == "wallet.kind" ? cursor.Key : DateTimeOffset.Parse(cursor.Key, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal), cursor.Id);
            conditions.Add($"({key}, wallet.id) {(isBack ? '<' : '>')} (${command.Parameters.Count - 1}, ${command.Parameters.Count})");
        }

        command.With(limit + 1);
        var direction = isBack ? "desc" : "asc";
        command.CommandText = $"""
            select {WalletStore.Columns}, card.last_four, card.issued_amount, card.expires_on, card.ended, card.locked_until, {key}
            from wallets.wallet left join wallets.gift_card card on card.wallet_id = wallet.id
            where {string.Join(" and ", conditions)} order by {key} {direction}, wallet.id {direction} limit ${command.Parameters.Count}
            """;
        List<(WalletRecord Wallet, CardFacts? Card, string Key)> rows;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            rows = await reader.ListAsync(row => (WalletStore.Read(row), Card(row), row.GetValue(15) is string text ? text : row.GetFieldValue<DateTimeOffset>(15).UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), cancellationToken);
        }

        var lines = await WithBalancesAsync([.. rows.Take(limit).Select(row => (row.Wallet, row.Card))], cancellationToken);
        return new Page<WalletLine>(lines, rows.Count > limit ? new Cursor(filter.Sort, rows[limit - 1].Key, rows[limit - 1].Wallet.Id.Value).ToString() : null);
    }

    /// <summary>One of them.</summary>
    public async Task<WalletLine?> OneAsync(WalletId id, CancellationToken cancellationToken)
    {
        await using var command = (await work.CommandAsync($"""
            select {WalletStore.Columns}, card.last_four, card.issued_amount, card.expires_on, card.ended, card.locked_until from wallets.wallet left join wallets.gift_card card on card.wallet_id = wallet.id where wallet.id = $1
            """, cancellationToken)).With(id.Value);
        List<(WalletRecord, CardFacts?)> rows;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            rows = await reader.ListAsync(row => (WalletStore.Read(row), Card(row)), cancellationToken);
        }

        return await WithBalancesAsync(rows, cancellationToken) is [var found] ? found : null;
    }

    /// <summary>The wallets with what they have and whose they are.</summary>
    public async Task<IReadOnlyList<WalletLine>> WithBalancesAsync(IReadOnlyList<(WalletRecord Wallet, CardFacts? Card)> rows, CancellationToken cancellationToken)
    {
        var balances = (await ledger.BalancesAsync([.. rows.Select(row => SubaccountId.From(row.Wallet.Id.Value))], cancellationToken)).ToDictionary(sub => sub.Id.Value);
        var names = await people.FindAsync([.. rows.Select(row => row.Wallet.CustomerId).OfType<UserId>().Distinct()], cancellationToken);
        return [.. rows.Select(row => new WalletLine(
            row.Wallet, row.Wallet.CustomerId is { } customer ? names.GetValueOrDefault(customer)?.Name : null, BalanceOf(balances[row.Wallet.Id.Value]), row.Card))];
    }

    public static WalletBalance BalanceOf(SubaccountRecord sub) => new(sub.Balance, sub.Held, sub.Available);

    private static string KeyOf(string sort) => sort.TrimStart('-') switch
    {
        "kind" => "wallet.kind",
        // What has no last day stands after all that have one.
        "expires" => "coalesce(card.expires_on::timestamp at time zone 'UTC', '9999-01-01T00:00:00Z'::timestamptz)",
        _ => "wallet.created_at",
    };

    private static CardFacts? Card(NpgsqlDataReader row) => row.TextOrNull(10) is { } last
        ? new CardFacts(last, new Money(row.GetInt64(11), WalletStore.Unit(row.GetString(3))), row.IsDBNull(12) ? null : row.GetFieldValue<DateOnly>(12), row.TextOrNull(13), row.MomentOrNull(14)) : null;
}
