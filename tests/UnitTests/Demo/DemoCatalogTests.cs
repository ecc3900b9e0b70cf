using Aisle.Host.Demo;

namespace Aisle.UnitTests.Demo;

public sealed class DemoCatalogTests
{
    private static readonly List<DemoProduct> Products = [.. DemoCatalog.Products()];

    private static IEnumerable<(DemoProduct Product, DemoVariant Variant)> Variants =>
        Products.SelectMany(product => product.Variants.Select(variant => (product, variant)));

    [Fact]
    public void The_shop_is_the_size_it_says() => Products.Count.ShouldBeInRange(2000, 2300);

    [Fact]
    public void Slugs_skus_and_codes_are_unique()
    {
        Repeated(Products.Select(product => product.Slug)).ShouldBeEmpty();
        Repeated(Variants.Select(row => row.Variant.Sku)).ShouldBeEmpty();
        Repeated(Variants.SelectMany(row => row.Variant.Barcodes).Select(barcode => barcode.Code)).ShouldBeEmpty();
        Repeated(Variants.Select(row => row.Variant.ItemCode).OfType<string>()).ShouldBeEmpty();
        Repeated(DemoCatalog.Categories().Select(category => category.Slug)).ShouldBeEmpty();
        Repeated(DemoCatalog.Brands().Select(brand => brand.Slug)).ShouldBeEmpty();
        Repeated(DemoCatalog.Brands().Select(brand => brand.NameEn)).ShouldBeEmpty();
    }

