using System.CommandLine;
using Aisle.Bench.Admin;
using Aisle.Bench.Identity;
using Aisle.Bench.Ledger;
using Aisle.Bench.Load;
using Aisle.Bench.Orders;
using Aisle.Bench.Outbox;
using Aisle.Bench.Pricing;
using Aisle.Bench.Stock;
using Aisle.Bench.Storefront;
using Aisle.Host;

// `./aisle bench storefront` and whatever benches come after it. Ratios measured in one run; never pass or fail.
var benches = new Command("bench", "Measure the shop against what this machine could do at best.")
{
    StorefrontCommand.Create(), AdminCommand.Create(), IdentityCommand.Create(), LedgerCommand.Create(), OutboxCommand.Create(), StockCommand.Create(), PricingCommand.Create(), CheckoutCommand.Create(), LimitServer.Command(),
};
var root = new RootCommand("Aisle's benches.") { benches };
string[] given = args switch
{
    [] or ["help"] => ["--help"],
    ["help", .. var rest] => [.. rest, "--help"],
    _ => args,
};
return await CommandLine.RunAsync(root, ["bench", .. given], Console.Out, Console.Error);
