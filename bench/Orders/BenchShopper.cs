using System.Net;
using System.Text;
using System.Text.Json;
using Aisle.Bench.Load;
using Aisle.Bench.Shop;
using Aisle.Platform.Commands;

namespace Aisle.Bench.Orders;

/// <summary>A guest with a connection, who does over HTTP what shoppers do.</summary>
internal sealed class BenchShopper(InnerHost host) : IDisposable
{
    private const string Json = "application/json";
    private readonly HttpConnection _connection = new(new IPEndPoint(IPAddress.Loopback, host.Address.Port)) { KeepsBody = true };
    private readonly string _host = host.Address.Authority;

    /// <summary>Statements that the requests asked of PostgreSQL, where the host counts them.</summary>
    public long Statements { get; private set; }

    public long Requests { get; private set; }

    /// <summary>The statements of the last way, request by request.</summary>
    public List<(string Request, long Statements)> Steps { get; } = [];

    public void Dispose() => _connection.Dispose();

    /// <summary>What three things cost when they are brought; null where they cannot be ordered together.</summary>
    public string? Quote(IReadOnlyList<Guid> packs, string area, Guid slot)
    {
        var (_, cart) = Fill(packs, area, slot);
        return cart.GetProperty("canBePlaced").GetBoolean() ? cart.GetProperty("quoteHash").GetString() : null;
    }

    /// <summary>Orders a cart that is there: one request. Answers the status.</summary>
    public int Place(ReadyCart cart, Guid order) => Send("POST", "/api/v1/orders/checkout", OrderOf(order, cart.Set.Quote), Token(cart.Token)).Status;

    /// <summary>From an empty cart to an order that is paid, by a bKash of the sandbox with its pages.</summary>
    public void Journey(CheckoutShop shop, Random random)
    {
        Steps.Clear();
        var set = shop.Goods[random.Next(shop.Goods.Length)];
        Expect(200, Send("GET", "/api/v1/cart"));
        var (token, cart) = Fill(set.Packs, shop.Area, shop.Slots[random.Next(shop.Slots.Length)]);
        var order = NewId();
        var placed = Expect(201, Send("POST", "/api/v1/orders/checkout", OrderOf(order, cart.GetProperty("quoteHash").GetString()!), Token(token)));
        var secret = $"Order-Token: {placed.GetProperty("token").GetString()}\r\n";
        var step = Expect(200, Send("POST", $"/api/v1/orders/{order}/payments", new { id = NewId(), method = "bkash" }, secret));
        var page = new Uri(step.GetProperty("sendTo").GetString()!).PathAndQuery;
        Expect(200, Send("GET", page));
        Expect(302, Send(HttpConnection.Request("POST", page, _host, "", "application/x-www-form-urlencoded", "act=pay&wallet=01770618575&otp=123456&pin=12121")));
        Expect(303, Send("GET", new Uri(_connection.Header("Location")!).PathAndQuery));
        var paid = Expect(200, Send("GET", $"/api/v1/orders/{order}", headers: secret));
        if (paid.GetProperty("order").GetProperty("state").GetString() != "paid")
        {
            throw new FaultException("An order that was paid is not: " + _connection.Body);
        }
    }

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    private static object OrderOf(Guid order, string quote) => new { id = order, quoteHash = quote, contact = new { name = "Nusrat Jahan", phone = "01711000000", email = "nusrat@bench.example" }, method = "bkash" };

    private static string Token(string token) => $"Cart-Token: {token}\r\n";

    private (string Token, JsonElement Cart) Fill(IReadOnlyList<Guid> packs, string area, Guid slot)
    {
        var token = "";
        foreach (var pack in packs)
        {
            var added = Expect(200, Send("POST", "/api/v1/cart/add", new { packId = pack, quantity = 1 }, token.Length > 0 ? Token(token) : ""));
            token = token.Length > 0 ? token : added.GetProperty("token").GetString()!;
        }

        return (token, Expect(200, Send("POST", "/api/v1/cart/delivery", new { kind = "delivery", address = CheckoutShop.AddressIn(area), slotId = slot }, Token(token))).GetProperty("cart"));
    }

    private (int Status, long Body) Send(string method, string path, object? body = null, string headers = "") =>
        Send(HttpConnection.Request(method, path, _host, headers, Json, body is null ? "" : JsonSerializer.Serialize(body)));

    private (int Status, long Body) Send(byte[] request)
    {
        var answer = _connection.Send(request);
        if (_connection.Number("\r\nX-Statements: "u8) is { } statements)
        {
            Statements += statements;
            Steps.Add((Encoding.UTF8.GetString(request.AsSpan(0, request.AsSpan().IndexOfAny((byte)'?', (byte)'\r'))).Split(' ') is [var method, var path, ..] ? $"{method} {path}" : "", statements));
        }

        Requests++;
        return answer;
    }

    private JsonElement Expect(int status, (int Status, long Body) answer)
    {
        if (answer.Status != status)
        {
            throw new FaultException($"{answer.Status} instead of {status}: {_connection.Body}");
        }

        return status is 200 or 201 && _connection.Body.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(_connection.Body) : default;
    }
}
