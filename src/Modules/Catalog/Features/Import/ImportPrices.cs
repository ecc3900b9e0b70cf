using System.Globalization;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Domain;
using Aisle.Platform.Commands;
using Aisle.Platform.Database;
using Aisle.Platform.Imports;
using Npgsql;
using NpgsqlTypes;

namespace Aisle.Modules.Catalog.Features;

/// <summary>
/// Takes a price file whole: past, present and future prices, for stores and channels. A price that is there (same
/// pack, place, channel and beginning) gets the file's amount and end; one fault and nothing changes.
/// </summary>
internal sealed class ImportPrices(UnitOfWork work, IStores stores, TimeProvider time)
{
    public static IReadOnlyList<string> Columns { get; } =
        ["id", "sku", "unit", "units", "store", "channel", "group", "from_quantity", "amount", "currency", "valid_from", "valid_to"];

    public async Task<IReadOnlyList<string>> RunAsync(string path, CancellationToken cancellationToken)
    {
        var shop = await stores.ShopAsync(cancellationToken) ?? throw new FaultException("There is no shop yet: run './aisle up' once, or './aisle stores import DIR'.");
        using var file = CsvFile.Open(path);
        var name = Path.GetFileName(path);
        var faults = ((string[])["sku", "amount"]).Where(column => !file.Header.Contains(column, StringComparer.Ordinal)).Select(column => $"{name}:1: {column}: The column is missing.").ToList();
        if (faults.Count > 0)
        {
            return faults;
        }

        var result = await work.RunAsync<int>(async stop =>
        {
            await StageAsync(file, name, shop, faults, stop);
            if (faults.Count == 0)
            {
                faults.AddRange(await MergeAsync(name, stop));
            }

            work.Changed(CatalogModule.Tag);
            return faults.Count == 0 ? 0 : Error.Validation("prices.refused", "The file has faults.");
        }, cancellationToken);
        return result.IsSuccess ? [] : faults;
    }

