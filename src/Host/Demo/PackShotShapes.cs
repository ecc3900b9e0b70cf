using static Aisle.Host.Demo.PackShot;

namespace Aisle.Host.Demo;

/// <summary>The packs themselves: sacks, pouches, bottles, crates, … each a method that draws with the pen it is given.</summary>
internal static partial class PackShotShapes
{
    private static readonly Dictionary<string, Action<Pen>> Drawers = new(StringComparer.Ordinal)
    {
        ["sack"] = Sack, ["bag"] = Bag, ["pouch"] = Pouch, ["sachet"] = Sachet, ["box"] = CartonBox, ["flatbox"] = FlatBox,
        ["bottle"] = Bottle, ["drink"] = DrinkBottle, ["oilbottle"] = OilBottle, ["jug"] = Jug, ["pump"] = Pump,
        ["spray"] = Trigger, ["flip"] = Flip, ["aerosol"] = Aerosol, ["jar"] = Jar, ["can"] = Can, ["tin"] = Tin,
        ["carton"] = Gable, ["brick"] = Brick, ["tube"] = Tube, ["tray"] = Tray, ["cup"] = Cup, ["tub"] = Tub,
        ["claypot"] = ClayPot, ["bar"] = Bar, ["breadbag"] = BreadBag, ["softpack"] = SoftPack, ["roll"] = Roll,
        ["eggtray"] = EggTray, ["crate"] = Crate, ["basket"] = Basket, ["ice"] = Ice, ["leafplate"] = LeafPlate,
        ["bunch"] = Bunch, ["card"] = Card, ["item"] = Item, ["sweetbox"] = SweetBox, ["hardpack"] = HardPack,
    };

    public static IReadOnlyCollection<string> Names => Drawers.Keys;

    public static void Draw(string shape, Pen pen) => (Drawers.TryGetValue(shape, out var draw) ? draw : CartonBox)(pen);

    private static void Sack(Pen pen)
    {
        pen.Shadow(362, 120);
        const string body = "M92 62q108 12 216 0q14 66 8 150q-2 76 6 142q-122 16-244 0q8-66 6-142q-6-84 8-150z";
        pen.Body(body);
        pen.Add("<path d=\"M88 42q112 12 224 0l-3 26q-109 12-218 0z\" fill=\"#f1e8d6\"/><path d=\"M94 57q106 10 212 0\" fill=\"none\" stroke=\"#a8895a\" stroke-width=\"2.5\" stroke-dasharray=\"7 5\"/>");
        pen.Front(new Box(104, 86, 192, 244));
        pen.Add("<path d=\"M102 84q10 60 3 124M299 92q-10 60-2 122\" stroke=\"#fff\" stroke-width=\"5\" fill=\"none\" opacity=\".22\" stroke-linecap=\"round\"/>");
    }

    private static void Bag(Pen pen)
    {
        pen.Shadow(360, 104);
        const string body = "M108 52h184q-6 18 4 54q10 90 0 190q-8 30-4 54H108q4-24-4-54q-10-100 0-190q10-36 4-54z";
        pen.Body(body);
        pen.Front(new Box(116, 84, 168, 240));
        pen.Add("<path d=\"M106 40h188v15H106z\" fill=\"#d7d9da\"/><path d=\"M106 345h188v15H106z\" fill=\"#c4c7c9\"/><path d=\"M106 47.5h188M106 352.5h188\" stroke=\"#fff\" stroke-width=\"9\" stroke-dasharray=\"1.5 4\" opacity=\".6\"/>");
        pen.Add("<path d=\"M118 70q-8 100 0 250l10 4q-10-120-2-250zM280 80q8 90 2 230q-8-120-2-230z\" fill=\"#fff\" opacity=\".3\"/>");
    }

    private static void Pouch(Pen pen)
    {
        pen.Shadow(358, 106);
        const string body = "M112 44q88-6 176 0l8 270q4 28-6 40q-90 12-180 0q-10-12-6-40z";
        pen.Body(body);
        pen.Add("<path d=\"M112 62q88-6 176 0M111 70q89-6 178 0\" stroke=\"#fff\" stroke-width=\"2\" fill=\"none\" opacity=\".55\"/><path d=\"M106 320q94 26 188 0l-2 30q-92 14-184 0z\" opacity=\".14\"/>");
        pen.Front(new Box(116, 82, 168, 240));
        pen.Add("<path d=\"M122 60q-8 120-6 240q8 6 10 0q-4-120 6-240z\" fill=\"#fff\" opacity=\".28\"/>");
    }

