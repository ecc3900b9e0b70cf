using Aisle.FeatureTests.Stores;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Operations;

public sealed class ViewTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Views_are_for_the_staff_and_sharing_needs_a_right_of_its_own()
    {
        var body = new { list = "orders", name = "Mine", query = "status=open", shared = true };

        (await shop.Http.SendAsync("GET", "/api/v1/views")).Is(401);
        (await shop.Http.SendAsync("POST", "/api/v1/views", body)).Is(401);
        (await shop.Http.SendAsync("GET", "/api/v1/views", token: await shop.Http.TokenAsync("customer"))).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/views", body with { shared = false }, await shop.Http.TokenAsync("customer"))).Is(403);
        (await shop.Http.SendAsync("POST", "/api/v1/views", body, await shop.Http.TokenAsync("cashier"))).Is(403);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/views/{StoresLab.NewId()}")).Is(401);

        (await shop.ScalarAsync<long>("select count(*) from operations.saved_view where list = 'orders'")).ShouldBe(0);
    }

    [Fact]
    public async Task One_sees_ones_own_and_what_is_shared_and_removes_only_what_one_may()
    {
        var (cashier, clerk, manager) = (await shop.Http.TokenAsync("cashier"), await shop.Http.TokenAsync("stock_clerk"), await shop.Http.TokenAsync("manager"));
        var own = (await shop.Http.SendAsync("POST", "/api/v1/views", new { list = "audit", name = "  My day ", query = "action=catalog.&limit=200" }, cashier)).Is(201);
        var shared = (await shop.Http.SendAsync("POST", "/api/v1/views", new { list = "audit", name = "Ours", query = "", shared = true }, manager)).Is(201);
        own["name"].ShouldBe("My day");
        own.Headers.Location!.ToString().ShouldBe($"/api/v1/views/{own["id"]}");

        (await NamesAsync(cashier)).ShouldBe(["My day", "Ours"]);
        (await NamesAsync(clerk)).ShouldBe(["Ours"]);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/views/{own["id"]}", token: manager)).Is(404);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/views/{shared["id"]}", token: clerk)).Is(403);
        (await NamesAsync(cashier)).Count().ShouldBe(2);

        (await shop.Http.SendAsync("DELETE", $"/api/v1/views/{own["id"]}", token: cashier)).Is(204);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/views/{shared["id"]}", token: await shop.Http.TokenAsync("support"))).Is(204);
        (await NamesAsync(cashier)).ShouldBeEmpty();
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where subject_id = '{shared["id"]}'")).ShouldBe(2, "shared and removed");
    }

    [Fact]
    public async Task A_name_stands_once_and_every_fault_is_told_at_once()
    {
        var token = await shop.Http.TokenAsync("accountant");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => shop.Http.SendAsync("POST", "/api/v1/views", new { list = "journal", name = "Twice", query = "" }, token)));
        answers.Select(answer => answer.Status).Order().ShouldBe([201, 409, 409, 409]);
        (await shop.Http.SendAsync("POST", "/api/v1/views", new { list = "No List", name = "", query = "?a=<b>" }, token)).Is(400).Codes.ShouldBe(["view.list", "view.name", "view.query"]);
        (await shop.ScalarAsync<long>("select count(*) from operations.saved_view where user_id = (select id from identity.user_account where email_folded = 'accountant@demo.example')")).ShouldBe(1);
    }

    private async Task<IEnumerable<string>> NamesAsync(string token) =>
        (await shop.Http.SendAsync("GET", "/api/v1/views?list=audit", token: token)).Is(200).Json.GetProperty("items").EnumerateArray().Select(view => view.GetProperty("name").GetString()!);
}
