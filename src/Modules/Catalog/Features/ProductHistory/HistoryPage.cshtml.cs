using Aisle.Contracts.Stores;
using Aisle.Platform.Audit;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Catalog.Features;

/// <summary><c>/admin/products/{id}/history</c>: who changed what of a product, as the audit has it.</summary>
internal sealed class HistoryPageModel(ProductEditing products, AuditTrail audit, IStores stores) : ProductPart(products, stores)
{
    /// <summary>The right to read the audit; the module that shows all of it declares it.</summary>
    public const string AuditPermission = "operations.audit.read";

    private const int Most = 50;

    public IReadOnlyList<AuditLine> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync([FromRoute] string id, CancellationToken cancellationToken)
    {
        if (!MayReadHistory)
        {
            return Forbidden();
        }

        if (!await FindAsync(id, cancellationToken))
        {
            return Missing();
        }

        Lines = await audit.FindAsync(new AuditFilter(SubjectType: "catalog.product", SubjectId: Product!.Id.ToString()), before: null, Most, cancellationToken);
        return Page();
    }
}