    private static void Sachet(Pen pen)
    {
        pen.Shadow(336, 92);
        const string body = "M120 70l8-6 8 6 8-6 8 6 8-6 8 6 8-6 8 6 8-6 8 6 8-6 8 6 8-6 8 6 8-6 8 6 8-6 8 6 8-6 8 6V330l-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6-8 6-8-6z";
        pen.Body(body);
        pen.Add("<path d=\"M120 84h160M120 316h160\" stroke=\"#fff\" stroke-width=\"2\" opacity=\".5\"/>");
        pen.Front(new Box(126, 94, 148, 214));
    }

    private static void CartonBox(Pen pen)
    {
        pen.Shadow(362, 118);
        var side = pen.Primary.Mix(Tint.Coal, 0.38);
        pen.Add($"<path d=\"M276 62l40 20v254l-40 24z\" fill=\"{side}\"/><path d=\"M92 62l36-18h188l-40 18z\" fill=\"{pen.Primary.Mix(Tint.White, 0.3)}\"/><path d=\"M276 62l40-18v38z\" fill=\"{pen.Primary.Mix(Tint.Coal, 0.2)}\"/><path d=\"M276 62l40-18v292l-40 24z\" fill=\"{side}\"/>");
        pen.Body("M92 62h184v298H92z", round: false);
        pen.Front(new Box(98, 74, 172, 272));
        pen.Add("<path d=\"M92 62h60L92 250z\" fill=\"#fff\" opacity=\".12\"/>");
    }

    private static void FlatBox(Pen pen)
    {
        pen.Shadow(318, 150);
        var side = pen.Primary.Mix(Tint.Coal, 0.38);
        pen.Add($"<path d=\"M60 110l26-22h272l-18 22z\" fill=\"{pen.Primary.Mix(Tint.White, 0.3)}\"/><path d=\"M340 110l18-22v206l-18 22z\" fill=\"{side}\"/>");
        pen.Body("M60 110h280v206H60z", round: false);
        if (pen.Spec.BrandText.Length > 0)
        {
            pen.Text(pen.Spec.BrandText, new Box(72, 116, 256, 38), pen.Primary.Ink(), 28, 1, 800);
        }

        pen.Add($"<path d=\"M60 158h280v158H60z\" fill=\"{pen.Secondary.Mix(Tint.White, 0.84)}\"/>");
        pen.DrawMotifs(126, 234, 112);
        pen.Text(pen.Spec.ProductText, new Box(190, 168, 138, 104), pen.Primary.Dark(), 25);
        pen.SizeChip(330, 308, pen.Primary);
        pen.Add("<path d=\"M60 110h80L60 280z\" fill=\"#fff\" opacity=\".14\"/>");
    }

    private static void Cap(Pen pen, double x, double y, double w, double h, string? paint = null)
    {
        pen.Rect(new Box(x, y, w, h), paint ?? pen.Secondary.Mix(Tint.Coal, 0.12).ToString(), 5);
        pen.Add($"<path d=\"M{x + 4:0.#} {y + (h / 2):0.#}h{w - 8:0.#}\" stroke=\"#fff\" stroke-width=\"{h - 6:0.#}\" stroke-dasharray=\"2 5\" opacity=\".28\"/>");
    }

    private static void Bottle(Pen pen)
    {
        pen.Shadow(362, 70);
        var glass = pen.Secondary.Mix(Tint.Coal, 0.12);
        pen.Body("M178 62h44v50q42 22 42 66v168q0 16-16 16h-96q-16 0-16-16V178q0-44 42-66z", glass.ToString());
        Cap(pen, 174, 36, 52, 32, pen.Primary.ToString());
        pen.Label(new Box(136, 176, 128, 152));
        pen.Add("<path d=\"M150 178v160\" stroke=\"#fff\" stroke-width=\"9\" opacity=\".3\" stroke-linecap=\"round\"/>");
    }

    private static void DrinkBottle(Pen pen)
    {
        pen.Shadow(366, 62);
        var drink = pen.Motif == "waterdrop" ? Tint.Parse("#BFE2F5") : pen.Secondary.Mix(Tint.Coal, 0.08);
        pen.Body("M182 60h36v36q36 26 38 62q-8 12 0 24v124q-8 10 0 20v24q0 14-14 16l-14-5-14 5h-28l-14-5-14 5q-14-2-14-16v-24q8-10 0-20V182q8-12 0-24q2-36 38-62z", drink.ToString());
        Cap(pen, 178, 34, 44, 28, pen.Primary.ToString());
        pen.Label(new Box(144, 176, 112, 128));
        pen.Add("<path d=\"M160 150v180\" stroke=\"#fff\" stroke-width=\"8\" opacity=\".35\" stroke-linecap=\"round\"/>");
    }

