using System.Text.RegularExpressions;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Purchasing;
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

/// <summary>A supplier as it is to be.</summary>
/// <param name="Code">1 to 20 capital letters, digits, <c>-</c> and <c>_</c>; nobody else's.</param>
/// <param name="Name">Name, 1 to 200 characters.</param>
/// <param name="Contact">Who is asked for there.</param>
/// <param name="Phone">Telephone.</param>
/// <param name="Email">Where orders are sent.</param>
/// <param name="Address">Address, on several lines.</param>
/// <param name="TaxNumber">Tax registration number.</param>
/// <param name="PaymentDays">Days until a bill is due, 0 to 365.</param>
/// <param name="LeadDays">Days from order to delivery, 0 to 365.</param>
/// <param name="MinimumOrder">Least amount of an order; absent for none.</param>
/// <param name="Id">Of a new one, made by the caller: the same again changes nothing and answers the same.</param>
/// <param name="Currency">What they are ordered from, bill and are paid in: an ISO 4217 code; absent for the company's, in an edit for what it is. It stays once there are prices or documents.</param>
internal sealed record SupplierBody(
    string Code, string Name, string? Contact = null, string? Phone = null, string? Email = null, string? Address = null, string? TaxNumber = null, int PaymentDays = 0, int LeadDays = 0, Money? MinimumOrder = null, SupplierId? Id = null,
    string? Currency = null);

/// <summary>Takes suppliers in, changes them, and archives those nothing is bought from any more.</summary>
internal sealed partial class SaveSupplier(UnitOfWork work, RowStore rows, ILedger ledger, PurchasingClock clock)
{
    private const string EditAct = "purchasing.supplier.edit";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SaveSupplier, SupplierBody, SupplierRecord>("/suppliers", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddSupplier").WithTags("Suppliers").WithSummary("Add a supplier").WithDescription("Opens their account in the books, too.").WithExample(PurchasingExamples.Supplier).Requires(Permissions.SupplierEdit);
        api.MapPut<SaveSupplier, SupplierBody, SupplierRecord>("/suppliers/{id}", (use, body, request) => use.EditAsync(body, request))
            .WithName("EditSupplier").WithTags("Suppliers").WithSummary("Edit a supplier").WithDescription("All of it is as the body says.").WithExample(PurchasingExamples.Supplier with { Version = 2 }).WithProblems(404).Requires(Permissions.SupplierEdit);
        api.MapPost<SaveSupplier, SupplierRecord>("/suppliers/{id}/archive", (use, request) => use.SetStatusAsync("archived", request))
            .WithName("ArchiveSupplier").WithTags("Suppliers").WithSummary("Archive a supplier").WithDescription("Nothing is ordered there any more; what was bought and is owed stays.").WithExample(PurchasingExamples.Supplier with { IsArchived = true }).WithProblems(404)
            .Requires(Permissions.SupplierEdit);
        api.MapPost<SaveSupplier, SupplierRecord>("/suppliers/{id}/restore", (use, request) => use.SetStatusAsync("active", request))
            .WithName("RestoreSupplier").WithTags("Suppliers").WithSummary("Restore a supplier").WithDescription("Takes one that was archived back.").WithExample(PurchasingExamples.Supplier).WithProblems(404).Requires(Permissions.SupplierEdit);
    }

    public async Task<Result<SupplierRecord>> AddAsync(SupplierBody body, WriteRequest request)
    {
        if (!request.Caller.MayForCompany(Permissions.SupplierEdit))
        {
            return Access.Forbidden;
        }

        var added = await work.RunAsync<SupplierRecord>(stop => AddAsync(body, stop), request.Stop);
        request.Location = added.IsSuccess ? $"/api/v1/suppliers/{added.Value.Id}" : null;
        request.Version = added.IsSuccess ? added.Value.Version : null;
        return added;
    }

