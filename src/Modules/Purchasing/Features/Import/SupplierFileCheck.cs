using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Modules.Purchasing.Data;
using Aisle.Modules.Purchasing.Domain;
using Aisle.Platform.Database;

namespace Aisle.Modules.Purchasing.Features;

/// <summary>What there is of what a file of suppliers speaks of, read once for all of its rows: all that is wrong with a row is told at once, and not one thing a try.</summary>
/// <param name="Suppliers">Those there are, by code.</param>
/// <param name="Said">Codes of those of which the file says who they are.</param>
/// <param name="Items">Products by their SKU in capital letters.</param>
/// <param name="Sold">Of products that are archived, who sells which: they may go on.</param>
/// <param name="Kept">Suppliers whose currency stays, of those to whom the file gives another one.</param>
/// <param name="Company">The company's currency.</param>
internal sealed record SupplierFileCheck(
    IReadOnlyDictionary<string, SupplierRow> Suppliers, IReadOnlySet<string> Said, IReadOnlyDictionary<string, CatalogItem> Items, IReadOnlySet<(Guid Supplier, Guid Variant)> Sold, IReadOnlySet<Guid> Kept, Currency Company)
{
    /// <summary>What is wrong with a row beyond what it shows by itself; faults name its columns.</summary>
    public IReadOnlyList<Error> Faults(SupplierFileRow row)
    {
        var (problems, before) = (new Problems(), Suppliers.GetValueOrDefault(row.Code));
        if (row.SaysWho)
        {
            SaveSupplier.Check(problems, row.Body(before), before, Company);
        }

        if (before is null && !row.SaysWho && !Said.Contains(row.Code))
        {
            problems.Add(PurchasingErrors.SupplierUnknown with { Field = "code" });
        }

        if (before is not null && row.Currency is { } other && other.Code != before.Currency && Kept.Contains(before.Id))
        {
            problems.Add(PurchasingErrors.CurrencyUsed);
        }

        var item = Items.GetValueOrDefault(row.Sku.ToUpperInvariant());
        problems.Require(item is not null || row.Sku.Length == 0, "purchase.item_unknown", "There is no such product.", "sku");
        if (item is { Status: ArchivedItems.Status } && (before is null || !Sold.Contains((before.Id, item.Id.Value))))
        {
            problems.Add(PurchasingErrors.ItemArchived(0, item.Sku) with { Field = "sku" });
        }

        problems.Line(row.SupplierCode, "supplier_code", 50);
        Body.Day(problems, row.From, "from");
        if (row.PackUnits is { } units)
        {
            Body.Quantity(problems, units, "pack_units", unit: item?.Unit);
        }

        if (row.MinimumPacks is { } packs)
        {
            Body.Quantity(problems, packs, "minimum_packs", mayBeZero: true);
        }

        if (row.Price is { } price)
        {
            Body.Amount(problems, price, price.Currency, "price");
        }

        return [.. problems.Errors.Select(fault => fault with { Field = Column(fault.Field ?? "code") })];
    }

    /// <summary>The column that a member of a body is read from.</summary>
    public static string Column(string member) => member switch
    {
        "variantId" => "sku",
        "minimum" => "minimum_packs",
        _ => ModuleDbContext.SnakeCase(member),
    };
}
