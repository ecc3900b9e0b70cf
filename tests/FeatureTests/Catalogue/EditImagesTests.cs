using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Catalogue;

public sealed class EditImagesTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task Pictures_are_uploaded_ordered_and_removed()
    {
        var token = await shop.Http.TokenAsync("admin");
        var id = await ProductAsync("PIC-1");
        var first = await UploadAsync(id, Goods.Png(1, 100, 100), token);
        first.Is(201);
        first.Headers.ETag!.ToString().ShouldBe("\"2\"");
        var second = (await UploadAsync(id, Goods.Png(2, 10, 20), token, "image/jpeg")).Is(201);
        var (one, two) = (second.Json.GetProperty("images")[0].GetString()!, second.Json.GetProperty("images")[1].GetString()!);
        two.ShouldEndWith(".png", Case.Sensitive, "by what it is, not by what it is called");
        (await UploadAsync(id, Goods.Png(1, 100, 100), token)).Is(201).Headers.ETag!.ToString().ShouldBe("\"3\"", "it is there already");

        using var shown = await shop.Http.GetAsync($"/files/{one}", TestContext.Current.CancellationToken);
        shown.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        (await shop.JsonAsync("/api/v1/products?q=PIC-1")).GetProperty("items")[0].GetProperty("image").GetString().ShouldBe(one);

        (await shop.Http.SendAsync("PUT", $"/api/v1/products/{id}/images", new { images = new[] { two, one } }, token)).Is(428);
        (await shop.Http.SendAsync("PUT", $"/api/v1/products/{id}/images", new { images = new[] { two, two } }, token, ("If-Match", "\"3\""))).Is(400);
        (await shop.Http.SendAsync("PUT", $"/api/v1/products/{id}/images", new { images = new[] { two, one } }, token, ("If-Match", "\"3\""))).Is(200)["version"].ShouldBe("4");
        (await shop.JsonAsync("/api/v1/products?q=PIC-1")).GetProperty("items")[0].GetProperty("image").GetString().ShouldBe(two);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/products/{id}/images/{two}", token: token)).Is(200).Json.GetProperty("images").GetArrayLength().ShouldBe(1);
        (await shop.Http.SendAsync("DELETE", $"/api/v1/products/{id}/images/{two}", token: token)).Is(404);
        (await shop.ScalarAsync<long>($"select count(*) from platform.audit where action like 'catalog.image.%' and subject_id = '{id}'")).ShouldBe(4);

        var both = await Task.WhenAll(Enumerable.Range(20, 6).Select(number => UploadAsync(id, Goods.Png(number, 5, 5), token)));
        both.ShouldAllBe(answer => answer.Status == 201);
        (await shop.ScalarAsync<long>($"select count(*) from catalog.image where product_id = '{id}'")).ShouldBe(7);
    }

    [Fact]
    public async Task An_upload_that_lies_is_refused_and_nothing_is_kept()
    {
        var token = await shop.Http.TokenAsync("admin");
        var id = await ProductAsync("PIC-2");
        var before = await shop.StateAsync();
        var kept = Directory.GetFiles(shop.Cluster.Files, "*", SearchOption.AllDirectories).Length;
        byte[] program = [(byte)'M', (byte)'Z', 0x90, 0, .. Enumerable.Repeat((byte)7, 4000)];
        var bomb = Goods.Png(3, 60_000, 60_000);
        foreach (var (content, code) in ((byte[], string)[])
            [
                (program, "file.type"), ([], "file.empty"), (Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"), "file.type"),
                (Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>"), "file.type"), (Encoding.UTF8.GetBytes("<html><script>alert(1)</script>"), "file.type"),
                (bomb, "file.too_many_pixels"), ([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, .. program], "file.damaged"), ([0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0, 0, 1, 2, 3], "file.damaged"),
            ])
        {
            (await UploadAsync(id, content, token)).Is(400).Code.ShouldBe(code);
        }

        (await UploadAsync(id, Goods.Png(1, 1, 1), token, "text/html")).Is(415);
        try
        {
            (await UploadAsync(id, [.. Goods.Png(1, 1, 1), .. new byte[9 * 1024 * 1024]], token)).Status.ShouldBeOneOf(400, 413);
        }
        catch (HttpRequestException)
        {
            // The host may close the door before all of it is sent.
        }

        (await UploadAsync("0198b6a0-5c1e-7c3a-9d0e-3f1f6f6fffff", Goods.Png(9, 1, 1), token)).Is(404);
        (await UploadAsync(id, Goods.Png(9, 1, 1), token: null)).Is(401);
        foreach (var role in (string[])["manager", "stock_clerk", "customer"])
        {
            (await UploadAsync(id, Goods.Png(9, 1, 1), await shop.Http.TokenAsync(role))).Is(403);
        }

        (await shop.StateAsync()).ShouldBe(before);
        Directory.GetFiles(shop.Cluster.Files, "*", SearchOption.AllDirectories).Length.ShouldBe(kept);
    }

    [Fact]
    public async Task A_product_has_at_most_twenty_and_one_key_uploads_once()
    {
        var token = await shop.Http.TokenAsync("admin");
        var id = await ProductAsync("PIC-3");
        for (var i = 0; i < 20; i++)
        {
            (await UploadAsync(id, Goods.Png(100 + i, 5, 5), token, key: "upload-one-picture")).Status.ShouldBe(i == 0 ? 201 : 422, "another file under the same key");
            (await UploadAsync(id, Goods.Png(100 + i, 5, 5), token)).Is(201);
        }

        (await UploadAsync(id, Goods.Png(999, 5, 5), token)).Is(409).Code.ShouldBe("product.images");
    }

    private async Task<string> ProductAsync(string sku) =>
        (await shop.Http.SendAsync("POST", "/api/v1/products", await shop.ProductAsync(sku, $"Thing {sku}"), await shop.Http.TokenAsync("owner"))).Is(201)["id"];

    private async Task<Answer> UploadAsync(string id, byte[] content, string? token, string type = "image/png", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/products/{id}/images") { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await shop.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, text.Length > 0 ? JsonElement.Parse(text) : default, response.Headers, text);
    }
}
