using System.Net.Http.Headers;
using Aisle.FeatureTests.Support;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>What the tests of the catalogue's pages share.</summary>
internal static class GoodsPages
{
    public static PageSession Browser(this ShopHost shop) => new(shop.Http.BaseAddress!);

    public static async Task<PageSession> LoggedInAsync(this ShopHost shop, string role)
    {
        var browser = shop.Browser();
        (await browser.LoginAsync(role)).Is(302);
        return browser;
    }

    public static async Task<string> AddProductAsync(this ShopHost shop, string sku, string status = "active") =>
        (await shop.Http.SendAsync("POST", "/api/v1/products", await shop.ProductAsync(sku, $"Thing {sku}", status), await shop.Http.TokenAsync("owner"))).Is(201)["id"];

    public static async Task<string> PackIdAsync(this ShopHost shop, string sku) =>
        (await shop.ScalarAsync<Guid>($"select pack.id from catalog.pack join catalog.variant on variant.id = variant_id where sku = '{sku}' and pack.position = 0")).ToString();

    public static Task<string> ProductNameAsync(this ShopHost shop, string id) => shop.ScalarAsync<string>($"select name ->> 'en' from catalog.product where id = '{id}'");

    public static async Task<PageAnswer> SetPriceAsync(this ShopHost shop, string product, string sku, string amount)
    {
        using var browser = await shop.LoggedInAsync("owner");
        var path = $"/admin/products/{product}/prices";
        return await browser.PostAsync(path, PageSession.With(PageSession.Fields((await browser.GetAsync(path)).Is(200), "form#set"), ("packId", await shop.PackIdAsync(sku)), ("amount", amount)));
    }

    public static async Task<PageAnswer> UploadAsync(PageSession browser, PageAnswer page, string path, params (string Name, string Type, byte[] Content)[] files)
    {
        using var form = new MultipartFormDataContent { { new StringContent(page.Html.QuerySelector<IHtmlInputElement>("main input[name=__RequestVerificationToken]")!.Value), "__RequestVerificationToken" } };
        foreach (var (name, type, content) in files)
        {
            var part = new ByteArrayContent(content);
            part.Headers.ContentType = new MediaTypeHeaderValue(type);
            form.Add(part, "files", name);
        }

        return await browser.SendAsync(HttpMethod.Post, path + "?handler=Upload", form);
    }

    public static int FileCount(this ShopHost shop) => Directory.GetFiles(shop.Cluster.Files, "*", SearchOption.AllDirectories).Length;
}
