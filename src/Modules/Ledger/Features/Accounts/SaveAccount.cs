using System.Text.RegularExpressions;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Rules;
using Aisle.Platform.Database;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A new account.</summary>
/// <param name="Code">1 to 20 digits, capital letters, dots and hyphens.</param>
/// <param name="Name">Name in at least one language.</param>
/// <param name="Parent">Code of the heading it stands below; its type is that of the heading.</param>
/// <param name="Id">Id, made by the caller.</param>
/// <param name="IsGroup">Whether it is a heading itself.</param>
/// <param name="HasSubaccounts">Whether each of its lines names a sub-account.</param>
/// <param name="IsContra">Whether it grows on the other side than its type.</param>
/// <param name="Currency">Currency of its lines; left out, that of the books.</param>
/// <param name="Store">The store it belongs to alone.</param>
/// <param name="Dimensions">Free marks for reports.</param>
/// <param name="Roles">What posting rules mean it by; one that another account has moves here.</param>
internal sealed record NewAccountBody(
    string Code, LocalText Name, string Parent, AccountId? Id = null, bool? IsGroup = null, bool? HasSubaccounts = null, bool? IsContra = null, string? Currency = null, StoreId? Store = null,
    IReadOnlyDictionary<string, string>? Dimensions = null, IReadOnlyList<AccountRoleBody>? Roles = null);

/// <summary>What of an account can be changed: what is in it stays in its place.</summary>
/// <param name="Name">Name in at least one language.</param>
/// <param name="Dimensions">Free marks for reports.</param>
/// <param name="Roles">All that posting rules mean it by; one that another account has moves here.</param>
internal sealed record AccountBody(LocalText Name, IReadOnlyDictionary<string, string>? Dimensions = null, IReadOnlyList<AccountRoleBody>? Roles = null);

