using Aisle.Contracts.Ledger;
using Aisle.Contracts.Purchasing;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>A supplier's credit note: it lowers what is owed.</summary>
/// <param name="SupplierId">Whose.</param>
/// <param name="StoreId">For which store.</param>
/// <param name="SupplierNumber">The number on the paper.</param>
/// <param name="Net">How much, without VAT.</param>
/// <param name="Vat">VAT of it.</param>
/// <param name="ReturnId">The return it is for; absent for an allowance.</param>
/// <param name="Settles">Bills it is set against at once.</param>
/// <param name="Id">Made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Rate">What one of the supplier's currency is worth in the company's, such as <c>122.5</c>; absent for the last one that was used.</param>
/// <param name="ConfirmRate">Whether that rate is right although it lies far from the last one; said by who approves orders.</param>
internal sealed record CreditBody(
    SupplierId SupplierId, StoreId StoreId, string SupplierNumber, Money Net, Money Vat, SupplierReturnId? ReturnId = null, IReadOnlyList<SettleBody>? Settles = null, SupplierCreditId? Id = null, string? Rate = null,
    bool ConfirmRate = false);

/// <summary>Bills that what is left of a credit note is set against.</summary>
/// <param name="Settles">Which, all or a part of each.</param>
internal sealed record ApplyBody(IReadOnlyList<SettleBody> Settles);

