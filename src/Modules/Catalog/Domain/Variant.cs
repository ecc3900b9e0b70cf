using Aisle.Contracts.Catalog;
using Aisle.Kernel;

namespace Aisle.Modules.Catalog.Domain;

/// <summary>What one buys of a product: a size, a flavour. Made and changed by its product only.</summary>
internal sealed class Variant
{
    private readonly List<Pack> _packs = [];
    private bool _changed;

    private Variant()
    {
    }

    public VariantId Id { get; private set; }

    public ProductId ProductId { get; private set; }

    public string Sku { get; private set; } = "";

    public LocalText Name { get; private set; } = LocalText.Empty;

    public int Position { get; private set; }

    public long? NetThousandths { get; private set; }

    public string? NetUnit { get; private set; }

    public bool Archived { get; private set; }

    public int Version { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public IReadOnlyCollection<Pack> Packs => _packs;

    public Quantity? NetContent => NetThousandths is { } thousandths && Unit.TryGet(NetUnit, out var unit) ? new Quantity(thousandths, unit) : null;

    internal static Variant Create(VariantId id, ProductId product) => new() { Id = id, ProductId = product, _changed = true };

    /// <summary>What was sold as a case of 24 stays one: a pack of what was on sale neither goes nor changes.</summary>
    internal void CheckPacks(IReadOnlyList<PackDetails> given, bool mayLose, Problems problems, string field)
    {
        foreach (var (pack, index) in given.Select((pack, index) => (pack, index)))
        {
            var known = Find(pack);
            problems.Require(pack.Id is null || known is not null, "pack.unknown", "This variant has no such pack; leave the id out for a new one.", $"{field}[{index}].id");
            if (!mayLose && known is not null && !pack.IsSame(known.Unit, known.UnitsThousandths))
            {
                problems.Add(Error.Conflict("pack.fixed", "Unit and number of a pack that was on sale do not change; add another pack.") with { Field = $"{field}[{index}]" });
            }
        }

        if (!mayLose && _packs.Exists(pack => !given.Any(details => Find(details) == pack)))
        {
            problems.Add(Error.Conflict("pack.in_use", "A pack of a product that was on sale stays; archive the variant instead.") with { Field = field });
        }
    }

    internal void Change(VariantDetails details, int position, Dictionary<string, Barcode> codes, TimeProvider time)
    {
        _changed |= !string.Equals(Sku, details.Sku, StringComparison.Ordinal) || !Name.Equals(details.Name) || Position != position || Archived != details.Archived
            || NetThousandths != details.NetContent?.Thousandths || !string.Equals(NetUnit, details.NetContent?.Unit.Code, StringComparison.Ordinal);
        (Sku, Position, Archived) = (details.Sku, position, details.Archived);
        (NetThousandths, NetUnit) = (details.NetContent?.Thousandths, details.NetContent?.Unit.Code);
        if (!Name.Equals(details.Name))
        {
            Name = details.Name;
        }

        var kept = details.Packs.Select(Find).ToList();
        _packs.RemoveAll(pack => !kept.Contains(pack));
        for (var index = 0; index < details.Packs.Count; index++)
        {
            var pack = kept[index];
            if (pack is null)
            {
                pack = Pack.Create(TypedId.New<PackId>(time), Id);
                _packs.Add(pack);
            }

            pack.Change(details.Packs[index], index, codes);
        }
    }

    internal void Archive()
    {
        _changed |= !Archived;
        Archived = true;
    }

    internal void Stamp(DateTimeOffset now)
    {
        if (_changed)
        {
            (_changed, Version, UpdatedAt) = (false, Version + 1, now);
        }
    }

    private Pack? Find(PackDetails details) =>
        _packs.Find(pack => details.Id is { } id ? pack.Id.Value == id : details.IsSame(pack.Unit, pack.UnitsThousandths));
}

/// <summary>A variant in a unit and number.</summary>
internal sealed class Pack
{
    private readonly List<Barcode> _barcodes = [];

    private Pack()
    {
    }

    public PackId Id { get; private set; }

    public VariantId VariantId { get; private set; }

    public string Unit { get; private set; } = "";

    public long UnitsThousandths { get; private set; }

    public int Position { get; private set; }

    public IReadOnlyCollection<Barcode> Barcodes => _barcodes;

    internal static Pack Create(PackId id, VariantId variant) => new() { Id = id, VariantId = variant };

    /// <summary>Gives up its codes, or only some of them, to be handed out anew.</summary>
    internal IReadOnlyList<Barcode> TakeCodes(HashSet<string>? some)
    {
        var codes = _barcodes.Where(code => some is null || some.Contains(code.Code)).ToList();
        _barcodes.RemoveAll(codes.Contains);
        return codes;
    }

    internal void Change(PackDetails details, int position, Dictionary<string, Barcode> codes)
    {
        (Unit, UnitsThousandths, Position) = (details.Unit, details.Thousandths, position);
        foreach (var code in details.Barcodes)
        {
            if (codes.Remove(code.Key, out var known))
            {
                known.MoveTo(Id, code);
                _barcodes.Add(known);
            }
            else
            {
                _barcodes.Add(new Barcode(Id, code));
            }
        }
    }
}

/// <summary>A code of a pack.</summary>
internal sealed class Barcode
{
    private Barcode()
    {
    }

    internal Barcode(PackId pack, BarcodeCode code) => (PackId, Code, Printed, Kind) = (pack, code.Key, code.Printed, code.Kind);

    public string Code { get; private set; } = "";

    public string Printed { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public PackId PackId { get; private set; }

    public string Written => BarcodeCode.Write(Kind, Printed);

    internal void MoveTo(PackId pack, BarcodeCode code) => (PackId, Printed, Kind) = (pack, code.Printed, code.Kind);
}
