using System.Diagnostics;
using System.Net;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Aisle.Contracts.Catalog;
using Aisle.Modules.Catalog.Features;
using Aisle.Platform.Commands;
using Aisle.Platform.Http;
using Npgsql;
using Spectre.Console;
using static Aisle.Bench.Tables;

namespace Aisle.Bench.Admin;

/// <summary>A list that is asked for: its page, and the question behind it.</summary>
/// <param name="Path">Address of the page.</param>
/// <param name="Filter">What is looked for.</param>
/// <param name="Sort">The order.</param>
/// <param name="Cursor">Where it goes on.</param>
internal sealed record AdminList(string Path, AllProductsFilter Filter, string Sort = "-updated", Cursor? Cursor = null);

/// <summary>Something that is measured.</summary>
internal sealed record AdminCase(string Name, IReadOnlyList<AdminList> Lists);

/// <summary>
/// The list of products in the admin: times over a real socket with a session, statements, and by turns in the same run the
/// bare SQL of the list over one connection and an empty page of the same size.
/// </summary>
internal static class AdminBench
{
    private const int Rounds = 3;
    private const int PageSize = 50;
    private const int DeepPages = 60;
    private const double BudgetMilliseconds = 60;
    private const int BudgetStatements = 6;

    // As for the storefront: until then it is the compiler that is measured.
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(4);

    public static async Task<int> RunAsync(TimeSpan duration, int scale, CancellationToken cancellationToken)
    {
        Prepare();
        await using var limit = await LimitServer.StartAsync(shop: null, cancellationToken);
        await using var shop = new OwnShop(keep: false);
        var catalog = new SyntheticCatalog(scale * 1000);
        Say($"Making {catalog.Count} products in {shop.Scratch}");
        var (products, rows) = await ShopFiles.WriteAsync(catalog, Path.Combine(shop.Scratch, "shop"), shop.FilesFolder, cancellationToken);
        await shop.StartAsync(countStatements: true, cancellationToken);
        await AdminVisitor.BecomeOwnerAsync(shop, cancellationToken);
        await shop.RunAsync(["import", "shop", Path.Combine(shop.Scratch, "shop")], cancellationToken);
        Say($"Importing {rows} rows");
        await shop.RunAsync(["import", "products", products], cancellationToken);
        await using (var database = await shop.ConnectAsync(cancellationToken))
        await using (var settle = new NpgsqlCommand("vacuum (analyze)", database))
        {
            await settle.ExecuteNonQueryAsync(cancellationToken);
        }

        Say("Counting statements");
        var cases = await CasesAsync(shop, catalog, cancellationToken);
        var cookies = await AdminVisitor.LogInAsync(shop, cancellationToken);
        var statements = cases.ToDictionary(one => one.Name, one => Statements(shop.Address, Requests(one, shop, cookies)), StringComparer.Ordinal);
        await shop.StopAsync();

        await shop.StartAsync(countStatements: false, cancellationToken);
        cookies = await AdminVisitor.LogInAsync(shop, cancellationToken);
        await using var bare = await shop.ConnectAsync(cancellationToken);
        var table = Table($"Admin list of {catalog.Count} products, one visitor", "case", "p50 ms", "p99 ms", "SQL p50 ms", "SQL p99 ms", "empty page p99 ms", "KB", "statements", "budget");
        foreach (var one in cases)
        {
            var figures = await MeasureAsync(one, shop, cookies, limit, bare, duration, cancellationToken);
            var met = figures.P99 <= BudgetMilliseconds && statements[one.Name] <= BudgetStatements;
            Row(table, one.Name, N(figures.P50, "0.00"), N(figures.P99, "0.00"), N(figures.SqlP50, "0.00"), N(figures.SqlP99, "0.00"), N(figures.EmptyP99, "0.00"), N(figures.Bytes / 1024.0, "0"),
                N(statements[one.Name], "0"), met ? "met" : "missed");
            Line("admin", one.Name + "-p50", figures.P50, figures.SqlP50, "ms");
            Line("admin", one.Name + "-p99", figures.P99, figures.SqlP99, "ms");
            Line("admin", one.Name + "-statements", statements[one.Name], double.NaN, "statements");
        }

        AnsiConsole.Write(table);
        AnsiConsole.WriteLine($"Budget: p99 at most {BudgetMilliseconds} ms and at most {BudgetStatements} statements, the session's own included.");
        return 0;
    }

