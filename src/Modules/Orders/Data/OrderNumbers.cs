using System.Collections.Concurrent;
using System.Globalization;
using Aisle.Contracts.Stores;
using Aisle.Platform.Database;

namespace Aisle.Modules.Orders.Data;

/// <summary>What people call orders by. Numbers are taken from the database some at a time: gaps are harmless, as invoices have numbers without any.</summary>
internal sealed class OrderNumbers
{
    private const int AtOnce = 16;
    private readonly ConcurrentQueue<long> _taken = new();

    public async Task<string> NextAsync(ShopDay day, UnitOfWork work, CancellationToken cancellationToken)
    {
        long number;
        while (!_taken.TryDequeue(out number))
        {
            await using var command = (await work.CommandAsync("select array(select nextval('orders.order_number') from generate_series(1, $1))", cancellationToken)).With(AtOnce);
            foreach (var one in (long[])(await command.ExecuteScalarAsync(cancellationToken))!)
            {
                _taken.Enqueue(one);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{day.Store.Code}-{day.Today.Date.Year}-{number:D6}");
    }
}