/// <summary>Takes credit notes in and sets them against bills.</summary>
internal sealed class EnterCredit(UnitOfWork work, RowStore rows, CreditStore credits, Settle settle, ILedger ledger, ExchangeRates rates, PurchasingClock clock, CallerContext caller)
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<EnterCredit, CreditBody, CreditDetail>("/supplier-credits", (use, body, request) => use.RunAsync(body, request), StatusCodes.Status201Created)
            .WithName("EnterSupplierCredit").WithTags("Supplier returns").WithSummary("Enter a supplier's credit note").WithDescription("For goods that went back, or as an allowance; it can be set against bills at once or later.")
            .WithExample(PurchasingExamples.Credit).Requires(Permissions.BillEdit);
        api.MapPost<EnterCredit, ApplyBody, CreditDetail>("/supplier-credits/{id}/apply", (use, body, request) => use.ApplyAsync(body, request))
            .WithName("ApplySupplierCredit").WithTags("Supplier returns").WithSummary("Set a credit note against bills").WithDescription("Never more than is left of it, or is owed on a bill.")
            .WithExample(PurchasingExamples.Credit).WithProblems(404).Requires(Permissions.BillEdit);
    }

    public async Task<Result<CreditDetail>> RunAsync(CreditBody body, WriteRequest request)
    {
        if (!request.Caller.MayIn(Permissions.BillEdit, body.StoreId))
        {
            return Access.Forbidden;
        }

        if (BodyText.Missing((body.Settles ?? []).Select(one => one.Amount), "settles", "amount") is { Length: > 0 } missing)
        {
            return missing;
        }

        var entered = await work.RunAsync<CreditDetail>(async stop =>
        {
            var (id, content) = (body.Id?.Value ?? clock.New<SupplierCreditId>().Value, BodyText.ContentOf(body));
            return await rows.OnceAsync<CreditRow, CreditDetail>(id, content, PurchasingErrors.Contradiction, async _ => (await credits.DetailAsync(id, stop))!, async () =>
            {
                var read = await ReadAsync(body, id, content, stop);
                if (read.IsFailure)
                {
                    return read.Errors.ToArray();
                }

                var (day, draft, goods, allowance) = read.Value;
                var used = await settle.UseAsync(draft, body.Settles ?? [], Permissions.BillEdit, request.Caller, stop);
                if (used.IsFailure)
                {
                    return used.Errors.ToArray();
                }

                var row = draft with { Number = await rows.NumberAsync("SC", day, stop), Used = used.Value.Amount, BookedUsed = used.Value.BookedSource };
                if (await rows.InsertAsync([row], stop, "on conflict (return_id) do nothing") == 0)
                {
                    return Error.Conflict("credit.return_credited", "There is a credit note for this return already.") with { Field = "returnId" };
                }

                var facts = new Facts().Set("number", row.Number).Set("supplier", SubaccountId.From(row.SupplierId)).Set("goods", day.Money(goods)).Set("allowance", day.Money(allowance)).Set("vat", day.Money(row.BookedVat));
                // What another rate makes of the goods that went back, and of the bills that it is set against.
                Exchange.Tell(facts, "exchange", day.Money(row.BookedNet - goods - allowance + used.Value.Booked - used.Value.BookedSource));
                var posted = await ledger.PostDocumentAsync(new NewDocument(EntryId.From(id), new DocumentRef(PurchasingDocuments.Credit, id.ToString()), day.Today, facts, day.Store.Id), stop);
                if (posted.IsFailure)
                {
                    return posted.Errors.ToArray();
                }

                work.Audit(new AuditEntry("purchasing.credit.enter", "purchasing.credit", id.ToString(), row.Number, After: new { row.Number, row.SupplierNumber, total = new Money(row.Total, Currency.Get(row.Currency)) }, StoreId: row.StoreId));
                return (await credits.DetailAsync(id, stop))!;
            }, stop);
        }, request.Stop);
        request.Location = entered.IsSuccess ? $"/api/v1/supplier-credits/{entered.Value.Credit.Id}" : null;
        return entered;
    }

    public async Task<Result<CreditDetail>> ApplyAsync(ApplyBody body, WriteRequest request)
    {
        var id = request.Id<SupplierCreditId>();
        return id.IsFailure ? id.Errors.ToArray() : await work.RunAsync<CreditDetail>(async stop =>
        {
            if (await rows.FindAsync<CreditRow>(id.Value.Value, stop, isLocked: true) is not { } credit)
            {
                return PurchasingErrors.DocumentUnknown;
            }

            if (!request.Caller.MayIn(Permissions.BillEdit, credit.StoreId))
            {
                return Access.Forbidden;
            }

            var day = (await clock.DayAsync(StoreId.From(credit.StoreId), stop))!;
            var (used, unit) = (await settle.UseAsync(credit, body.Settles, Permissions.BillEdit, request.Caller, stop), Currency.Get(credit.Currency));
            if (used.IsFailure)
            {
                return used.Errors.ToArray();
            }

            var after = credit with { Used = credit.Used + used.Value.Amount, BookedUsed = credit.BookedUsed + used.Value.BookedSource };
            await rows.UpdateAsync(credit.Id, after, stop);
            work.Audit(new AuditEntry("purchasing.credit.apply", "purchasing.credit", credit.Id.ToString(), credit.Number, new { used = new Money(credit.Used, unit) }, new { used = new Money(after.Used, unit) }, credit.StoreId));
            if (used.Value.Booked != used.Value.BookedSource)
            {
                // What is owed was lowered by the credit note as it is booked, and its bills are booked at another rate.
                var facts = new Facts().Set("number", credit.Number).Set("supplier", SubaccountId.From(credit.SupplierId)).Set("exchange", day.Money(used.Value.Booked - used.Value.BookedSource));
                var document = new DocumentRef(PurchasingDocuments.Credit, credit.Id.ToString());
                var posted = await ledger.PostDocumentAsync(new NewDocument(clock.New<EntryId>(), document, day.Today, facts, day.Store.Id) { Rule = Exchange.Rule }, stop);
                if (posted.IsFailure)
                {
                    return posted.Errors.ToArray();
                }
            }

            return (await credits.DetailAsync(credit.Id, stop))!;
        }, request.Stop);
    }

    private async Task<Result<(ShopDay Day, CreditRow Row, long Goods, long Allowance)>> ReadAsync(CreditBody body, Guid id, string content, CancellationToken cancellationToken)
    {
        var (problems, day) = (new Problems(), await clock.DayAsync(body.StoreId, cancellationToken));
        BodyText.Id(problems, body.Id?.Value);
        var paper = problems.Line(body.SupplierNumber, "supplierNumber", 50, isNeeded: true);
        problems.Require(day is not null, "store.unknown", "There is no such store.", "storeId");
        var supplier = await rows.HeldAsync(body.SupplierId.Value, cancellationToken);
        problems.Require(supplier is not null, "supplier.archived", "There is no such supplier.", "supplierId");
        // The same paper is not taken twice: who enters one of this supplier's waits for the other.
        await rows.AloneAsync(body.SupplierId.Value, cancellationToken);
        if ((await rows.ListAsync<CreditRow>("supplier_id = $1 and lower(replace(supplier_number, ' ', '')) = lower(replace($2, ' ', '')) limit 1", cancellationToken, body.SupplierId.Value, paper)).Count > 0)
        {
            problems.Add(PurchasingErrors.CreditKnown);
        }

        var sent = body.ReturnId is { } wanted ? await rows.FindAsync<ReturnRow>(wanted.Value, cancellationToken) : null;
        problems.Require(body.ReturnId is null || (sent?.SupplierId == body.SupplierId.Value && sent.StoreId == body.StoreId.Value), "credit.return_unknown", "Nothing went back to this supplier under this id from this store.", "returnId");
        if (problems.Any || supplier is null || day is null)
        {
            return problems.Errors.ToArray();
        }

        var unit = Currency.Get(supplier.Currency);
        var rate = await rates.ReadAsync(problems, new SaidRate(body.Rate, body.ConfirmRate), unit, day, cancellationToken);
        var (net, vat) = (Body.Amount(problems, body.Net, unit, "net"), Body.Amount(problems, body.Vat, unit, "vat"));
        problems.Require(problems.Any || (net + vat > 0 && net + vat <= NewEntry.LargestAmount), "purchase.amount", "A credit note is of more than nothing.", "net");
        var (booked, bookedVat, allowance) = (Body.Booked(problems, rate, net + vat, "net"), Body.Booked(problems, rate, vat, "vat"), Body.Booked(problems, rate, net - (sent?.Agreed ?? 0), "net"));
        problems.Require(problems.Any || booked > 0, "purchase.amount", "A credit note is of more than nothing, also in the books.", "net");
        return problems.Any ? problems.Errors.ToArray() : (day, new CreditRow(
            id, "", body.SupplierId.Value, body.StoreId.Value, sent?.Id, paper, day.Today.Date, unit.Code, net, vat, net + vat, 0, rate.Value, day.Currency.Code, booked - bookedVat, bookedVat, booked, 0, caller.By(), content, clock.Now),
            sent?.Booked ?? 0, allowance);
    }
}