    private static async Task<IReadOnlyList<AdminCase>> CasesAsync(OwnShop shop, SyntheticCatalog catalog, CancellationToken cancellationToken)
    {
        var some = catalog.Products().Where((_, number) => number % 400 == 0).Take(40).ToList();
        var words = some.SelectMany(product => (string[])[$"{product.Kind.En} {product.Noun.En}", product.Noun.En, product.Variants[0].Sku, product.Variants[0].Barcode]).ToList();
        await using var database = await shop.ConnectAsync(cancellationToken);
        var categories = await IdsAsync(database, "select category_id from catalog.product group by 1 order by count(*) desc limit 20", cancellationToken);
        var brands = await IdsAsync(database, "select brand_id from catalog.product where brand_id is not null group by 1 order by count(*) desc limit 20", cancellationToken);
        return
        [
            new("first", [new("/admin/products", new AllProductsFilter())]),
            new("by-name", [new("/admin/products?sort=name", new AllProductsFilter(), "name"), new("/admin/products?sort=-name", new AllProductsFilter(), "-name")]),
            new("search", [.. words.Select(word => new AdminList("/admin/products?q=" + Uri.EscapeDataString(word), new AllProductsFilter(word)))]),
            new("filter", [.. categories.Select(id => new AdminList($"/admin/products?category={id}", new AllProductsFilter(Category: CategoryId.From(id)))),
                .. brands.Select(id => new AdminList($"/admin/products?brand={id}&sort=name", new AllProductsFilter(Brand: BrandId.From(id)), "name")), new("/admin/products?status=draft", new AllProductsFilter(Status: "draft"))]),
            new("without", [new("/admin/products?without=picture", new AllProductsFilter(Without: "picture")), new("/admin/products?without=price", new AllProductsFilter(Without: "price"))]),
            new("deep", await DeepAsync(database, cancellationToken)),
        ];
    }

    private static async Task<List<Guid>> IdsAsync(NpgsqlConnection database, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, database);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>Pages spread over the whole list, down to its end.</summary>
    private static async Task<IReadOnlyList<AdminList>> DeepAsync(NpgsqlConnection database, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"""
            select id, updated_at from (select id, updated_at, row_number() over (order by updated_at desc, id desc) as place, count(*) over () as total from catalog.product) product
            where place % greatest(total / {DeepPages}, 1) = 0 and place > total / 4
            """, database);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lists = new List<AdminList>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var cursor = new Cursor("-updated", reader.GetFieldValue<DateTimeOffset>(1).ToString("O", System.Globalization.CultureInfo.InvariantCulture), reader.GetGuid(0));
            lists.Add(new AdminList("/admin/products?sort=-updated&cursor=" + cursor, new AllProductsFilter(), "-updated", cursor));
        }

        return lists;
    }

    private static IReadOnlyList<byte[]> Requests(AdminCase one, OwnShop shop, string cookies) => [.. one.Lists.Select(list => HttpConnection.Request(list.Path, shop.Address.ToString(), cookies))];

    private static long Statements(IPEndPoint shop, IReadOnlyList<byte[]> requests)
    {
        using var connection = new HttpConnection(shop);
        // What is kept in memory after the first request belongs to whoever comes first.
        connection.Send(requests[0]);
        return requests.Max(request =>
        {
            var status = connection.Send(request).Status;
            return status == 200 && connection.Number("\r\nX-Statements: "u8) is { } count ? count : throw new FaultException($"The page answered {status}.");
        });
    }

    private static async Task<Figures> MeasureAsync(
        AdminCase one, OwnShop shop, string cookies, LimitServer limit, NpgsqlConnection bare, TimeSpan duration, CancellationToken cancellationToken)
    {
        var requests = Requests(one, shop, cookies);
        LoadRun.Run(shop.Address, connections: 2, _warmUp, Load.Requests.Cycle(requests));
        var (ours, sql, empty) = (new List<Latencies>(), new List<Latencies>(), new List<Latencies>());
        long bytes = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var result = LoadRun.Run(shop.Address, connections: 1, duration / Rounds, Load.Requests.Cycle(requests));
            if (result.Errors > 0)
            {
                throw new FaultException($"{one.Name}: {result.Errors} requests failed; the first: {result.FirstError}");
            }

            bytes = result.BodySize;
            ours.Add(result.Latencies);
            sql.Add(await AskAsync(bare, one, duration / Rounds, cancellationToken));
            empty.Add(LoadRun.Run(limit.Address, connections: 1, duration / Rounds, limit.Of(bytes)).Latencies);
        }

        Say($"{one.Name}: p99 {N(Median(ours, 0.99), "0.00")} ms, its SQL {N(Median(sql, 0.99), "0.00")} ms");
        return new Figures(Median(ours, 0.5), Median(ours, 0.99), Median(sql, 0.5), Median(sql, 0.99), Median(empty, 0.99), bytes);
    }

    /// <summary>The question of the list and nothing around it.</summary>
    private static async Task<Latencies> AskAsync(NpgsqlConnection bare, AdminCase one, TimeSpan duration, CancellationToken cancellationToken)
    {
        var (latencies, end) = (new Latencies(), Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency));
        for (var number = 0; Stopwatch.GetTimestamp() < end; number++)
        {
            var list = one.Lists[number % one.Lists.Count];
            var started = Stopwatch.GetTimestamp();
            await using var command = new NpgsqlCommand { Connection = bare };
            AllProductsQuery.Ask(command, list.Filter, list.Sort, list.Cursor, PageSize);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                // Read and thrown away.
            }

            latencies.Add(Stopwatch.GetTimestamp() - started);
        }

        return latencies;
    }

    private static double Median(List<Latencies> rounds, double share)
    {
        var sorted = rounds.Select(round => round.Percentile(share)).Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static void Say(string line) => Console.Error.WriteLine(line);

    private sealed record Figures(double P50, double P99, double SqlP50, double SqlP99, double EmptyP99, long Bytes);
}
