using System.CommandLine;
using Aisle.Host;
using Aisle.Host.Commands;
using Aisle.Platform.Commands;

// The whole program is the commands of the host and of its modules; `up` is the one that serves.
var runner = new CommandRunner();
var root = new RootCommand("Aisle: one system for a shop, online and at the till.");
foreach (var command in (Command[])
    [Up.Create(), Migrate.Create(runner), .. ShopData.Create(runner), OpenApi.Create(), .. Development.Create(), .. AisleApp.Modules.SelectMany(module => module.Commands(runner))])
{
    CommandLine.Add(root, command);
}

return await CommandLine.RunAsync(root, args);
