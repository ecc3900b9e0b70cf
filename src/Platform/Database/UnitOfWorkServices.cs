using Aisle.Platform.Audit;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Database;

/// <summary>Registers the unit of work and what it writes by itself.</summary>
public static class UnitOfWorkServices
{
    /// <summary>A unit of work, a caller and an audit for each scope. Asks for messaging, a data source and a clock.</summary>
    public static IServiceCollection AddUnitOfWork(this IServiceCollection services) => services
        .AddScoped<CallerContext>()
        .AddScoped<AuditLog>()
        .AddScoped<DatabaseLane>()
        .AddScoped<UnitOfWork>()
        .AddScoped<DocumentNumbers>()
        .AddScoped<RowQuery>()
        .AddSingleton<AuditTrail>();
}
