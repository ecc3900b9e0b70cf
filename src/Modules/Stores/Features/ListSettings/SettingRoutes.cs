using System.ComponentModel;
using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Aisle.Platform.Ui;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aisle.Modules.Stores.Features;

/// <summary><c>GET /api/v1/settings</c>, <c>/settings/{key}</c> and <c>/settings/{key}/history</c>, for the company or for one store.</summary>
internal static class SettingRoutes
{
    private const string Sort = "setting_history";
    private static readonly QueryParameter<int> _limit = Query.Integer("limit", "Changes on a page.", 1, 200, 50);

    public static QueryParameter<StoreId?> Place { get; } = Query.Id<StoreId>("store", "The store it is about; left out, the company.");

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/settings", ListAsync)
            .WithName("ListSettings").WithTags("Settings").WithSummary("List settings")
            .WithDescription("Every setting with the value that holds: the store's own, else the company's, else the default.")
            .WithQuery([Place]).Produces<SettingListAnswer>().WithExample(new SettingListAnswer([SettingAnswer.Example])).Requires(Permissions.StoreRead);
        api.MapGet("/settings/{key}", GetAsync)
            .WithName("GetSetting").WithTags("Settings").WithSummary("Read a setting").WithDescription("The ETag is the version of the value set in exactly this place, for edits; `\"0…\"` where none is.")
            .WithQuery([Place]).Produces<SettingAnswer>().WithProblems(404).WithExample(SettingAnswer.Example).Requires(Permissions.StoreRead);
        api.MapGet("/settings/{key}/history", HistoryAsync)
            .WithName("GetSettingHistory").WithTags("Settings").WithSummary("List the changes of a setting").WithDescription("In exactly this place, newest first: who, when, the value before and after.")
            .WithQuery([Place, Cursor.Parameter, _limit]).Produces<Page<SettingHistoryRow>>().WithProblems(404).Requires(Permissions.StoreRead)
            .WithExample(new Page<SettingHistoryRow>([new SettingHistoryRow(7, new DateTimeOffset(2026, 11, 3, 8, 0, 0, TimeSpan.Zero), "S1", "0", "500", "Rahima Khatun")], NextCursor: null));
    }

    public static Error Unknown { get; } = Error.NotFound("setting.unknown", "There is no such setting.");

    private static async Task<IResult> ListAsync(HttpContext context, ListSettingsQuery query, Texts texts, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [Place]);
        var store = reader.Get(Place);
        return Refuse(context, reader, store) ??
            TaggedAnswer.Of(new SettingListAnswer([.. (await query.ReadAsync(store, cancellationToken)).Select(row => SettingAnswer.Of(row, store, texts))]));
    }

    private static async Task<IResult> GetAsync([Description("Key of the setting.")] string key, HttpContext context, ListSettingsQuery query, Texts texts, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [Place]);
        var store = reader.Get(Place);
        if (Refuse(context, reader, store) is { } refused)
        {
            return refused;
        }

        return await query.FindAsync(key, store, cancellationToken) is { } row ? TaggedAnswer.Of(SettingAnswer.Of(row, store, texts), row.Version) : new[] { Unknown }.ToProblem();
    }

    private static async Task<IResult> HistoryAsync([Description("Key of the setting.")] string key, HttpContext context, ListSettingsQuery query, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Strict(context.Request, [Place, Cursor.Parameter, _limit]);
        var (store, limit) = (reader.Get(Place), reader.Get(_limit));
        var cursor = Cursor.Read(reader.Get(Cursor.Parameter), Sort, reader.Problems);
        var before = long.MaxValue;
        reader.Problems.Require(cursor is null || long.TryParse(cursor.Key, NumberStyles.None, CultureInfo.InvariantCulture, out before), "cursor.invalid", "The cursor does not belong to this list and order; start again without it.", "cursor");
        if (Refuse(context, reader, store) is { } refused)
        {
            return refused;
        }

        if (await query.FindAsync(key, store, cancellationToken) is null)
        {
            return new[] { Unknown }.ToProblem();
        }

        var rows = await query.HistoryAsync(key, store, before, limit + 1, cancellationToken);
        var next = rows.Count > limit ? new Cursor(Sort, rows[limit - 1].Id.ToString(CultureInfo.InvariantCulture), Guid.Empty).ToString() : null;
        return TaggedAnswer.Of(new Page<SettingHistoryRow>([.. rows.Take(limit)], next));
    }

    /// <summary>Whose store it is not sees nothing of it; the company's settings hold in every store and are for all who may read.</summary>
    private static IResult? Refuse(HttpContext context, QueryReader reader, StoreId? store) =>
        reader.Problems.Any ? reader.Problems.Errors.ToProblem()
        : store is { } place && !context.Caller().Rights.HasIn(Permissions.StoreRead.Name, place.Value) ? new[] { Access.Forbidden }.ToProblem()
        : null;
}
