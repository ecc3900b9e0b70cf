using System.Text.Json.Nodes;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Host;

/// <summary>
/// Right requests about what belongs to somebody else: the manager of one store and a customer send every operation that
/// writes, with the ids and versions of another store's and other people's things. Nothing of it may happen.
/// </summary>
public sealed class OtherPeopleTests(ShopHost shop) : IClassFixture<ShopHost>
{
    /// <summary>What is always about oneself, or about nobody who is known.</summary>
    private static bool IsOwn(Operation operation) => operation.Path.StartsWith("/api/v1/me", StringComparison.Ordinal) || operation.Path.StartsWith("/api/v1/account/", StringComparison.Ordinal) || operation.Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal) || operation.Path.StartsWith("/api/v1/cart/", StringComparison.Ordinal) || operation.Pattern is "/api/v1/cart" or "/api/v1/orders/checkout" or "/api/v1/views" or "/api/v1/wallets/mine/{id}/transfer" or "/api/v1/gift-cards/balance";

    [Fact]
    public async Task Nobody_writes_what_is_another_stores_or_another_persons_on_any_route()
    {
        var (owner, manager, customer) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"), await shop.Http.TokenAsync("customer"));
        var samples = await Samples.OfAsync(shop);
        var elsewhere = await shop.ScalarAsync<Guid>("select id from stores.store where code <> 'S1' order by code limit 1");
        samples.NameStore(elsewhere);
        foreach (var (start, adjust) in ((string, Action<JsonObject>)[])
                 [("roles", _ => { }), ("api-keys", _ => { }), ("views", _ => { }), ("inventory/locations", _ => { }), ("prices", body => body["from"] = "2040-01-01T00:00:00Z")])
        {
            var operation = samples.Operations.Single(one => one.Method == "POST" && one.Pattern == "/api/v1/" + start);
            var body = JsonNode.Parse(samples.Numbered(samples.BodyOf(operation).ToJsonString()))!.AsObject();
            adjust(body);
            var made = (await shop.Http.SendAsync("POST", operation.Path, body, owner)).Is(201);
            samples.Know(start, made.Headers.Location!.ToString().Split('/')[^1], made.Headers.ETag?.ToString() ?? "\"1\"");
        }

        // A supplier's order, what came of it and its bill, of another store.
        var (supplier, variant) = ((await shop.Http.SendAsync("POST", "/api/v1/suppliers", new { code = "THEIRS", name = "Theirs" }, owner)).Is(201)["id"], await shop.ScalarAsync<Guid>("select id from catalog.variant order by sku limit 1"));
        samples.NameSupplier(supplier);
        var one = new { amount = "1.00", currency = "BDT" };
        var lines = new[] { new { variantId = variant, packs = 1, price = one } };
        var order = (await shop.Http.SendAsync("POST", "/api/v1/purchase-orders", new { supplierId = supplier, storeId = elsewhere, lines }, owner)).Is(201).Json.GetProperty("order").GetProperty("id").GetString()!;
        var receipt = (await shop.Http.SendAsync("POST", "/api/v1/goods-receipts", new { supplierId = supplier, storeId = elsewhere, lines = new[] { new { variantId = variant, quantity = 2, price = one } } }, owner)).Is(201).Json.GetProperty("receipt").GetProperty("id").GetString()!;
        var bill = (await shop.Http.SendAsync("POST", "/api/v1/supplier-bills", new
        {
            supplierId = supplier, storeId = elsewhere, supplierNumber = "T-1", billedOn = Purchasing.BuyLab.Day, vat = one, total = new { amount = "2.00", currency = "BDT" }, lines = new[] { new { receiptId = receipt, line = 1, quantity = 1, net = one } },
        }, owner)).Is(201).Json.GetProperty("bill").GetProperty("id").GetString()!;
        var credit = (await shop.Http.SendAsync("POST", "/api/v1/supplier-credits", new { supplierId = supplier, storeId = elsewhere, supplierNumber = "C-1", net = one, vat = one }, owner)).Is(201).Json.GetProperty("credit").GetProperty("id").GetString()!;
        foreach (var (start, id) in ((string, string)[])[("suppliers", supplier), ("purchase-orders", order), ("goods-receipts", receipt), ("supplier-bills", bill), ("supplier-credits", credit)])
        {
            samples.Know(start, id, "\"1\"");
        }

        // A guest's order in another store.
        var lab = new OrdersLab(shop) { Owner = owner, Store = Aisle.Contracts.Stores.StoreId.From(elsewhere) };
        var guest = new Shopper(lab);
        await guest.AddAsync((await lab.GoodsAsync(1, 3))[0]);
        await guest.FetchAsync();
        (await guest.PlaceAsync()).Is(201);
        samples.Know("orders", guest.Id.ToString(), "\"1\"");
        samples.Know("payments", (await PaymentAsync(elsewhere)).ToString(), "\"1\"");
        samples.Know("settings", await KeyAsync(owner), "\"0\"");
        samples.Know("coupons", (await shop.ScalarAsync<Guid>("select id from catalog.coupon limit 1")).ToString(), "\"1\"");
        var before = await StateAsync();
        var tried = new List<string>();
        foreach (var operation in samples.Operations.Where(operation => operation.Method != "GET" && !IsOwn(operation)))
        {
            foreach (var (name, token) in ((string, string)[])[("manager", manager), ("customer", customer)])
            {
                var answer = await SendAsync(samples, operation, token);
                answer.Status.ShouldBeOneOf([403, 404], $"{operation.Method} {operation.Path} by the {name}: {answer.Text}");
                if (operation.Path.Contains(Samples.Nobody, StringComparison.Ordinal) && answer.Status == 404)
                {
                    // Nothing is there, so nothing is shown by this one.
                    continue;
                }

                tried.Add(operation.Pattern);
            }
        }

        tried.Distinct(StringComparer.Ordinal).Count().ShouldBeGreaterThan(30);
        (await StateAsync()).ShouldBe(before);

        // The same requests do happen when the owner sends them: it is the right that is missing and nothing else.
        var happened = 0;
        foreach (var operation in samples.Operations.Where(operation => operation.Method is "PUT" or "POST" && operation.TakesBody && !IsOwn(operation)))
        {
            happened += (await SendAsync(samples, operation, owner)).Status < 300 ? 1 : 0;
        }

        happened.ShouldBeGreaterThan(15);
        (await StateAsync()).ShouldNotBe(before);
    }

    [Fact]
    public async Task Nobody_reads_what_is_another_persons()
    {
        var (owner, manager) = (await shop.Http.TokenAsync("owner"), await shop.Http.TokenAsync("manager"));
        var view = (await shop.Http.SendAsync("POST", "/api/v1/views", new { list = "users", name = "Mine alone", query = "q=mine" }, owner)).Is(201);
        var session = (await shop.Http.SendAsync("GET", "/api/v1/me/sessions", token: owner)).Is(200).Json.GetProperty("sessions")[0].GetProperty("id").GetString();

        (await shop.Http.SendAsync("GET", "/api/v1/views", token: manager)).Is(200).Text.ShouldNotContain("Mine alone");
        (await shop.Http.SendAsync("DELETE", $"/api/v1/views/{view["id"]}", token: manager)).Is(404);
        (await shop.Http.SendAsync("GET", "/api/v1/me/sessions", token: manager)).Is(200).Text.ShouldNotContain(session!);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/me/sessions/{session}", token: manager)).Is(404);
        (await shop.Http.SendAsync("GET", "/api/v1/me", token: owner)).Is(200);
        (await shop.Http.SendAsync("GET", "/api/v1/users", token: manager)).Status.ShouldBe(403);
    }

    private async Task<Answer> SendAsync(Samples samples, Operation operation, string token)
    {
        object? body = operation.TakesBody ? samples.Numbered(samples.BodyOf(operation).ToJsonString())
            : operation.Method == "POST" && operation.Pattern.EndsWith("/images", StringComparison.Ordinal) ? File("image/png")
            : operation.Method == "POST" && operation.Pattern.EndsWith("/inventory/imports", StringComparison.Ordinal) ? new StringContent("store,sku,quantity,value\nS2,X,1,1\n", System.Text.Encoding.UTF8, "text/csv")
            : operation.Method == "POST" && operation.Pattern.EndsWith("/imports", StringComparison.Ordinal) ? File("text/csv")
            : null;
        return await shop.Http.SendAsync(operation.Method, operation.Path, body, token, ("If-Match", samples.TagOf(operation.Path)));
    }

    /// <summary>A try to pay in another store that came to nothing.</summary>
    private Task<Guid> PaymentAsync(Guid store) => shop.ScalarAsync<Guid>($"""
        with intent as (
            insert into payments.intent (id, subject_type, subject_id, number, store_id, currency, amount, state, content, created_at, updated_at) values (gen_random_uuid(), 'external', '1', 'T-1', '{store}', 'BDT', 1000, 'open', '', now(), now()) returning id),
        attempt as (
            insert into payments.attempt (id, intent_id, method, key, amount, state, language, sent_at, steps, content, created_at, ended_at) select gen_random_uuid(), id, 'stripe', 'AAAAAAAAAAAAAAAAAAAA', 1000, 'failed', 'en', now(), 1, '', now(), now() from intent returning id)
        insert into payments.attempt_step (attempt_id, no, at, source, state, outcome, by_name) select id, 1, now(), 'start', 'failed', 'not_begun', '' from attempt returning attempt_id
        """);

    private static ByteArrayContent File(string type) => new([1, 2, 3]) { Headers = { { "Content-Type", type } } };

    private async Task<string> KeyAsync(string owner) =>
        (await shop.Http.SendAsync("GET", "/api/v1/settings", token: owner)).Is(200).Json.GetProperty("items")[0].GetProperty("key").GetString()!;

    private Task<string> StateAsync() => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from platform.audit), (select count(*) || '/' || sum(version) from catalog.product), (select count(*) || '/' || sum(version) from catalog.category),
            (select count(*) || '/' || sum(version) from catalog.brand), (select count(*) || '/' || sum(version) from catalog.price), (select count(*) from stores.setting), (select count(*) || '/' || sum(version) from stores.store),
            (select count(*) || '/' || sum(version) from identity.user_account), (select count(*) || '/' || sum(version) from identity.role), (select count(*) from identity.api_key where revoked_at is null),
            (select count(*) from operations.saved_view), (select count(*) || '/' || sum(version) from purchasing.purchase_order), (select count(*) from purchasing.receipt), (select count(*) || '/' || sum(version) from purchasing.bill),
            (select count(*) || '/' || sum(used) from purchasing.credit), (select count(*) from purchasing.cost), (select count(*) || '/' || sum(version) from catalog.promotion), (select count(*) || '/' || count(disabled_at) from catalog.coupon), (select count(*) || '/' || sum(version) from purchasing.supplier), (select count(*) from inventory.movement), (select count(*) from payments.attempt_step), (select count(*) from payments.refund), (select count(*) from payments.settlement), (select count(*) from catalog.import), (select count(*) || '/' || sum(version) from customers.customer), (select count(*) || '/' || sum(version) from customers.customer_group), (select count(*) from customers.member),
            (select count(*) from customers.note), (select count(*) || '/' || sum(version) from delivery.zone), (select count(*) || '/' || sum(version) from delivery.plan), (select count(*) from delivery.exception), (select string_agg(state || version, '/' order by id) from orders.sale_order), (select count(*) from orders.wave), (select count(*) from orders.sale_return), (select count(*) || '/' || sum(version) from delivery.slot), (select count(*) from identity.session where ended_at is null))
        """);
}
