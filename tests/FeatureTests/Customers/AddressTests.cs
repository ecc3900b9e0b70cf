using System.Globalization;
using System.Text.Json.Nodes;
using Aisle.Contracts.Customers;
using Aisle.Contracts.Identity;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Database;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Customers;

/// <summary>One's own profile and address book, and areas.</summary>
public sealed class AddressTests(ShopHost shop) : IClassFixture<ShopHost>
{
    private const string Book = "/api/v1/account/addresses";

    private static readonly JsonObject _right = new()
    {
        ["name"] = "Anika Rahman", ["phone"] = "01711-000000", ["line"] = "House 12", ["country"] = "BD", ["area"] = "BD-6-47-T13", ["postcode"] = "1209", ["label"] = "Home",
    };

    private CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_address_is_kept_made_whole_changed_and_removed()
    {
        var mine = await shop.Http.TokenAsync("accountant");
        var (id, body) = (Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), _right.DeepClone().AsObject());
        body["id"] = id;
        var made = (await shop.Http.SendAsync("POST", Book, body, mine)).Is(201);
        made.Headers.Location!.ToString().ShouldBe($"{Book}/{id}");
        var address = made.Json.GetProperty("address");
        (address.GetProperty("phone").GetString(), address.GetProperty("city").GetString(), made["isDefault"]).ShouldBe(("+8801711000000", "Dhaka", "True"));
        // The same again is the same; something else under its id is refused.
        (await shop.Http.SendAsync("POST", Book, body, mine)).Is(201)["id"].ShouldBe(id.ToString());
        (await shop.Http.SendAsync("POST", Book, With(body, "line", "Other"), mine)).Is(422).Code.ShouldBe("customer.contradiction");