    private static void OilBottle(Pen pen)
    {
        pen.Shadow(362, 92);
        pen.Add("<path d=\"M246 96q52 6 48 60v58q-2 14-16 12\" fill=\"none\" stroke=\"#e8c24a\" stroke-width=\"20\" stroke-linecap=\"round\" opacity=\".9\"/>");
        pen.Body("M176 66h48v26q48 18 50 62v190q0 18-18 18H144q-18 0-18-18V154q2-44 50-62z", "#efc544");
        Cap(pen, 172, 38, 56, 30, pen.Primary.ToString());
        pen.Label(new Box(126, 164, 148, 166));
        pen.Add("<path d=\"M142 150v190\" stroke=\"#fff\" stroke-width=\"10\" opacity=\".35\" stroke-linecap=\"round\"/>");
    }

    private static void Jug(Pen pen)
    {
        pen.Shadow(362, 98);
        pen.Body("M162 66h60v22q66 10 70 74v180q0 20-20 20H126q-20 0-20-20V152q0-52 56-64z");
        pen.Add($"<path d=\"M232 108q40 12 40 60v52q-6 10-16 10h-12q-8 0-8-10v-70q0-16-12-24q-6-16 8-18z\" fill=\"{pen.Primary.Mix(Tint.Coal, 0.45)}\" opacity=\".75\"/>");
        Cap(pen, 158, 36, 68, 32);
        pen.Label(new Box(106, 232, 186, 108));
    }

    private static void Pump(Pen pen)
    {
        pen.Shadow(364, 78);
        pen.Add("<path d=\"M192 52h16v48h-16z\" fill=\"#dfe3e6\"/><path d=\"M150 40q4-12 20-12h40q12 0 12 12v14h-46q-12 0-18 12h-12q-2-14 4-26z\" fill=\"#f4f5f6\" stroke=\"#cdd2d6\" stroke-width=\"1.5\"/>");
        Cap(pen, 172, 84, 56, 26);
        pen.Body("M160 110h80q34 14 34 58v176q0 20-20 20H146q-20 0-20-20V168q0-44 34-58z");
        pen.Label(new Box(138, 170, 124, 168));
    }

    private static void Trigger(Pen pen)
    {
        pen.Shadow(364, 72);
        pen.Add($"<path d=\"M140 46q4-14 22-14h66q24 2 26 30l-2 24h-40q-4-18-16-18h-6q-2 28-22 34l-4-6q10-10 8-30h-32z\" fill=\"{pen.Secondary.Mix(Tint.Coal, 0.1)}\"/>");
        Cap(pen, 190, 82, 58, 24, "#f1f2f3");
        pen.Body("M190 106h58q6 40 18 64q8 20 8 60v114q0 20-20 20H146q-20 0-20-20V230q0-40 26-62q30-24 38-62z");
        pen.Label(new Box(134, 206, 132, 132));
    }

    private static void Flip(Pen pen)
    {
        pen.Shadow(362, 66);
        Cap(pen, 162, 44, 76, 38);
        pen.Body("M150 82h100q20 50 18 130q0 90-12 134q-4 16-20 16h-72q-16 0-20-16q-12-44-12-134q-2-80 18-130z");
        pen.Label(new Box(140, 132, 120, 186));
    }

    private static void Aerosol(Pen pen)
    {
        pen.Shadow(364, 58);
        pen.Body("M160 60q0-22 40-22t40 22v40h-80z", pen.Secondary.ToString());
        pen.Body("M150 104q4-10 16-10h68q12 0 16 10v248q0 12-12 12h-76q-12 0-12-12z");
        pen.Add("<path d=\"M150 104h100M150 350h100\" stroke=\"#dfe3e6\" stroke-width=\"6\"/>");
        pen.Label(new Box(150, 128, 100, 196));
    }

    private static void Jar(Pen pen)
    {
        pen.Shadow(352, 96);
        var food = pen.Secondary.Mix(Tint.Parse("#C98A3A"), 0.25);
        pen.Body("M124 110h152q20 10 20 34v178q0 30-30 30H134q-30 0-30-30V144q0-24 20-34z", food.ToString());
        Cap(pen, 116, 62, 168, 46, pen.Primary.ToString());
        pen.Rect(new Box(122, 106, 156, 8), "#fff", 3, 0.5);
        pen.Label(new Box(104, 158, 192, 160));
        pen.Add("<path d=\"M122 136v200\" stroke=\"#fff\" stroke-width=\"9\" opacity=\".38\" stroke-linecap=\"round\"/>");
    }

