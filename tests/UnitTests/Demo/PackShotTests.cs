using System.Text;
using System.Xml.Linq;
using Aisle.Host.Demo;

namespace Aisle.UnitTests.Demo;

public sealed class PackShotTests
{
    private static readonly string[] Elements =
        ["svg", "title", "defs", "radialGradient", "linearGradient", "stop", "rect", "path", "circle", "ellipse", "g", "use", "text"];

    [Fact]
    public void Every_picture_is_small_self_contained_svg_without_script()
    {
        foreach (var product in DemoCatalog.Products())
        {
            var svg = PackShot.Draw(product.Picture);
            Encoding.UTF8.GetByteCount(svg).ShouldBeLessThanOrEqualTo(4096, product.Slug);
            Check(svg, product.Slug);
        }
    }

    [Fact]
    public void Every_shape_and_motif_a_product_names_exists()
    {
        PackShotMotifs.Names.Count.ShouldBeGreaterThanOrEqualTo(40);
        foreach (var product in DemoCatalog.Products())
        {
            PackShot.Shapes.ShouldContain(product.Picture.Shape);
            foreach (var motif in product.Picture.Motif.Split('+'))
            {
                PackShotMotifs.Names.ShouldContain(motif);
            }
        }

        foreach (var category in DemoCatalog.Categories())
        {
            PackShotMotifs.Names.ShouldContain(category.Icon);
        }
    }

    [Fact]
    public void Any_shape_takes_any_text()
    {
        foreach (var shape in PackShot.Shapes)
        {
            Check(PackShot.Draw(new PackShotSpec(shape, "#FFFFFF", "#000000", "A <brand> & \"co\"", "Antidisestablishmentarianistically long product name that will not fit", "1 kg", "rice+mango")), shape);
            Check(PackShot.Draw(new PackShotSpec(shape, "#336699", "#336699", "", "", "", "no such motif")), shape);
        }

        foreach (var motif in PackShotMotifs.Names)
        {
            Check(PackShot.Draw(new PackShotSpec("box", "#336699", "#FFCC00", "Brand", "Product", "1 kg", motif)), motif);
        }
    }

    [Fact]
    public void A_picture_is_the_same_every_time()
    {
        var spec = DemoCatalog.Products().First().Picture;
        PackShot.Draw(spec).ShouldBe(PackShot.Draw(spec with { }));
    }

    private static void Check(string svg, string what)
    {
        var root = XDocument.Parse(svg).Root!;
        root.Attribute("viewBox")!.Value.ShouldBe("0 0 400 400", what);
        var ids = root.DescendantsAndSelf().Attributes("id").Select(id => id.Value).ToHashSet();
        foreach (var element in root.DescendantsAndSelf())
        {
            Elements.ShouldContain(element.Name.LocalName, what);
            foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
            {
                attribute.Name.LocalName.ShouldNotStartWith("on", Case.Insensitive, what);
                attribute.Name.LocalName.ShouldNotBe("style", what);
                attribute.Value.ShouldNotContain("NaN", Case.Sensitive, what);
                if (attribute.Name.LocalName == "href")
                {
                    ids.ShouldContain(attribute.Value.TrimStart('#'), what);
                    attribute.Value.ShouldStartWith("#");
                }

                if (attribute.Value.StartsWith("url(", StringComparison.Ordinal))
                {
                    ids.ShouldContain(attribute.Value[5..^1], what);
                }
            }
        }
    }
}