/// <summary>Opens an account, or changes it.</summary>
internal sealed partial class SaveAccount(UnitOfWork work, ChartDesk desk, RuleBook rules, TimeProvider time)
{
    private const int MostDimensions = 20;
    private const int MostRoles = 50;
    private const int DeepestLevel = 10;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost<SaveAccount, NewAccountBody, AccountAnswer>("/ledger/accounts", (use, body, request) => use.AddAsync(body, request), StatusCodes.Status201Created)
            .WithName("AddAccount").WithTags("Ledger").WithSummary("Open an account")
            .WithDescription("Below a heading, whose type it has. Code, side, currency and store stay for good. With an `id` it is opened once, however often it is sent.")
            .WithExample(LedgerExamples.Account).Requires(Permissions.AccountEdit);
        api.MapPut<SaveAccount, AccountBody, AccountAnswer>("/ledger/accounts/{code}", (use, body, request) => use.EditAsync(body, request))
            .WithName(nameof(SaveAccount)).WithTags("Ledger").WithSummary("Change an account")
            .WithDescription("Name, dimensions and roles. A role that is given to this account leaves the one that has it; one that posting rules need cannot be left to none.")
            .WithExample(LedgerExamples.Account).WithProblems(404).Requires(Permissions.AccountEdit);
    }

    public async Task<Result<AccountAnswer>> AddAsync(NewAccountBody body, WriteRequest request)
    {
        if ((request.Caller.Lacks(Permissions.AccountEdit) ?? await desk.OpenAsync(request.Stop)) is { } refusal)
        {
            return refusal;
        }

        var saved = await work.RunAsync<AccountAnswer>(async stop =>
        {
            var chart = await desk.LockAsync(stop);
            var wanted = New(body, chart);
            if (wanted.IsFailure)
            {
                return wanted.Errors.ToArray();
            }

            if (chart.Find(wanted.Value.Id) is { } there)
            {
                return Canonical.Account(there with { Version = 1 }).AsSpan().SequenceEqual(Canonical.Account(wanted.Value)) ? AccountAnswer.Of(there, chart) : LedgerErrors.Contradiction("id");
            }

            if (chart.Find(body.Code) is not null)
            {
                return Error.Conflict("ledger.account_code_taken", "Another account has this code.");
            }

            var losers = Losers(chart, wanted.Value);
            if (losers.Count > 0)
            {
                await desk.ChangeAsync("ledger.account.update", losers, stop);
            }

            await desk.AddAsync(wanted.Value, stop);
            request.Location = $"/api/v1/ledger/accounts/{wanted.Value.Code}";
            return AccountAnswer.Of(wanted.Value, chart);
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    public async Task<Result<AccountAnswer>> EditAsync(AccountBody body, WriteRequest request)
    {
        if ((request.Caller.Lacks(Permissions.AccountEdit) ?? await desk.OpenAsync(request.Stop)) is { } refusal)
        {
            return refusal;
        }

        var version = request.IfMatch();
        var needed = await rules.GetAsync(request.Stop);
        if (version.IsFailure || needed.IsFailure)
        {
            return version.Errors.Concat(needed.Errors).ToArray();
        }

        var saved = await work.RunAsync<AccountAnswer>(async stop =>
        {
            var chart = await desk.LockAsync(stop);
            if (chart.Find(request.Route("code")) is not { } account)
            {
                return LedgerErrors.AccountUnknown;
            }

            if (account.Version != version.Value)
            {
                return LedgerErrors.Outdated;
            }

            var problems = new Problems();
            Common(body.Name, body.Dimensions, problems);
            var changed = account with
            {
                Name = body.Name, Dimensions = body.Dimensions is null ? account.Dimensions : new SortedDictionary<string, string>(body.Dimensions.ToDictionary(), StringComparer.Ordinal),
                Roles = body.Roles is null ? account.Roles : Roles(body.Roles, problems), Version = account.Version + 1,
            };
            Fit(chart, account, changed, problems);
            Needed(account, changed, needed.Value, problems);
            if (problems.Any)
            {
                return problems.Errors.ToArray();
            }

            await desk.ChangeAsync("ledger.account.update", [.. Losers(chart, changed), (account, changed)], stop);
            return AccountAnswer.Of(changed, chart);
        }, request.Stop);
        request.Version = saved.IsSuccess ? saved.Value.Version : null;
        return saved;
    }

    private Result<Account> New(NewAccountBody body, Chart chart)
    {
        var problems = new Problems();
        problems.Require(CodeForm().IsMatch(body.Code), "ledger.account_code", "A code has 1 to 20 digits, capital letters, dots and hyphens, and begins with a digit or a letter.", "code");
        Common(body.Name, body.Dimensions, problems);
        var parent = chart.Find(body.Parent);
        problems.Require(parent is { IsGroup: true, ClosedAt: null }, "ledger.account_parent", "An account stands below an open heading.", "parent");
        problems.Require(Level(chart, parent) < DeepestLevel, "ledger.account_parent", $"Accounts stand at most {DeepestLevel} levels deep.", "parent");
        var unit = chart.Book!.Currency;
        problems.Require(body.Currency is null || Currency.TryGetUnit(body.Currency, out unit), "currency.unknown", "A currency is an active ISO 4217 code, such as BDT, or PTS for points.", "currency");
        problems.Require(body is not { IsGroup: true, HasSubaccounts: true }, "ledger.account_group", "A heading has no sub-accounts: it has no lines.", "hasSubaccounts");
        var roles = Roles(body.Roles ?? [], problems);
        if (problems.Any || parent is null)
        {
            return problems.Errors.ToArray();
        }

        var side = Account.SideOf(parent.Type);
        var account = new Account(
            body.Id ?? TypedId.New<AccountId>(time), body.Code, body.Name, parent.Id, parent.Type, body.IsContra == true ? side == Side.Debit ? Side.Credit : Side.Debit : side,
            body.IsGroup == true, body.HasSubaccounts == true, unit, body.Store, new SortedDictionary<string, string>((body.Dimensions ?? new Dictionary<string, string>()).ToDictionary(), StringComparer.Ordinal), ClosedAt: null, Version: 1, roles);
        Fit(chart, account, account, problems);
        return problems.ToResult(() => account);
    }

    private static int Level(Chart chart, Account? account)
    {
        var level = 0;
        for (var at = account; at is not null; at = at.ParentId is { } parent ? chart.Find(parent) : null)
        {
            level++;
        }

        return level;
    }

    private static void Common(LocalText name, IReadOnlyDictionary<string, string>? dimensions, Problems problems)
    {
        problems.Require(!name.IsEmpty, "text.required", "A text in at least one language is needed.", "name");
        problems.Require(name.All.Values.All(text => text.Length <= 100), "text.too_long", "A name has at most 100 characters.", "name");
        problems.Require(
            dimensions is null || (dimensions.Count <= MostDimensions && dimensions.All(mark => MarkForm().IsMatch(mark.Key) && mark.Value is { Length: > 0 and <= 100 } value && UnicodeText.IsOneLine(value))),
            "ledger.dimensions", $"An account has at most {MostDimensions} marks: names of small letters, digits, _ and -, with values of 1 to 100 characters.", "dimensions");
    }

    private static IReadOnlyList<AccountRole> Roles(IReadOnlyList<AccountRoleBody> bodies, Problems problems)
    {
        var roles = bodies.Select(body => new AccountRole(body.Role ?? "", body.Key ?? "", body.Store)).ToList();
        problems.Require(roles.Count <= MostRoles && roles.Distinct().Count() == roles.Count, "ledger.roles", $"An account has at most {MostRoles} roles, each once.", "roles");
        for (var index = 0; index < roles.Count && index < MostRoles; index++)
        {
            var (role, key, _) = roles[index];
            problems.Require(RuleNames.IsAccount(key.Length == 0 ? role : $"{role}:{key}") && !key.StartsWith('{'), "ledger.roles", "A role is small letters and _, its key small letters, digits, _ and -.", $"roles[{index}]");
        }

        return roles;
    }

    /// <summary>An account that takes a role must be what rules know the role to be.</summary>
    private static void Fit(Chart chart, Account before, Account after, Problems problems)
    {
        for (var index = 0; index < after.Roles.Count; index++)
        {
            var (role, field) = (after.Roles[index], $"roles[{index}]");
            if (before != after && before.Roles.Contains(role))
            {
                continue;
            }

            problems.Require(after is { IsGroup: false, ClosedAt: null }, "ledger.role_unfit", "Only an open account with lines of its own has roles.", field);
            if (chart.Find(AccountRef.For(role.Role), store: null) is { } known)
            {
                problems.Require(known.HasSubaccounts == after.HasSubaccounts && known.Currency == after.Currency, "ledger.role_unfit", $"{known.Code} has the role now, and differs in sub-accounts or currency.", field);
            }
        }
    }

    /// <summary>A role that rules name, for every store and without a key, cannot be left to no account.</summary>
    private static void Needed(Account before, Account after, RuleSet rules, Problems problems)
    {
        var used = rules.Documents.Select(document => rules.Of(document)[^1].Rule).SelectMany(rule => rule.Lines).SelectMany(line => (string[])[line.Debit, line.Credit]).Select(text => RuleNames.Account(text).Role).ToHashSet(StringComparer.Ordinal);
        foreach (var role in before.Roles.Except(after.Roles).Where(role => role is { Key: "", StoreId: null } && used.Contains(role.Role)))
        {
            problems.Require(ok: false, "ledger.role_needed", $"Posting rules need the role {role.Role}; give it to another account, which takes it from here.", "roles");
        }
    }

    /// <summary>The accounts that lose a role to another one.</summary>
    private static List<(Account Before, Account After)> Losers(Chart chart, Account taker) =>
    [
        .. chart.Accounts.Where(other => other.Id != taker.Id && other.Roles.Intersect(taker.Roles).Any())
            .Select(other => (other, other with { Roles = [.. other.Roles.Except(taker.Roles)], Version = other.Version + 1 })),
    ];

    [GeneratedRegex(@"\A[0-9A-Z][0-9A-Z.-]{0,19}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CodeForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,38}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MarkForm();
}