    private static void Can(Pen pen)
    {
        pen.Shadow(362, 66);
        pen.Body("M148 66q52-14 104 0l10 22v246l-10 24q-52 12-104 0l-10-24V88z");
        pen.Add("<path d=\"M148 66q52-14 104 0l8 18q-60-12-120 0z\" fill=\"#cfd5d9\"/><path d=\"M140 340q60 12 120 0l-8 18q-52 12-104 0z\" fill=\"#b9c0c5\"/><ellipse cx=\"200\" cy=\"64\" rx=\"46\" ry=\"7\" fill=\"#e8ecee\"/>");
        pen.Text(pen.Spec.BrandText, new Box(148, 96, 104, 40), pen.Primary.Ink(), 24, 2, 800);
        pen.Add($"<path d=\"M138 150q62-26 124-10v102q-62 20-124 6z\" fill=\"{pen.Secondary.Mix(Tint.White, 0.86)}\"/>");
        pen.DrawMotifs(200, 196, 84);
        pen.Text(pen.Spec.ProductText, new Box(146, 265, 108, 48), pen.Primary.Ink(), 20);
        pen.Text(pen.Spec.SizeText, new Box(146, 314, 108, 18), pen.Primary.Ink(), 12, 1, 600);
        pen.Over("M138 88h124v246H138z");
    }

    private static void Tin(Pen pen)
    {
        pen.Shadow(352, 100);
        pen.Body("M104 92q96 20 192 0v244q-96 22-192 0z");
        pen.Label(new Box(104, 122, 192, 196));
        pen.Over("M104 92q96 20 192 0v244q-96 22-192 0z");
        pen.Add("<path d=\"M104 88q96 20 192 0v12q-96 20-192 0zM104 326q96 22 192 0v12q-96 22-192 0z\" fill=\"#c9d0d4\"/><ellipse cx=\"200\" cy=\"87\" rx=\"96\" ry=\"17\" fill=\"#e9edef\" stroke=\"#b9c1c6\" stroke-width=\"2\"/><ellipse cx=\"200\" cy=\"87\" rx=\"80\" ry=\"12\" fill=\"none\" stroke=\"#c3cacf\" stroke-width=\"2\"/>");
    }

    private static void Gable(Pen pen)
    {
        pen.Shadow(364, 92);
        var side = pen.Primary.Mix(Tint.Coal, 0.34);
        pen.Add($"<path d=\"M262 128l34-16v236l-34 16z\" fill=\"{side}\"/><path d=\"M262 128l-14-68 30-12 18 64z\" fill=\"{pen.Primary.Mix(Tint.Coal, 0.22)}\"/><path d=\"M122 128l18-68h108l14 68z\" fill=\"{pen.Primary.Mix(Tint.White, 0.25)}\"/><path d=\"M138 36h110l30-6v20l-30 12H138z\" fill=\"{pen.Primary.Mix(Tint.White, 0.5)}\"/>");
        pen.Add($"<circle cx=\"192\" cy=\"98\" r=\"19\" fill=\"{pen.Secondary}\"/><circle cx=\"192\" cy=\"98\" r=\"13\" fill=\"none\" stroke=\"#fff\" stroke-width=\"2\" opacity=\".6\"/>");
        pen.Body("M122 128h140v236H122z", round: false);
        pen.Front(new Box(126, 138, 132, 216));
    }

    private static void Brick(Pen pen)
    {
        pen.Shadow(360, 82);
        pen.Add("<path d=\"M228 78l22-56 22 4\" fill=\"none\" stroke=\"#f4f4f2\" stroke-width=\"8\" stroke-linecap=\"round\"/>");
        pen.Add($"<path d=\"M256 84l30-14v276l-30 14z\" fill=\"{pen.Primary.Mix(Tint.Coal, 0.36)}\"/><path d=\"M124 84l30-14h132l-30 14z\" fill=\"{pen.Primary.Mix(Tint.White, 0.4)}\"/>");
        pen.Body("M124 84h132v276H124z", round: false);
        pen.Front(new Box(128, 92, 124, 258));
        pen.Add("<path d=\"M124 84h44l-44 160z\" fill=\"#fff\" opacity=\".12\"/>");
    }

    private static void Tube(Pen pen)
    {
        pen.Shadow(366, 52);
        const string body = "M140 40h120q-2 150-20 270h-80q-18-120-20-270z";
        pen.Body(body, pen.Primary.Mix(Tint.White, 0.08).ToString());
        pen.Add("<path d=\"M138 32h124v16H138z\" fill=\"#e6e9eb\"/><path d=\"M140 40h120\" stroke=\"#aab2b8\" stroke-width=\"9\" stroke-dasharray=\"1.5 4\"/>");
        Cap(pen, 162, 310, 76, 50);
        pen.Text(pen.Spec.BrandText, new Box(152, 56, 96, 34), pen.Primary.Ink(), 24, 1, 800);
        pen.Add($"<path d=\"M145 98h110l-6 92h-98z\" fill=\"{pen.Secondary.Mix(Tint.White, 0.82)}\"/>");
        pen.DrawMotifs(200, 144, 74);
        pen.Text(pen.Spec.ProductText, new Box(160, 196, 80, 74), pen.Primary.Ink(), 19, 4);
        pen.Text(pen.Spec.SizeText, new Box(160, 276, 80, 18), pen.Primary.Ink(), 12, 1, 600);
    }
}
