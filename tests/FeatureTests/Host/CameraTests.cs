using AngleSharp.Dom;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Host;

public sealed class CameraTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Theory]
    [InlineData("/admin/stock", true)]
    [InlineData("/bn/admin/stock", true)]
    [InlineData("/admin/stock/movements", true)]
    [InlineData("/admin/stock/lots", false)]
    [InlineData("/admin/users", false)]
    [InlineData("/admin", false)]
    [InlineData("/", false)]
    public async Task Only_pages_that_read_barcodes_may_use_the_camera(string path, bool may)
    {
        using var browser = new PageSession(shop.Http.BaseAddress!);
        (await browser.LoginAsync("owner")).Is(302);
        var page = (await browser.GetAsync(path)).Is(200);
        var allowed = page.Response.Headers.GetValues("Permissions-Policy").Single();
        allowed.ShouldBe($"camera=({(may ? "self" : "")}), geolocation=(), microphone=(), payment=(), usb=()");
        (page.Html.QuerySelector("input[data-camera]") is not null).ShouldBe(may, "a page has a field for the camera exactly where it may use it");
    }

    [Fact]
    public async Task Who_may_not_see_such_a_page_may_not_use_the_camera_on_the_answer_either()
    {
        using var nobody = new PageSession(shop.Http.BaseAddress!);
        (await nobody.GetAsync("/admin/stock")).Response.Headers.GetValues("Permissions-Policy").Single().ShouldStartWith("camera=(),");
    }
}
