using Aisle.Platform.Database;

namespace Aisle.Modules.Delivery.Data;

/// <summary>Rows of this module.</summary>
internal sealed class DeliveryRows(UnitOfWork work) : ModuleRows(work, "delivery");
