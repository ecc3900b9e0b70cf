using Aisle.Contracts.Orders;
using Aisle.FeatureTests.Support;
using Aisle.Modules.Orders.Domain;
using Aisle.Platform.Database;
using Npgsql;

namespace Aisle.FeatureTests.Orders;

/// <summary>The moves of orders are written down in code and in the database; both say the same, and the database refuses every other.</summary>
public sealed class FlowTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Code_and_database_know_the_same_moves()
    {
        var known = await shop.ScalarAsync<string>("select string_agg(from_state || ' ' || act || ' ' || to_state, E'\\n' order by from_state, act) from orders.order_move");
        known.Split('\n').Order(StringComparer.Ordinal).ShouldBe(OrderFlow.Moves.Select(move => $"{ChoiceWords.Of(move.Key.State)} {ChoiceWords.Of(move.Key.Act)} {ChoiceWords.Of(move.Value)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_database_refuses_every_other_move()
    {
        var lab = await OrdersLab.OfAsync(shop);
        var goods = await lab.GoodsAsync(1, 5);
        var shopper = new Shopper(lab);
        await shopper.AddAsync(goods[0]);
        await shopper.FetchAsync();
        (await shopper.PlaceAsync()).Is(201);
        var allowed = OrderFlow.Moves.Where(move => move.Key.State == OrderState.Placed).Select(move => move.Value).ToHashSet();
        await using var connection = new NpgsqlConnection(shop.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var to in Enum.GetValues<OrderState>().Where(to => !allowed.Contains(to)))
        {
            await using var command = new NpgsqlCommand($"update orders.sale_order set state = '{ChoiceWords.Of(to)}' where id = '{shopper.Id}'", connection);
            (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))).ConstraintName.ShouldBe("order_move");
        }
    }
}
