using Aisle.Contracts.Stores;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/promotions/{id}/uptake</c>: how often a promotion was used, day by day, and what it took off.</summary>
internal sealed class UptakePageModel(PromotionQuery query, ReadUptake uptake, IStores stores, TimeProvider time) : PromotionPart(query, stores, time)
{
    private static readonly QueryParameter<DateOnly?> _from = Query.Day("from", "");
    private static readonly QueryParameter<DateOnly?> _to = Query.Day("to", "");

    public UptakeAnswer Uptake { get; private set; } = null!;

    public DateOnly? From { get; private set; }

    public DateOnly? Until { get; private set; }

    /// <summary>The same days as a file.</summary>
    public string Export => To(FormattableString.Invariant($"/admin/promotions/{Promotion!.Id}/uptake?handler=Export&from={From:yyyy-MM-dd}&to={Until:yyyy-MM-dd}"));

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!await LoadAsync(id, cancellationToken))
        {
            return Missing();
        }

        Uptake = await uptake.ReadAsync(Promotion!.Id, From, Until, Caller.Rights.ScopeOf(Permissions.PromotionRead.Name), cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnGetExportAsync([FromRoute] string id, CancellationToken cancellationToken) => await LoadAsync(id, cancellationToken)
        ? uptake.Csv(Promotion!.Id, From, Until, Caller.Rights.ScopeOf(Permissions.PromotionRead.Name), cancellationToken) : Missing();

    private async Task<bool> LoadAsync(string id, CancellationToken cancellationToken)
    {
        var reader = QueryReader.Lenient(Request);
        (From, Until) = (reader.Get(_from), reader.Get(_to));
        return await FindAsync(id, cancellationToken) && Promotion is not null;
    }
}