    [Fact]
    public void Slugs_and_skus_are_plain_ascii()
    {
        Products.Where(product => !product.Slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')).ShouldBeEmpty();
        Variants.Where(row => !row.Variant.Sku.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-')).ShouldBeEmpty();
        Variants.Max(row => row.Variant.Sku.Length).ShouldBeLessThanOrEqualTo(24);
    }

    [Fact]
    public void Barcodes_are_demonstration_gtins_with_the_right_check_digit()
    {
        foreach (var (product, variant) in Variants)
        {
            if (product.SellBy == "weight")
            {
                variant.Barcodes.ShouldBeEmpty(product.Slug);
                variant.ItemCode.ShouldNotBeNull(product.Slug);
                variant.ItemCode.Length.ShouldBe(5);
                variant.ItemCode.All(char.IsAsciiDigit).ShouldBeTrue(variant.ItemCode);
                variant.NetUnit.ShouldBe("kg");
                continue;
            }

            variant.ItemCode.ShouldBeNull();
            variant.Barcodes[0].Code.Length.ShouldBe(13);
            variant.Barcodes[0].Code.ShouldStartWith("952");
            variant.Barcodes[0].Units.ShouldBe(1m);
            foreach (var barcode in variant.Barcodes)
            {
                CheckSum(barcode.Code).ShouldBe(0, barcode.Code);
            }

            foreach (var outer in variant.Barcodes.Skip(1))
            {
                outer.Code.Length.ShouldBe(14);
                outer.Code[1..13].ShouldBe(variant.Barcodes[0].Code[..12]);
                outer.UnitCode.ShouldBeOneOf("pack", "case");
                outer.Units.ShouldBeOneOf(6m, 12m, 24m);
            }
        }
    }

    [Fact]
    public void A_code_on_a_printed_label_stays_what_it_was()
    {
        // The digits come from explicit numbers in the files; this one must never change.
        var rice = Products.Single(product => product.Slug == "dhansiri-miniket-rice");
        rice.Variants[0].Barcodes[0].Code.ShouldBe("9520013010007");
        rice.Variants[1].Sku.ShouldBe("RICE-301001-5KG");
        Products.Single(product => product.Slug == "rui-fish-1-2-kg").Variants[0].ItemCode.ShouldBe("20100");
    }

    [Fact]
    public void Every_product_lies_on_a_leaf_shelf_under_a_known_brand()
    {
        var parents = DemoCatalog.Categories().Select(category => category.ParentSlug).OfType<string>().ToHashSet();
        var leaves = DemoCatalog.Categories().Where(category => category.ParentSlug is not null).Select(category => category.Slug).ToHashSet();
        var brands = DemoCatalog.Brands().Select(brand => brand.Slug).ToHashSet();

        parents.ShouldBeSubsetOf(DemoCatalog.Categories().Where(category => category.ParentSlug is null).Select(category => category.Slug));
        Products.Where(product => !leaves.Contains(product.CategorySlug)).ShouldBeEmpty();
        Products.Where(product => product.BrandSlug is not null && !brands.Contains(product.BrandSlug)).ShouldBeEmpty();
        leaves.Except(Products.Select(product => product.CategorySlug)).ShouldBeEmpty();
        brands.Except(Products.Select(product => product.BrandSlug).OfType<string>()).ShouldBeEmpty();
    }

    [Fact]
    public void Everything_is_named_in_english_and_in_bangla()
    {
        foreach (var product in Products)
        {
            English(product.NameEn);
            English(product.DescriptionEn);
            Bangla(product.NameBn);
            Bangla(product.DescriptionBn);
            product.Keywords.ShouldNotBeNullOrWhiteSpace();
            foreach (var variant in product.Variants)
            {
                English(variant.NameEn);
                Bangla(variant.NameBn);
                variant.NameBn.Any(char.IsAsciiDigit).ShouldBeFalse(variant.NameBn);
            }
        }

        foreach (var category in DemoCatalog.Categories())
        {
            English(category.NameEn);
            Bangla(category.NameBn);
        }

        foreach (var brand in DemoCatalog.Brands())
        {
            English(brand.NameEn);
            Bangla(brand.NameBn);
        }

        static void English(string text)
        {
            text.ShouldNotBeNullOrWhiteSpace();
            text.Any(c => c is >= '\u0980' and <= '\u09FF').ShouldBeFalse(text);
            text.ShouldNotContain("{}");
        }

        static void Bangla(string text)
        {
            text.Any(c => c is >= '\u0980' and <= '\u09FF').ShouldBeTrue(text);
            text.Any(char.IsAsciiLetter).ShouldBeFalse(text);
            text.ShouldNotContain("{}");
        }
    }

    [Fact]
    public void Prices_are_whole_or_half_taka_and_a_larger_pack_never_costs_more_per_unit()
    {
        foreach (var product in Products)
        {
            product.Variants.Count.ShouldBeInRange(1, 5, product.Slug);
            var last = decimal.MaxValue;
            var lastContent = 0m;
            foreach (var variant in product.Variants)
            {
                variant.Price.ShouldBeGreaterThan(0m, variant.Sku);
                (variant.Price % (variant.Price >= 20m ? 1m : 0.5m)).ShouldBe(0m, variant.Sku);
                variant.NetUnit.ShouldBeOneOf("g", "kg", "ml", "l", "pc", "m");
                var content = variant.NetUnit is "kg" or "l" ? variant.NetContent * 1000m : variant.NetContent;
                content.ShouldBeGreaterThan(lastContent, variant.Sku);
                (variant.Price / content).ShouldBeLessThanOrEqualTo(last, variant.Sku);
                last = variant.Price / content;
                lastContent = content;
            }
        }
    }

    [Fact]
    public void Rules_of_the_counter_hold()
    {
        Products.Where(product => product.CategorySlug == "cigarettes").ShouldAllBe(product => product.MinAge == 18 && product.TaxClass == "tobacco");
        Products.Where(product => product.CategorySlug == "energy-drinks").ShouldAllBe(product => product.MinAge == 16);
        Products.ShouldAllBe(product => product.TaxClass == "zero" || product.TaxClass == "reduced" || product.TaxClass == "standard" || product.TaxClass == "tobacco");
        Products.ShouldAllBe(product => product.SellBy == "piece" || product.SellBy == "weight");
        Products.ShouldAllBe(product => product.Popularity >= 1 && product.Popularity <= 100);
        Products.ShouldAllBe(product => product.Attributes.ContainsKey("origin"));
    }

    [Fact]
    public void Synonyms_have_two_words_at_least_and_a_bangla_one()
    {
        DemoCatalog.SynonymGroups().Count.ShouldBeGreaterThanOrEqualTo(150);
        DemoCatalog.SynonymGroups().ShouldAllBe(group => group.Length >= 2);
        DemoCatalog.SynonymGroups().Where(group => !group.Any(word => word.Any(c => c is >= '\u0980' and <= '\u09FF'))).ShouldBeEmpty();
    }

    private static List<string> Repeated(IEnumerable<string> words) =>
        [.. words.GroupBy(word => word, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key)];

    /// <summary>GS1: the last digit weighs 1, the one before it 3, and so on; the sum of a valid code ends in 0.</summary>
    private static int CheckSum(string code)
    {
        var sum = 0;
        var weight = 1;
        foreach (var digit in code.Reverse())
        {
            sum += weight * int.Parse(digit.ToString(), System.Globalization.CultureInfo.InvariantCulture);
            weight = 4 - weight;
        }

        return sum % 10;
    }
}
