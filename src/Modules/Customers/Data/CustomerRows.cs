using Aisle.Platform.Database;

namespace Aisle.Modules.Customers.Data;

/// <summary>Rows of this module.</summary>
internal sealed class CustomerRows(UnitOfWork work) : ModuleRows(work, "customers");
