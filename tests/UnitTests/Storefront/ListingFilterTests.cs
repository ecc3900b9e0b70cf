using Aisle.Contracts.Catalog;
using Aisle.Kernel;
using Aisle.Storefront.Features;
using Aisle.UnitTests.Kernel;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;

namespace Aisle.UnitTests.Storefront;

public sealed class ListingFilterTests
{
    private static readonly CategoryTree _tree = new([new CategoryRecord(Id<CategoryId>(1), ParentId: null, "rice", LocalText.Of(("en", "Rice")), "", "", 3, 1)]);
    private static readonly BrandList _brands = new([Brand(2, "chashi"), Brand(3, "padma")]);
    private static readonly Currency _taka = Currency.Get("BDT");

    [Fact]
    public void An_address_is_read_and_written_again()
    {
        const string Address = "?q=basmati%20%E0%A6%9A%E0%A6%BE%E0%A6%B2&category=rice&brand=chashi&brand=padma&origin=BD&origin=IN&priceFrom=99.5&priceTo=1000&sort=-price&cursor=abc";
        var filter = Read(Address);

        filter.Search.ShouldBe("basmati চাল");
        filter.Category.ShouldBe("rice");
        filter.Brands.ShouldBe(["chashi", "padma"]);
        filter.Origins.ShouldBe(["BD", "IN"]);
        (filter.PriceFrom, filter.PriceTo).ShouldBe((99.5m, 1000m));
        filter.IsNarrowed.ShouldBeTrue();
        filter.ToAddress("/search").ShouldBe("/search" + Address);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?q=&category=&brand=&origin=&priceFrom=&priceTo=&sort=&cursor=")]
    [InlineData("?q=%20%20")]
    [InlineData("?q=a&q=b")]
    [InlineData("?q=%00")]
    [InlineData("?q=a%0d%0aSet-Cookie:x")]
    [InlineData("?category=../admin&brand=nobody&brand='%3B--")]
    [InlineData("?category=RICE")]
    [InlineData("?origin=bd&origin=BGD&origin=B&origin=%E0%A6%AC%E0%A6%BE")]
    [InlineData("?priceFrom=-1&priceTo=1e9")]
    [InlineData("?priceFrom=NaN&priceTo=1,000")]
    [InlineData("?priceFrom=99999999999999999999999999999999999")]
    [InlineData("?priceFrom=%E0%A7%A7%E0%A7%A6")]
    [InlineData("?sort=price;drop")]
    [InlineData("?sort=popular")]
    [InlineData("?utm_source=mail&fbclid=1&page=7")]
    public void Whatever_an_address_says_wrongly_is_left_out(string query)
    {
        var filter = Read(query);

        filter.IsNarrowed.ShouldBeFalse();
        filter.Search.ShouldBeNull();
        filter.ToAddress("/c/rice").ShouldBe("/c/rice");
    }

    [Fact]
    public void Bounds_typed_the_wrong_way_round_are_turned()
    {
        var filter = Read("?priceFrom=500&priceTo=100");

        (filter.PriceFrom, filter.PriceTo).ShouldBe((100m, 500m));
        Read("?priceTo=100").PriceFrom.ShouldBeNull();
    }

    [Theory]
    [InlineData("?q=rice&sort=relevance", "")]
    [InlineData("?q=rice&sort=popular", "popular")]
    [InlineData("?sort=popular", "")]
    [InlineData("?sort=relevance", "relevance")]
    [InlineData("?q=rice&sort=-price", "-price")]
    public void The_usual_order_needs_no_word(string query, string sort) => Read(query).Sort.ShouldBe(sort);

    [Theory]
    [InlineData("99.5", "BDT", 9950)]
    [InlineData("99.999", "BDT", 9999)]
    [InlineData("0", "BDT", 0)]
    [InlineData("1000000000", "KWD", 1_000_000_000_000)]
    [InlineData("99.9", "JPY", 99)]
    public void Amounts_become_minor_units_of_the_currency(string amount, string currency, long minor)
    {
        var query = Read($"?priceTo={amount}").ToQuery(Currency.Get(currency), facets: true);

        query.PriceTo.ShouldBe(minor);
        query.PriceFrom.ShouldBeNull();
        query.Facets.ShouldBeTrue();
    }

    [Fact]
    public void The_question_to_the_catalogue_holds_all_of_it()
    {
        var query = Read("?q=rice&category=rice&brand=padma&origin=BD&sort=newest&cursor=abc").ToQuery(_taka, facets: false);

        (query.Search, query.Category, query.Cursor, query.Sort, query.Facets).ShouldBe(("rice", "rice", "abc", ProductSort.Newest, false));
        query.Brands.ShouldBe(["padma"]);
        query.Origins.ShouldBe(["BD"]);
        Read("").ToQuery(_taka, facets: false).Sort.ShouldBe(ProductSort.Relevance);
    }

    [Fact]
    public void A_brand_counts_once_and_more_than_twenty_are_nobodys_wish()
    {
        Read("?brand=padma&brand=padma").Brands.ShouldBe(["padma"]);
        Read("?" + string.Join('&', Enumerable.Repeat("brand=padma", 21))).Brands.ShouldBeEmpty();
        Read("?q=" + new string('a', 201)).Search.ShouldBeNull();
    }

    [Fact]
    public void Whatever_is_typed_the_address_of_what_was_read_reads_the_same() =>
        Always.Holds(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            text =>
            {
                var first = Read("?q=" + Escaped(text) + "&cursor=" + Escaped(text) + "&category=" + Escaped(text) + "&brand=chashi&brand=" + Escaped(text) + "&sort=" + Escaped(text));
                var address = first.ToAddress("/search");
                return address.All(sign => sign is > ' ' and <= '~') && Read(address["/search".Length..]).ToAddress("/search") == address;
            });

    private static string Escaped(string text) => string.Concat(System.Text.Encoding.UTF8.GetBytes(text).Select(one => $"%{one:X2}"));

    private static ListingFilter Read(string query) => ListingFilter.Read(new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request, _tree, _brands);

    private static BrandRecord Brand(int number, string slug) => new(Id<BrandId>(number), slug, LocalText.Of(("en", slug)), "BD", 1, 1);

    private static T Id<T>(int number) where T : struct, ITypedId<T> => T.From(new Guid(number, 0, 0, new byte[8]));
}