    /// <summary>In a unit of work that is under way.</summary>
    public async Task<Result<SupplierRecord>> AddAsync(SupplierBody body, CancellationToken cancellationToken)
    {
        if (await clock.CurrencyAsync(cancellationToken) is not { } currency)
        {
            return PurchasingErrors.NoShop;
        }

        var (problems, now) = (new Problems(), clock.Now);
        BodyText.Id(problems, body.Id?.Value);
        var id = body.Id ?? clock.New<SupplierId>();
        var row = Read(problems, body, Blank(id, currency, now));
        if (problems.Any)
        {
            return problems.Errors.ToArray();
        }

        await rows.AloneAsync(id.Value, cancellationToken);
        if (await rows.FindAsync<SupplierRow>(id.Value, cancellationToken) is { } known)
        {
            return known with { CreatedAt = now, UpdatedAt = now } == row ? SupplierRecord.Of(known) : PurchasingErrors.Contradiction;
        }

        if (await rows.InsertAsync([row], cancellationToken, "on conflict (code) do nothing") == 0)
        {
            return PurchasingErrors.CodeTaken;
        }

        var opened = await ledger.OpenAsync(new NewSubaccount(SubaccountId.From(id.Value), AccountRef.For("payable"), $"supplier/{id}", Floor: null), cancellationToken);
        if (opened.IsFailure)
        {
            return opened.Errors.ToArray();
        }

        var made = SupplierRecord.Of(row);
        work.Audit(new AuditEntry("purchasing.supplier.add", "purchasing.supplier", id.ToString(), row.Name, After: made));
        return made;
    }

    public Task<Result<SupplierRecord>> EditAsync(SupplierBody body, WriteRequest request) => ChangeAsync(EditAct, request, request.IfMatch(), Edit(body));

    /// <summary>The same for who may, in a unit of work that is under way.</summary>
    public Task<Result<SupplierRecord>> EditAsync(SupplierBody body, SupplierId id, int version, CancellationToken cancellationToken) => ChangeAsync(EditAct, id, version, Edit(body), cancellationToken);

    public Task<Result<SupplierRecord>> SetStatusAsync(string status, WriteRequest request) =>
        ChangeAsync(status == "archived" ? "purchasing.supplier.archive" : "purchasing.supplier.restore", request, version: null, (before, _, _) => Task.FromResult<Result<SupplierRow>>(before with { Status = status }));

    private Func<SupplierRow, Problems, CancellationToken, Task<Result<SupplierRow>>> Edit(SupplierBody body) => async (before, problems, stop) =>
    {
        problems.Require(body.Id is not { } id || id.Value == before.Id, "purchase.contradiction", "The id is that of another supplier.", "id");
        var after = Read(problems, body, before);
        if (after.Currency != before.Currency && await IsUsedAsync(before.Id, stop))
        {
            problems.Add(PurchasingErrors.CurrencyUsed);
        }

        var others = await rows.ListAsync<SupplierRow>("code = $1 and id <> $2", stop, after.Code, before.Id);
        return others.Count > 0 ? PurchasingErrors.CodeTaken : after;
    };