        var second = (await shop.Http.SendAsync("POST", Book, With(_right, "label", "Office"), mine)).Is(201);
        second["isDefault"].ShouldBe("False");
        var tag = second.Headers.ETag!.ToString();
        var moved = With(_right, "isDefault", true);
        (await shop.Http.SendAsync("PUT", $"{Book}/{second["id"]}", moved, mine)).Is(428);
        (await shop.Http.SendAsync("PUT", $"{Book}/{second["id"]}", moved, mine, ("If-Match", tag))).Is(200)["isDefault"].ShouldBe("True");
        (await shop.Http.SendAsync("PUT", $"{Book}/{second["id"]}", moved, mine, ("If-Match", tag))).Status.ShouldBeOneOf(200, 412);
        (await shop.Http.SendAsync("PUT", $"{Book}/{second["id"]}", With(moved, "line", "Third"), mine, ("If-Match", tag))).Is(412);
        var listed = (await shop.Http.SendAsync("GET", Book, token: mine)).Is(200);
        listed.Json.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("id").GetString()).ShouldBe([second["id"], id.ToString()]);
        Statements(listed).ShouldBe(1);

        (await shop.Http.SendAsync("DELETE", $"{Book}/{second["id"]}", token: mine)).Is(204);
        (await shop.Http.SendAsync("DELETE", $"{Book}/{second["id"]}", token: mine)).Is(404);
        (await shop.Http.SendAsync("GET", $"{Book}/{id}", token: mine)).Is(200)["isDefault"].ShouldBe("True");
    }

    [Fact]
    public async Task Another_persons_address_is_not_there()
    {
        var (mine, theirs) = (await shop.Http.TokenAsync("support"), await shop.Http.TokenAsync("cashier"));
        var id = (await shop.Http.SendAsync("POST", Book, _right.DeepClone(), theirs)).Is(201)["id"];
        var before = await shop.ScalarAsync<string>($"select to_jsonb(address)::text from customers.address where id = '{id}'");
        (await shop.Http.SendAsync("GET", $"{Book}/{id}", token: mine)).Is(404).Code.ShouldBe("address.unknown");
        (await shop.Http.SendAsync("PUT", $"{Book}/{id}", _right.DeepClone(), mine, ("If-Match", "\"1\""))).Is(404).Code.ShouldBe("address.unknown");
        (await shop.Http.SendAsync("DELETE", $"{Book}/{id}", token: mine)).Is(404).Code.ShouldBe("address.unknown");
        (await shop.Http.SendAsync("POST", Book, With(_right, "id", id), mine)).Is(404).Code.ShouldBe("address.unknown");
        (await shop.Http.SendAsync("GET", Book, token: mine)).Is(200).Text.ShouldNotContain(id);
        await using var scope = shop.Services.CreateAsyncScope();
        var customers = scope.ServiceProvider.GetRequiredService<ICustomers>();
        var (me, them) = (await UserAsync("support"), await UserAsync("cashier"));
        (await customers.AddressAsync(me, AddressId.From(Guid.Parse(id)), Stop)).ShouldBeNull();
        (await customers.AddressAsync(them, AddressId.From(Guid.Parse(id)), Stop)).ShouldNotBeNull();
        (await shop.ScalarAsync<string>($"select to_jsonb(address)::text from customers.address where id = '{id}'")).ShouldBe(before);
        foreach (var (method, path) in ((string, string)[])[("GET", Book), ("POST", Book), ("GET", $"{Book}/{id}"), ("PUT", $"{Book}/{id}"), ("DELETE", $"{Book}/{id}"), ("GET", "/api/v1/account/profile")])
        {
            (await shop.Http.SendAsync(method, path, method is "POST" or "PUT" ? _right.DeepClone() : null)).Is(401, path);
        }
    }

    [Theory]
    [InlineData("name", "", "address.name")]
    [InlineData("phone", "12", "address.phone")]
    [InlineData("line", "", "address.line")]
    [InlineData("country", "Bangladesh", "address.country")]
    [InlineData("area", "BD-6", "address.area")]
    [InlineData("postcode", "x", "address.postcode")]
    [InlineData("landmark", "TOOLONG", "address.landmark")]
    [InlineData("label", "TOOLONG", "text.too_long")]
    [InlineData("id", "00000000-0000-0000-0000-000000000000", "body.type")]
    public async Task A_field_that_is_wrong_is_named_and_nothing_is_kept(string field, string value, string code)
    {
        var owner = await shop.Http.TokenAsync("owner");
        var refused = (await shop.Http.SendAsync("POST", Book, With(_right, field, value.Replace("TOOLONG", new string('a', 201), StringComparison.Ordinal)), owner)).Is(400);
        refused.Codes.ShouldContain(code);
        refused.Json.GetProperty("errors").EnumerateArray().ShouldContain(error => error.GetProperty("field").GetString() == field);
        (await shop.Http.SendAsync("GET", Book, token: owner)).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_book_has_fifty_addresses_and_one_default_under_many_at_once()
    {
        var mine = await shop.Http.TokenAsync("rider");
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => shop.Http.SendAsync("POST", Book, With(With(_right, "label", $"Place {number}"), "isDefault", true), mine)));
        answers.Count(answer => answer.Status == 201).ShouldBe(50);
        answers.Where(answer => answer.Status != 201).ShouldAllBe(answer => answer.Status == 409 && answer.Code == "address.too_many");
        var user = (await UserAsync("rider")).Value;
        (await shop.ScalarAsync<long>($"select count(*) from customers.address where customer_id = '{user}'")).ShouldBe(50);
        (await shop.ScalarAsync<long>($"select count(*) from customers.address where customer_id = '{user}' and is_default")).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_personal_lies_open_in_the_database()
    {
        var mine = await shop.Http.TokenAsync("stock_clerk");
        (await shop.Http.SendAsync("POST", Book, With(_right, "line", "Secretstreet 7"), mine)).Is(201);
        var tag = (await shop.Http.SendAsync("GET", "/api/v1/account/profile", token: mine)).Is(200).Headers.ETag!.ToString();
        (await shop.Http.SendAsync("PUT", "/api/v1/account/profile", new { phone = "01998877665", taxNumber = "BIN" }, mine, ("If-Match", tag))).Is(200)["phone"].ShouldBe("+8801998877665");
        var all = await shop.ScalarAsync<string>("""
            select (select string_agg(to_jsonb(customer)::text, '') from customers.customer) || (select string_agg(to_jsonb(address)::text, '') from customers.address) || (select string_agg(to_jsonb(audit)::text, '') from platform.audit)
            """);
        all.ShouldNotContain("Secretstreet");
        all.ShouldNotContain("98877");
        (await shop.Http.SendAsync("GET", Book, token: mine)).Is(200).Text.ShouldContain("Secretstreet 7");
    }

    [Fact]
    public async Task A_profile_is_made_with_the_first_edit_and_edited_by_version()
    {
        var mine = await shop.Http.TokenAsync("admin");
        var read = (await shop.Http.SendAsync("GET", "/api/v1/account/profile", token: mine)).Is(200);
        (read["version"], read["phone"], read["name"]).ShouldBe(("0", "", "Tanvir Hasan"));
        (await shop.Http.SendAsync("PUT", "/api/v1/account/profile", new { phone = "12" }, mine, ("If-Match", "\"0\""))).Is(400).Codes.ShouldBe(["customer.phone"]);
        (await shop.Http.SendAsync("PUT", "/api/v1/account/profile", new { phone = "01811000000" }, mine)).Is(428);
        var saved = (await shop.Http.SendAsync("PUT", "/api/v1/account/profile", new { phone = "01811000000", taxNumber = "1" }, mine, ("If-Match", "\"0\""))).Is(200);
        (await shop.Http.SendAsync("PUT", "/api/v1/account/profile", new { phone = "" }, mine, ("If-Match", "\"0\""))).Is(412);
        (await shop.Http.SendAsync("PUT", "/api/v1/account/profile", new { phone = "" }, mine, ("If-Match", saved.Headers.ETag!.ToString()))).Is(200)["phone"].ShouldBe("");
    }

    [Fact]
    public async Task Other_modules_save_and_remove_addresses_in_their_own_unit_of_work()
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var (customers, work, who, id) = (scope.ServiceProvider.GetRequiredService<ICustomers>(), scope.ServiceProvider.GetRequiredService<UnitOfWork>(), await UserAsync("customer"), AddressId.From(Guid.CreateVersion7(TimeProvider.System.GetUtcNow())));
        var address = new PostalAddress("A", "01711000000", "B", "BD-1-8-110", "", "", "BD");
        var areas = customers.Areas("BD");
        address = address with { Area = areas.All.First(area => area.Name.In("en") == "Rangunia").Code };
        var count = (await customers.AddressesAsync(who, Stop)).Count;
        (await work.RunAsync<int>(async stop => (await customers.SaveAddressAsync(who, id, "Work", address, isDefault: false, stop)).IsSuccess ? Error.Conflict("test.undone", "Undone.") : 1, Stop)).IsFailure.ShouldBeTrue();
        (await customers.AddressesAsync(who, Stop)).Count.ShouldBe(count);
        (await work.RunAsync(stop => customers.SaveAddressAsync(who, id, "Work", address, isDefault: false, stop), Stop)).Value.Address.City.ShouldBe("Chattogram");
        (await work.RunAsync(stop => customers.SaveAddressAsync(who, id, "Work 2", address, isDefault: false, stop), Stop)).Value.Label.ShouldBe("Work 2");
        (await work.RunAsync(stop => customers.RemoveAddressAsync(who, id, stop), Stop)).Value.ShouldBe(1);
        (await work.RunAsync(stop => customers.RemoveAddressAsync(who, id, stop), Stop)).Value.ShouldBe(0);
        (await work.RunAsync(stop => customers.SaveAddressAsync(UserId.From(Guid.Empty), id, "", address, isDefault: false, stop), Stop)).FirstError.Code.ShouldBe("customer.unknown");
    }

    [Fact]
    public async Task Areas_are_public_and_kept_by_who_asks()
    {
        var top = await shop.Http.SendAsync("GET", "/api/v1/areas/bd");
        top.Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(8);
        top.Headers.CacheControl!.ToString().ShouldBe("public, max-age=86400");
        Statements(top).ShouldBe(0);
        (await shop.Http.SendAsync("GET", "/api/v1/areas/BD", token: null, headers: ("If-None-Match", top.Headers.ETag!.ToString()))).Status.ShouldBe(304);
        (await shop.Http.SendAsync("GET", "/api/v1/areas/BD?below=BD-6-47")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(55);
        (await shop.Http.SendAsync("GET", "/api/v1/areas/BD?below=BD-9")).Is(404).Code.ShouldBe("area.unknown");
        (await shop.Http.SendAsync("GET", "/api/v1/areas/IN")).Is(200).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await shop.Http.SendAsync("GET", "/api/v1/areas/BD?of=x")).Is(400);
    }

    private static int Statements(Answer answer) => int.Parse(answer.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture);

    private static JsonObject With(JsonObject body, string field, JsonNode value)
    {
        var changed = body.DeepClone().AsObject();
        changed[field] = value;
        return changed;
    }

    private async Task<UserId> UserAsync(string role) => UserId.From(await shop.ScalarAsync<Guid>($"select id from identity.user_account where email_folded = '{role}@demo.example'"));
}
