using Aisle.Contracts.Inventory;
using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Inventory.Data;

/// <summary>Lots.</summary>
internal sealed class LotStore(UnitOfWork work, ItemStore items, TimeProvider time)
{
    private const int LongestCode = 20;

    // In an order that everybody keeps, so that two who make the same lots do not wait for each other in a ring.
    private const string EnsureSql = """
        with given as (
            select id, variant, code, expires, made, supplier, no from unnest($1, $2, $3, $4, $5, $6) with ordinality given (id, variant, code, expires, made, supplier, no)),
        done as (
            -- Goods that come under a code that was recalled are recalled, whatever last day somebody reads on them.
            insert into inventory.lot (id, variant_id, code, expires_on, made_on, supplier_id, state, reason, created_at, updated_at)
            select distinct on (variant, given.code, coalesce(expires, 'infinity')) given.id, variant, given.code, expires, made, supplier, coalesce(twin.state, 'good'), coalesce(twin.reason, ''), $7, $7
            from given left join lateral (
                select state, reason from inventory.lot where variant_id = given.variant and lower(lot.code) = lower(given.code) and state = 'recalled' limit 1) twin on true
            order by variant, given.code, coalesce(expires, 'infinity'), no
            on conflict do nothing returning id, variant_id, code, expires_on, state, reason),
        told as (insert into inventory.lot_state (lot_id, at, state, reason) select id, $7, state, reason from done where state <> 'good')
        select coalesce(done.id, lot.id) from given
        left join done on done.variant_id = given.variant and done.code = given.code and coalesce(done.expires_on, 'infinity') = coalesce(given.expires, 'infinity')
        left join inventory.lot on lot.variant_id = given.variant and lot.code = given.code and coalesce(lot.expires_on, 'infinity'::date) = coalesce(given.expires, 'infinity')
        order by given.no
        """;

    public Task<Result<IReadOnlyList<LotId>>> EnsureAsync(IReadOnlyList<NewLot> lots, CancellationToken cancellationToken) => work.RunAsync<IReadOnlyList<LotId>>(async stop =>
    {
        if (lots.Count == 0)
        {
            return Array.Empty<LotId>();
        }

        var (problems, known) = (new Problems(), await items.FindAsync([.. lots.Select(lot => lot.Variant).Distinct()], stop));
        foreach (var (index, lot) in lots.Index())
        {
            var (at, code) = (FormattableString.Invariant($"lots[{index}]."), lot.Code.Trim());
            problems.Require(code.Length is > 0 and <= LongestCode && code.All(letter => letter is >= '!' and <= 'z'), "inventory.lot_code", "A lot's code is 1 to 20 letters, digits and signs (GS1 AI 10).", at + "code");
            problems.Require(lot.ExpiresOn is not { } expires || (expires.Year is > 1999 and < 2200 && (lot.MadeOn is not { } made || made <= expires)), "inventory.lot_dates", "A lot expires after it was made.", at + "expiresOn");
            if (!known.ContainsKey(lot.Variant))
            {
                problems.Add(InventoryErrors.ItemUnknown with { Field = at + "variant" });
            }
        }

        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        // Where somebody makes the same lot at this moment, theirs is seen once they are done, which is the second time of asking.
        for (var round = 0; round < 2; round++)
        {
            await using var command = (await work.CommandAsync(EnsureSql, stop)).With(
                lots.Select(_ => TypedId.New<LotId>(time).Value).ToArray(), lots.Select(lot => lot.Variant.Value).ToArray(), lots.Select(lot => lot.Code.Trim()).ToArray(), lots.Select(lot => lot.ExpiresOn).ToArray(),
                lots.Select(lot => lot.MadeOn).ToArray(), lots.Select(lot => lot.Supplier).ToArray(), time.GetUtcNow());
            await using var reader = await command.ExecuteReaderAsync(stop);
            var found = await reader.ListAsync(row => row.IsDBNull(0) ? (LotId?)null : LotId.From(row.GetGuid(0)), stop);
            if (!found.Contains(null))
            {
                return found.ConvertAll(id => id!.Value);
            }
        }

        return UnitOfWork.Conflict;
    }, cancellationToken);
}