    private async Task<Result<SupplierRecord>> ChangeAsync(string act, WriteRequest request, Result<int>? version, Func<SupplierRow, Problems, CancellationToken, Task<Result<SupplierRow>>> change)
    {
        var id = request.Caller.MayForCompany(Permissions.SupplierEdit) ? request.Id<SupplierId>() : Access.Forbidden;
        if (id.IsFailure || version is { IsFailure: true })
        {
            return id.IsFailure ? id.Errors.ToArray() : version!.Value.Errors.ToArray();
        }

        var saved = await ChangeAsync(act, id.Value, version?.Value, change, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    private Task<Result<SupplierRecord>> ChangeAsync(string act, SupplierId id, int? version, Func<SupplierRow, Problems, CancellationToken, Task<Result<SupplierRow>>> change, CancellationToken cancellationToken) =>
        work.RunAsync<SupplierRecord>(async stop =>
        {
            if (await rows.FindAsync<SupplierRow>(id.Value, stop, isLocked: true) is not { } before)
            {
                return PurchasingErrors.SupplierUnknown;
            }

            var problems = new Problems();
            var changed = await change(before, problems, stop);
            if (problems.Any || changed.IsFailure)
            {
                return problems.Any ? problems.Errors.ToArray() : changed.Errors.ToArray();
            }

            if (version is { } wanted && wanted != before.Version)
            {
                return PurchasingErrors.Outdated;
            }

            if (changed.Value == before)
            {
                return SupplierRecord.Of(before);
            }

            var after = changed.Value with { Version = before.Version + 1, UpdatedAt = clock.Now };
            await rows.UpdateAsync(before.Id, after, stop);
            work.Audit(new AuditEntry(act, "purchasing.supplier", before.Id.ToString(), after.Name, SupplierRecord.Of(before), SupplierRecord.Of(after)));
            return SupplierRecord.Of(after);
        }, cancellationToken);

    /// <summary>Whether there are prices or documents of a supplier. Who writes one holds their row until it is there, and who edits them waits for that.</summary>
    public async Task<bool> IsUsedAsync(Guid supplier, CancellationToken cancellationToken) => (await rows.SelectAsync<Use>("""
        select exists (select from purchasing.supplier_price where supplier_id = $1) or exists (select from purchasing.purchase_order where supplier_id = $1) or exists (select from purchasing.receipt where supplier_id = $1)
            or exists (select from purchasing.bill where supplier_id = $1) or exists (select from purchasing.payment where supplier_id = $1) or exists (select from purchasing.supplier_return where supplier_id = $1)
            or exists (select from purchasing.credit where supplier_id = $1) as is_used
        """, cancellationToken, supplier))[0].IsUsed;

    /// <summary>What is wrong with a supplier as it is to be, as far as that is seen without looking at others.</summary>
    public static void Check(Problems problems, SupplierBody body, SupplierRow? before, Currency company) => Read(problems, body, before ?? Blank(default, company, default));

    private static SupplierRow Blank(SupplierId id, Currency currency, DateTimeOffset now) => new(id.Value, "", "", "", "", "", "", "", 0, 0, currency.Code, 0, "active", 1, now, now);

    private static SupplierRow Read(Problems problems, SupplierBody body, SupplierRow row)
    {
        var currency = body.Currency is { } wanted && problems.Require(Currency.TryGet(wanted, out var known), "currency.unknown", "A currency is an active ISO 4217 code, such as BDT.", "currency") ? known : Currency.Get(row.Currency);
        var code = (body.Code ?? "").Trim().ToUpperInvariant();
        problems.Require(Code().IsMatch(code), "supplier.code", "A code is 1 to 20 capital letters, digits, - and _.", "code");
        var email = (body.Email ?? "").Trim();
        if (email.Length > 0)
        {
            problems.Take(EmailAddress.Parse(email, "email"));
        }

        problems.Require(body.PaymentDays is >= 0 and <= 365, "supplier.days", "Days are from 0 to 365.", "paymentDays");
        problems.Require(body.LeadDays is >= 0 and <= 365, "supplier.days", "Days are from 0 to 365.", "leadDays");
        return row with
        {
            Code = code, Name = problems.Line(body.Name, "name", 200, isNeeded: true), Contact = problems.Line(body.Contact, "contact", 200), Phone = problems.Line(body.Phone, "phone", 40), Email = email,
            Address = problems.Lines(body.Address, "address", 500), TaxNumber = problems.Line(body.TaxNumber, "taxNumber", 50), PaymentDays = body.PaymentDays, LeadDays = body.LeadDays,
            Currency = currency.Code, MinimumOrder = body.MinimumOrder is { } least ? Body.Amount(problems, least, currency, "minimumOrder") : 0,
        };
    }

    private sealed record Use(bool IsUsed);

    [GeneratedRegex(@"^[A-Z0-9][A-Z0-9_-]{0,19}\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