    private async Task StageAsync(CsvFile file, string name, Shop shop, List<string> faults, CancellationToken cancellationToken)
    {
        await using (var make = await work.CommandAsync("""
            create temporary table import_price (line bigint, id uuid, sku text, unit text, units_thousandths bigint, store_id uuid, channel text, customer_group_id uuid, min_thousandths bigint,
                amount_minor bigint, currency text, valid_from timestamptz, valid_to timestamptz, pack_id uuid) on commit drop
            """, cancellationToken))
        {
            await make.ExecuteNonQueryAsync(cancellationToken);
        }

        var now = time.GetUtcNow();
        await using var copy = await work.Connection.BeginBinaryImportAsync("copy pg_temp.import_price (line, id, sku, unit, units_thousandths, store_id, channel, customer_group_id, min_thousandths, amount_minor, currency, valid_from, valid_to) from stdin (format binary)", cancellationToken);
        while (file.Next() is { } row)
        {
            if (row.FaultMessage is { } form)
            {
                faults.Add($"{name}:{row.Line}: {form}");
                continue;
            }

            var fields = file.Header.Zip(row.Fields).DistinctBy(pair => pair.First).ToDictionary(pair => pair.First, pair => pair.Second.Trim(), StringComparer.Ordinal);
            var read = PriceRow.Read(fields, shop, now);
            if (read.IsFailure)
            {
                faults.AddRange(read.Errors.Select(error => $"{name}:{row.Line}: {error.Field}: {error.Message}"));
                continue;
            }

            var price = read.Value;
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(row.Line, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(price.Id ?? Guid.CreateVersion7(now), NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(price.Sku, NpgsqlDbType.Text, cancellationToken);
            await NullableAsync(copy, price.Unit, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(price.Thousandths, NpgsqlDbType.Bigint, cancellationToken);
            await NullableAsync(copy, price.Store, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(price.Channel, NpgsqlDbType.Text, cancellationToken);
            await NullableAsync(copy, price.Group, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(price.FromThousandths, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(price.Minor, NpgsqlDbType.Bigint, cancellationToken);
            await copy.WriteAsync(shop.Currency, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(price.From, NpgsqlDbType.TimestampTz, cancellationToken);
            await NullableAsync(copy, price.To, NpgsqlDbType.TimestampTz, cancellationToken);
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<string>> MergeAsync(string name, CancellationToken cancellationToken)
    {
        await StepAsync("""
            update import_price set pack_id = pack.id
            from catalog.variant join catalog.pack on pack.variant_id = variant.id
            where variant.sku = import_price.sku
              and (import_price.unit is null and pack.position = 0 or pack.unit = import_price.unit and pack.units_thousandths = import_price.units_thousandths)
            """, cancellationToken);
        await using (var unknown = await work.CommandAsync("select line, sku from import_price where pack_id is null order by line limit 1000", cancellationToken))
        await using (var reader = await unknown.ExecuteReaderAsync(cancellationToken))
        {
            var faults = new List<string>();
            while (await reader.ReadAsync(cancellationToken))
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"{name}:{reader.GetInt64(0)}: sku: There is no such pack of '{reader.GetString(1)}'."));
            }

            if (faults.Count > 0)
            {
                return faults;
            }
        }

        try
        {
            // Three statements and not one: PostgreSQL does not order the parts of one, and the rule against overlap looks at each.
            await StepAsync("""
                update catalog.price set amount_minor = staged.amount_minor, valid_to = staged.valid_to from import_price staged
                where price.pack_id = staged.pack_id and price.store_id is not distinct from staged.store_id and price.channel = staged.channel
                  and price.customer_group_id is not distinct from staged.customer_group_id and price.min_thousandths = staged.min_thousandths
                  and price.valid_from = staged.valid_from and (price.amount_minor, price.valid_to) is distinct from (staged.amount_minor, staged.valid_to)
                """, cancellationToken);
            await StepAsync("""
                update catalog.price set valid_to = later.valid_from
                from (select pack_id, store_id, channel, customer_group_id, min_thousandths, min(valid_from) as valid_from from import_price staged
                      where not exists (select from catalog.price known where known.pack_id = staged.pack_id and known.store_id is not distinct from staged.store_id
                                        and known.channel = staged.channel and known.customer_group_id is not distinct from staged.customer_group_id and known.min_thousandths = staged.min_thousandths and known.valid_from = staged.valid_from)
                      group by pack_id, store_id, channel, customer_group_id, min_thousandths) later
                where price.pack_id = later.pack_id and price.store_id is not distinct from later.store_id and price.channel = later.channel
                  and price.customer_group_id is not distinct from later.customer_group_id and price.min_thousandths = later.min_thousandths
                  and price.valid_to is null and price.valid_from < later.valid_from
                """, cancellationToken);
            await StepAsync("""
                insert into catalog.price (id, pack_id, store_id, channel, customer_group_id, min_thousandths, amount_minor, currency, valid_from, valid_to, created_at)
                select id, pack_id, store_id, channel, customer_group_id, min_thousandths, amount_minor, currency, valid_from, valid_to, now() from import_price staged
                where not exists (select from catalog.price known where known.pack_id = staged.pack_id and known.store_id is not distinct from staged.store_id
                                  and known.channel = staged.channel and known.customer_group_id is not distinct from staged.customer_group_id and known.min_thousandths = staged.min_thousandths and known.valid_from = staged.valid_from)
                """, cancellationToken);
        }
        catch (PostgresException fault) when (string.Equals(fault.ConstraintName, "price_overlap", StringComparison.Ordinal))
        {
            return [$"{name}: Two prices of one pack, store, channel, group and quantity hold at the same time. {fault.Detail}"];
        }
        catch (PostgresException fault) when (string.Equals(fault.SqlState, PostgresErrorCodes.UniqueViolation, StringComparison.Ordinal))
        {
            return [$"{name}: An id belongs to another price. {fault.Detail}"];
        }

        await using (var priced = await work.CommandAsync("select distinct pack_id, store_id from import_price", cancellationToken))
        await using (var reader = await priced.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                work.Publish(new PriceChanged(PackId.From(reader.GetGuid(0)), reader.IdOrNull(1) is { } store ? StoreId.From(store) : null));
            }
        }

        await using var refresh = await work.CommandAsync("""
            select catalog.refresh_listing(array_agg(distinct variant.product_id), $1) from import_price staged join catalog.variant using (sku)
            """, cancellationToken);
        refresh.With(time.GetUtcNow());
        await refresh.ExecuteNonQueryAsync(cancellationToken);
        return [];
    }

    private async Task StepAsync(string sql, CancellationToken cancellationToken)
    {
        await using var step = await work.CommandAsync(sql, cancellationToken);
        step.CommandTimeout = 0;
        await step.ExecuteNonQueryAsync(cancellationToken);
    }

    private static Task NullableAsync<T>(NpgsqlBinaryImporter copy, T? value, NpgsqlDbType type, CancellationToken cancellationToken) =>
        value is null ? copy.WriteNullAsync(cancellationToken) : copy.WriteAsync(value, type, cancellationToken);
}

/// <summary>A row of a price file, checked.</summary>
internal sealed record PriceRow(
    Guid? Id, string Sku, string? Unit, long Thousandths, Guid? Store, string Channel, Guid? Group, long FromThousandths, long Minor, DateTimeOffset From, DateTimeOffset? To)
{
    public static Result<PriceRow> Read(Dictionary<string, string> row, Shop shop, DateTimeOffset now)
    {
        var problems = new Problems();
        var amount = problems.Take(Money.Parse(Get("amount"), Currency.Get(shop.Currency)), "amount");
        problems.Require(CatalogRules.IsPrice(amount.Minor), "row.negative", "A price is not negative, and not above 10,000,000,000.", "amount");
        problems.Require(Get("currency") is "" || string.Equals(Get("currency"), shop.Currency, StringComparison.Ordinal), "price.currency", $"The shop's currency is {shop.Currency}.", "currency");
        problems.Require(Get("sku").Length > 0, "row.required", "A price needs a SKU.", "sku");
        var channel = Get("channel") is { Length: > 0 } given ? given : "any";
        problems.Require(channel is "any" or "online" or "till", "row.choice", "One of: any, online, till.", "channel");
        var store = Get("store") is { Length: > 0 } code ? shop.Stores.FirstOrDefault(known => string.Equals(known.Code, code, StringComparison.Ordinal)) : null;
        problems.Require(store is not null || Get("store").Length == 0, "store.unknown", "There is no such store.", "store");
        var unit = Get("unit") is { Length: > 0 } word ? word : null;
        problems.Require(unit is null || Kernel.Unit.TryGet(unit, out _), "row.pack", "There is no such unit.", "unit");
        var units = decimal.TryParse(Get("units") is { Length: > 0 } number ? number : "1", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var several) && several is > 0 and <= 1_000_000 ? several : 0;
        problems.Require(units > 0, "row.pack", "A number above zero.", "units");
        var from = Moment("valid_from") ?? now;
        var to = Moment("valid_to");
        problems.Require(to is null || to > from, "price.period", "A price ends after it begins.", "valid_to");
        Guid? id = Guid.TryParseExact(Get("id"), "D", out var parsed) ? parsed : null;
        problems.Require(id is not null || Get("id").Length == 0, "id.format", "A UUID.", "id");
        Guid? group = Guid.TryParseExact(Get("group"), "D", out var members) ? members : null;
        problems.Require(group is not null || Get("group").Length == 0, "id.format", "A UUID.", "group");
        var least = decimal.TryParse(Get("from_quantity") is { Length: > 0 } typed ? typed : "0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var quantity) && quantity is >= 0 and <= 100_000 ? quantity : -1;
        problems.Require(least >= 0, "price.from_quantity", "A quantity from 0 to 100,000.", "from_quantity");
        return problems.ToResult(() => new PriceRow(id, Get("sku"), unit, (long)(units * 1000), store?.Id.Value, channel, group, (long)(least * 1000), amount.Minor, from, to));

        string Get(string column) => row.GetValueOrDefault(column, "");

        DateTimeOffset? Moment(string column)
        {
            if (Get(column).Length == 0)
            {
                return null;
            }

            var fits = DateTimeOffset.TryParse(Get(column), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment);
            problems.Require(fits, "row.moment", "A moment like 2026-01-31T09:00:00Z.", column);
            return fits ? moment.ToUniversalTime() : null;
        }
    }
}
