using System.CommandLine;
using System.Reflection;
using Aisle.Platform.Commands;
using Aisle.Platform.Security;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Platform.Modules;

/// <summary>
/// A part of the shop with its own PostgreSQL schema. The Host knows modules only through this interface; one class
/// per module implements it and shows on one screen all that the module offers.
/// </summary>
public interface IModule
{
    /// <summary>Lower-case name: the PostgreSQL schema, the prefix of permissions and texts.</summary>
    string Name { get; }

    /// <summary>
    /// The role (<c>Aisle:Roles</c>) whose processes expose the module's routes. The services are in every process.
    /// </summary>
    string Role { get; }

    /// <summary>The permissions a route of this module can ask for.</summary>
    IReadOnlyList<Permission> Permissions { get; }

    /// <summary>What is wrong with the module's configuration, as sentences: all of it is told before anything starts.</summary>
    IEnumerable<string> Faults(IConfiguration configuration) => [];

    /// <summary>The record of its configuration, or null where it has none. Its section is the record's constant <c>Section</c>.</summary>
    Type? Configured => null;

    /// <summary>Registers services.</summary>
    void AddServices(IServiceCollection services, IConfiguration configuration);

    /// <summary>Maps the routes below <c>/api/v1</c>.</summary>
    void MapRoutes(IEndpointRouteBuilder api);

    /// <summary>The pages of the admin, each with what one must hold to see it.</summary>
    IReadOnlyList<ModulePage> Pages => [];

    /// <summary>Maps the few routes whose address is given by a standard, such as <c>/.well-known/…</c>.</summary>
    void MapRoot(IEndpointRouteBuilder root)
    {
    }

    /// <summary>The commands of <c>./aisle</c> that belong to this module.</summary>
    IEnumerable<Command> Commands(ICommandRunner runner);

    /// <summary>What proves files that this module exports; null where it exports none that can be proved.</summary>
    IFileProof? FileProof => null;

    /// <summary>The assembly that embeds the module's migrations and texts.</summary>
    Assembly Assembly => GetType().Assembly;
}
