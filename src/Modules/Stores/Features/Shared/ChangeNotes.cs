using Aisle.Contracts.Stores;
using Aisle.Modules.Stores.Domain;
using Aisle.Platform.Audit;
using Aisle.Platform.Database;

namespace Aisle.Modules.Stores.Features;

/// <summary>
/// Tells of changes, whoever makes them: an audit line, an event and emptied caches, each with the commit. What has still the
/// version it had is no change and is not told.
/// </summary>
internal sealed class ChangeNotes(UnitOfWork work)
{
    public void Tell(ManagedCompany? before, ManagedCompany after)
    {
        if (before?.Version != after.Version)
        {
            Tell(new AuditEntry("stores.company.update", "stores.company", "company", after.LegalName, before, after), new CompanyChanged());
        }
    }

    public void Tell(ManagedStore? before, ManagedStore after)
    {
        if (before?.Version == after.Version)
        {
            return;
        }

        var action = (before?.Status, after.Status) switch
        {
            (null, _) => "stores.store.add",
            (StoreStatus.Active, StoreStatus.Closed) => "stores.store.close",
            _ => "stores.store.update",
        };
        Tell(new AuditEntry(action, "stores.store", after.Id.ToString(), $"{after.Code} {after.Name.In("en")}", before, after, after.Id.Value), new StoreChanged(after.Id, after.Status == StoreStatus.Closed));
    }

    public void Tell(ManagedTaxClass? before, ManagedTaxClass? after)
    {
        if ((after ?? before) is { } known && before?.Version != after?.Version)
        {
            var action = before is null ? "stores.tax_class.add" : after is null ? "stores.tax_class.remove" : "stores.tax_class.update";
            Tell(new AuditEntry(action, "stores.tax_class", known.Code, known.Name.In("en"), before, after), new TaxClassChanged(known.Code, IsRemoved: after is null));
        }
    }

    public void Tell(SettingHistory change) => Tell(
        new AuditEntry(
            "stores.setting.update", "stores.setting", change.Key, change.Key, change.OldValue is { } old ? new { value = old } : null, change.NewValue is { } now ? new { value = now } : null, change.StoreId?.Value),
        new SettingChanged(change.Key, change.StoreId));

    private void Tell(AuditEntry entry, Kernel.IEvent happened)
    {
        work.Audit(entry);
        work.Publish(happened);
        work.Changed(StoresModule.Tag);
    }
}
