using static Aisle.Host.Demo.PackShot;
namespace Aisle.Host.Demo;

/// <summary>Trays, crates, soft packs and whatever else is not a bag, box, bottle or can.</summary>
internal static partial class PackShotShapes
{
    private static void Tray(Pen pen)
    {
        pen.Shadow(330, 150);
        pen.Add("<path d=\"M52 120q0-18 18-18h260q18 0 18 18l-10 186q-2 20-20 20H82q-18 0-20-20z\" fill=\"#f3f4f4\" stroke=\"#d3d7da\" stroke-width=\"2\"/><path d=\"M72 120h256l-8 188H80z\" fill=\"#e3e7e9\"/>");
        pen.DefineMotif();
        pen.Use(140, 176, 104, -8);
        pen.Use(250, 172, 104, 10);
        pen.Use(196, 246, 112);
        pen.Add("<path d=\"M72 118h100L84 300z\" fill=\"#fff\" opacity=\".3\"/>");
        pen.Rect(new Box(84, 262, 232, 52), "#fffdf8", 8);
        pen.Rect(new Box(84, 262, 60, 52), pen.Primary.ToString(), 8);
        pen.Text(pen.Spec.SizeText, new Box(87, 264, 54, 48), pen.Primary.Ink(), 16, 2);
        var hasBrand = pen.Spec.BrandText.Length > 0;
        if (hasBrand)
        {
            pen.Text(pen.Spec.BrandText, new Box(150, 265, 160, 18), pen.Primary.Dark(), 14, 1, 800);
        }

        pen.Text(pen.Spec.ProductText, new Box(150, hasBrand ? 283 : 265, 160, hasBrand ? 29 : 46), Tint.Coal, 18, 2);
    }

    private static void Cup(Pen pen)
    {
        pen.Shadow(334, 92);
        pen.Body("M102 118h196l-22 200q-2 16-18 16H142q-16 0-18-16z", pen.Secondary.Mix(Tint.White, 0.86).ToString());
        pen.Add($"<path d=\"M118 262q82 26 164 0l-6 56q-2 16-18 16H142q-16 0-18-16z\" fill=\"{pen.Primary}\"/>");
        pen.Text(pen.Spec.BrandText, new Box(124, 128, 152, 28), pen.Primary.Dark(), 24, 1, 800);
        pen.DrawMotifs(200, 202, 88);
        pen.Text(pen.Spec.ProductText, new Box(132, 276, 136, 36), pen.Primary.Ink(), 19, 2);
        pen.Text(pen.Spec.SizeText, new Box(140, 313, 120, 17), pen.Primary.Ink(), 12, 1, 600);
        pen.Over("M102 118h196l-22 200q-2 16-18 16H142q-16 0-18-16z");
        pen.Add("<path d=\"M94 108q0-10 10-12q96-18 192 0q10 2 10 12v10q-106 12-212 0z\" fill=\"#dfe4e7\"/><path d=\"M104 98q96-18 192 0q-96 12-192 0z\" fill=\"#f4f6f7\"/>");
    }

    private static void Tub(Pen pen)
    {
        pen.Shadow(324, 130);
        pen.Body("M72 146h256l-20 158q-2 20-24 20H116q-22 0-24-20z");
        pen.Add($"<path d=\"M84 178q116 18 232 0l-12 98q-104 14-208 0z\" fill=\"{pen.Secondary.Mix(Tint.White, 0.86)}\"/>");
        pen.DrawMotifs(146, 228, 88);
        pen.Text(pen.Spec.BrandText, new Box(196, 190, 110, 28), pen.Primary.Dark(), 23, 1, 800);
        pen.Text(pen.Spec.ProductText, new Box(196, 218, 106, 54), pen.Primary.Dark(), 19);
        pen.Text(pen.Spec.SizeText, new Box(150, 290, 100, 22), pen.Primary.Ink(), 16, 1, 600);
        pen.Over("M72 146h256l-20 158q-2 20-24 20H116q-22 0-24-20z");
        pen.Add($"<path d=\"M62 132q0-16 14-20q124-22 248 0q14 4 14 20v14q-138 18-276 0z\" fill=\"{pen.Secondary}\"/><path d=\"M76 112q124-22 248 0q-124 18-248 0z\" fill=\"{pen.Secondary.Mix(Tint.White, 0.3)}\"/>");
    }

    private static void ClayPot(Pen pen)
    {
        pen.Shadow(332, 110);
        pen.Body("M86 142h228q18 60-10 128q-22 58-60 62h-88q-38-4-60-62q-28-68-10-128z", "#b5623a");
        pen.Add("<path d=\"M78 118h244q8 16 0 30q-122 16-244 0q-8-14 0-30z\" fill=\"#c9784c\"/><ellipse cx=\"200\" cy=\"119\" rx=\"122\" ry=\"20\" fill=\"#a3532e\"/><ellipse cx=\"200\" cy=\"121\" rx=\"110\" ry=\"15\" fill=\"#f8e8c8\"/><path d=\"M130 120q40 10 90 0\" stroke=\"#e6cfa0\" stroke-width=\"3\" fill=\"none\"/>");
        pen.Add("<path d=\"M92 164q108 14 216 0M90 310q0 0 0 0\" stroke=\"#8a4526\" stroke-width=\"2\" fill=\"none\"/>");
        var box = new Box(116, 184, 168, 116);
        pen.Rect(box, "#fff7e6", 12);
        pen.Rect(new Box(116, 184, 168, 34), pen.Primary.ToString(), 12);
        pen.Text(pen.Spec.BrandText.Length > 0 ? pen.Spec.BrandText : "Matir Hari", new Box(124, 185, 152, 32), pen.Primary.Ink(), 22, 1, 800);
        pen.Text(pen.Spec.ProductText, new Box(124, 222, 152, 54), pen.Primary.Dark(), 22);
        pen.Text(pen.Spec.SizeText, new Box(124, 277, 152, 18), pen.Primary.Dark(), 13, 1, 600);
    }

    private static void Bar(Pen pen)
    {
        pen.Shadow(286, 160);
        const string body = "M40 134h320l-9 10 9 10-9 10 9 10-9 10 9 10-9 10 9 10-9 10 9 10-9 10 9 10-9 10 9 16H40l9-10-9-10 9-10-9-10 9-10-9-10 9-10-9-10 9-10-9-10 9-10-9-10 9-10z";
        pen.Body(body, round: false);
        pen.Add($"<path d=\"M236 134h104v146H204z\" fill=\"{pen.Secondary.Mix(Tint.White, 0.84)}\"/><path d=\"M62 134v146M338 134v146\" stroke=\"#fff\" stroke-width=\"2\" opacity=\".5\"/>");
        pen.Text(pen.Spec.BrandText, new Box(70, 142, 144, 40), pen.Primary.Ink(), 28, 1, 800);
        pen.Text(pen.Spec.ProductText, new Box(70, 184, 136, 66), pen.Primary.Ink(), 23);
        pen.Text(pen.Spec.SizeText, new Box(70, 252, 130, 20), pen.Primary.Ink(), 13, 1, 600);
        pen.DrawMotifs(284, 208, 98);
        pen.Add("<path d=\"M40 140h320v20H40z\" fill=\"#fff\" opacity=\".25\"/><path d=\"M40 262h320v18H40z\" opacity=\".12\"/>");
    }

    private static void BreadBag(Pen pen)
    {
        pen.Shadow(336, 150);
        pen.Add("<path d=\"M50 190q-6-62 54-66h190q62 2 58 66l-8 116q-2 28-28 28H86q-26 0-28-28z\" fill=\"#d8954a\"/><path d=\"M66 194q-4-50 44-54h182q48 2 44 54l-6 106q-2 20-20 20H92q-18 0-20-20z\" fill=\"#f3d6a2\"/>");
        pen.Add("<path d=\"M104 126q-8 90 0 206M298 126q8 90 0 206\" stroke=\"#c98a45\" stroke-width=\"2\" fill=\"none\" opacity=\".6\"/>");
        pen.Add($"<path d=\"M104 152h194v168H104z\" fill=\"{pen.Primary}\"/><path d=\"M104 208h194v66H104z\" fill=\"#fffdf6\"/>");
        pen.Text(pen.Spec.BrandText, new Box(114, 156, 174, 48), pen.Primary.Ink(), 30, 1, 800);
        pen.DrawMotifs(142, 241, 60);
        pen.Text(pen.Spec.ProductText, new Box(178, 212, 114, 58), pen.Primary.Dark(), 21);
        pen.Text(pen.Spec.SizeText, new Box(114, 280, 174, 32), pen.Primary.Ink(), 18, 1, 600);
        pen.Add("<path d=\"M186 124q-34-44-8-62h44q26 18-8 62z\" fill=\"#fff\" opacity=\".75\"/><rect x=\"182\" y=\"108\" width=\"36\" height=\"14\" rx=\"4\" fill=\"#d9483b\"/><path d=\"M60 170q4-30 40-34q-26 70-30 160q-8-60-10-126z\" fill=\"#fff\" opacity=\".4\"/>");
    }

    private static void SoftPack(Pen pen)
    {
        pen.Shadow(344, 140);
        const string body = "M70 112q4-22 26-22h208q22 0 26 22q10 100 0 202q-4 26-28 26H98q-24 0-28-26q-10-102 0-202z";
        pen.Body(body);
        pen.Add("<path d=\"M142 92q58-50 116 0\" fill=\"none\" stroke=\"#f4f4f2\" stroke-width=\"10\"/>");
        pen.Text(pen.Spec.BrandText, new Box(84, 100, 232, 48), pen.Primary.Ink(), 34, 1, 800);
        pen.Add($"<path d=\"M66 156q134 26 268 0v118q-134 24-268 0z\" fill=\"{pen.Secondary.Mix(Tint.White, 0.84)}\"/>");
        pen.DrawMotifs(140, 218, 104);
        pen.Text(pen.Spec.ProductText, new Box(200, 178, 118, 84), pen.Primary.Dark(), 24);
        pen.Text(pen.Spec.SizeText, new Box(120, 292, 160, 36), pen.Primary.Ink(), 24, 1, 700);
    }

    private static void Roll(Pen pen)
    {
        pen.Shadow(348, 112);
        pen.Add("<path d=\"M88 102v226q112 44 224 0V102z\" fill=\"#fbfbf9\"/>");
        pen.Over("M88 102v226q112 44 224 0V102z");
        pen.Add($"<path d=\"M88 166q112 44 224 0v116q-112 44-224 0z\" fill=\"{pen.Primary}\"/><ellipse cx=\"200\" cy=\"102\" rx=\"112\" ry=\"38\" fill=\"#fff\" stroke=\"#dcdfe1\" stroke-width=\"2\"/><g fill=\"none\" stroke=\"#e6e8e9\" stroke-width=\"2\"><ellipse cx=\"200\" cy=\"102\" rx=\"86\" ry=\"29\"/><ellipse cx=\"200\" cy=\"102\" rx=\"60\" ry=\"20\"/></g><ellipse cx=\"200\" cy=\"102\" rx=\"30\" ry=\"10\" fill=\"#b99a72\"/>");
        pen.Text(pen.Spec.BrandText, new Box(108, 196, 184, 36), pen.Primary.Ink(), 28, 1, 800);
        pen.Text(pen.Spec.ProductText, new Box(112, 232, 176, 44), pen.Primary.Ink(), 20, 2);
        pen.Text(pen.Spec.SizeText, new Box(120, 278, 160, 18), pen.Primary.Ink(), 13, 1, 600);
    }

    private static void EggTray(Pen pen)
    {
        pen.Shadow(322, 150);
        pen.DefineMotif();
        pen.Add("<path d=\"M70 140h260l34 150q-164 34-328 0z\" fill=\"#b9ab97\"/>");
        for (var row = 0; row < 3; row++)
        {
            var y = 146 + (row * 44);
            var step = 50 + (row * 5);
            for (var column = 0; column < 5; column++)
            {
                var x = 200 + ((column - 2) * step);
                pen.Add($"<ellipse cx=\"{x}\" cy=\"{y + 18}\" rx=\"{step / 2}\" ry=\"13\" fill=\"#a09078\"/>");
                pen.Use(x, y, 46 + (row * 5));
            }
        }

        pen.Add("<path d=\"M36 268q164 30 328 0v28q-164 36-328 0z\" fill=\"#cbbfac\"/>");
        pen.Tag(92, 284, 216, 50);
    }

    private static void Crate(Pen pen)
    {
        pen.Shadow(338, 160);
        pen.DefineMotif();
        pen.Add("<path d=\"M50 190h300v60H50z\" fill=\"#7d5a33\"/>");
        (double X, double Y, double Turn)[] places =
        [
            (104, 172, -14), (168, 160, 10), (234, 160, -8), (298, 172, 16),
            (84, 214, 12), (142, 204, -6), (202, 198, 6), (262, 204, -12), (318, 214, 8),
        ];
        foreach (var (x, y, turn) in places)
        {
            pen.Use(x, y, 84, turn);
        }

        pen.Add("<g stroke=\"#8d6537\" stroke-width=\"1.5\"><path d=\"M40 236h320v36H40zM44 278h312v38H44z\" fill=\"#c69a5f\"/><path d=\"M40 230h20v102H40zM340 230h20v102h-20z\" fill=\"#b5864a\"/></g><path d=\"M66 246h268M66 262h200M70 290h250M90 304h230\" stroke=\"#a87c44\" stroke-width=\"1.5\" opacity=\".6\"/><g fill=\"#6d4d28\"><circle cx=\"50\" cy=\"250\" r=\"2.5\"/><circle cx=\"50\" cy=\"300\" r=\"2.5\"/><circle cx=\"350\" cy=\"250\" r=\"2.5\"/><circle cx=\"350\" cy=\"300\" r=\"2.5\"/></g>");
        pen.Tag(104, 258, 192, 50);
    }

    private static void Basket(Pen pen)
    {
        pen.Shadow(342, 140);
        pen.DefineMotif();
        pen.Add("<ellipse cx=\"200\" cy=\"214\" rx=\"146\" ry=\"34\" fill=\"#7a5426\"/>");
        (double X, double Y, double Turn)[] places =
            [(120, 184, -16), (200, 150, 4), (278, 184, 14), (90, 212, 10), (160, 198, -8), (238, 198, 10), (308, 212, -12), (200, 216, 0)];
        foreach (var (x, y, turn) in places)
        {
            pen.Use(x, y, 92, turn);
        }

        pen.Add("<path d=\"M54 214q146 56 292 0l-34 110q-112 40-224 0z\" fill=\"#d3a561\"/><g fill=\"none\" stroke=\"#a97a3a\"><path d=\"M60 236q140 52 280 0M68 262q132 48 264 0M76 288q124 46 248 0\" stroke-width=\"5\" stroke-dasharray=\"20 6\"/><path d=\"M56 216q144 56 288 0\" stroke-width=\"11\" stroke=\"#b98644\"/></g>");
        pen.Tag(108, 276, 184, 50);
    }

    private static void Ice(Pen pen)
    {
        pen.Shadow(334, 160);
        pen.DefineMotif();
        pen.Add("<path d=\"M40 186h320l-22 122q-138 26-276 0z\" fill=\"#8fa3b0\"/><ellipse cx=\"200\" cy=\"188\" rx=\"160\" ry=\"40\" fill=\"#dbeaf2\"/><g fill=\"#f4fafd\" stroke=\"#c3dbe8\" stroke-width=\"1.5\"><path d=\"M66 186l26-14 24 12-22 16zM290 184l28-12 22 14-26 14zM168 214l30-12 28 12-28 14zM110 208l22-10 22 10-20 12zM250 206l22-10 24 8-20 14z\"/></g>");
        if (IsLong(pen.Motif))
        {
            pen.Use(196, 128, 176, -6);
            pen.Use(206, 178, 190, 4);
        }
        else
        {
            pen.Use(132, 150, 122, -10);
            pen.Use(262, 146, 122, 12);
            pen.Use(198, 178, 134);
        }

        pen.Add("<g fill=\"#f7fcff\" stroke=\"#c9dfea\" stroke-width=\"1.5\" opacity=\".9\"><path d=\"M52 212l28-16 26 18-26 14zM294 214l26-18 28 14-24 18zM160 236l30-14 34 14-30 16z\"/></g><path d=\"M44 208q156 44 312 0l-18 100q-138 26-276 0z\" fill=\"#a9bcc8\"/><path d=\"M44 208q156 44 312 0l-2 14q-154 42-308 0z\" fill=\"#c5d4dd\"/>");
        pen.Tag(104, 262, 192, 48);
    }

    private static bool IsLong(string motif) => motif is "fish" or "hilsa" or "catfish" or "pomfret" or "driedfish";

    private static void LeafPlate(Pen pen)
    {
        pen.Shadow(318, 160);
        pen.Add("<path d=\"M30 250q60-120 180-126q130 0 164 90q-20 96-170 100q-120 0-174-64z\" fill=\"#5d9c46\"/><path d=\"M30 250q150-60 340-34\" stroke=\"#8cc46f\" stroke-width=\"5\" fill=\"none\"/><path d=\"M120 222l-20-44M180 208l-14-58M240 204l-2-62M300 206l10-50M110 232l-4 36M180 226l-6 66M250 220l4 82M310 220l22 54\" stroke=\"#7ab65e\" stroke-width=\"2.5\"/>");
        pen.DefineMotif();
        if (IsBig(pen.Motif))
        {
            pen.Use(200, 176, 216);
        }
        else
        {
            pen.Use(136, 180, 128, -8);
            pen.Use(266, 180, 128, 10);
            pen.Use(200, 210, 136);
        }

        pen.Tag(104, 292, 192, 48);
    }

    private static bool IsBig(string motif) =>
        motif is "jackfruit" or "watermelon" or "chicken" or "duck" or "pumpkin" or "pineapple" or "greencoconut" or "banana" or "gourd" or "mince" or "gur";

    private static void Bunch(Pen pen)
    {
        pen.Shadow(340, 100);
        pen.DefineMotif();
        pen.Use(126, 158, 142, -30);
        pen.Use(274, 158, 142, 30);
        pen.Use(160, 132, 160, -12);
        pen.Use(242, 132, 160, 14);
        pen.Use(200, 150, 176);
        pen.Add("<path d=\"M166 220q34 14 68 0l22 100q-56 24-112 0z\" fill=\"#7fae5a\"/><path d=\"M176 226l-14 94M190 228l-4 100M204 228l4 100M220 226l18 94\" stroke=\"#5f8f3f\" stroke-width=\"3\"/><path d=\"M162 236q38 16 76 0v18q-38 16-76 0z\" fill=\"#c9352f\"/>");
        pen.Tag(104, 284, 192, 48);
    }

    private static void Card(Pen pen)
    {
        pen.Shadow(358, 110);
        pen.Rect(new Box(98, 44, 204, 312), pen.Primary.ToString(), 14);
        pen.Add("<path d=\"M180 62q0-8 8-8h24q8 0 8 8t-8 8h-24q-8 0-8-8z\" fill=\"#f1efea\"/>");
        pen.Text(pen.Spec.BrandText, new Box(108, 76, 184, 42), pen.Primary.Ink(), 30, 1, 800);
        pen.Rect(new Box(114, 124, 172, 150), "#fff", 18, 0.94);
        pen.DrawMotifs(200, 199, 128);
        pen.Add("<path d=\"M126 136h60l-60 100z\" fill=\"#dfe9ee\" opacity=\".5\"/>");
        pen.Text(pen.Spec.ProductText, new Box(110, 278, 180, 48), pen.Primary.Ink(), 21, 2);
        pen.SizeChip(290, 350, pen.Secondary);
    }

    private static void Item(Pen pen)
    {
        pen.Shadow(314, 112);
        pen.DrawMotifs(200, 176, 262);
        pen.Rect(new Box(92, 326, 216, 54), "#fffdf6", 10);
        pen.Rect(new Box(92, 326, 8, 54), pen.Primary.ToString(), 4);
        var hasBrand = pen.Spec.BrandText.Length > 0;
        pen.Text(pen.Spec.BrandText, new Box(108, 329, 190, 20), pen.Primary.Dark(), 16, 1, 800);
        pen.Text(pen.Spec.ProductText, new Box(108, hasBrand ? 348 : 330, 190, hasBrand ? 30 : 46), Tint.Coal, 18, 2);
    }

    private static void SweetBox(Pen pen)
    {
        pen.Shadow(334, 150);
        pen.Add($"<path d=\"M66 130h268l26 110H40z\" fill=\"{pen.Primary.Mix(Tint.White, 0.72)}\"/>");
        pen.DefineMotif();
        pen.Add("<path d=\"M84 140h232l20 92H64z\" fill=\"#fffaf0\"/>");
        pen.Use(134, 174, 88);
        pen.Use(200, 166, 88);
        pen.Use(266, 174, 88);
        pen.Use(112, 212, 94);
        pen.Use(200, 208, 96);
        pen.Use(288, 212, 94);
        pen.Body("M40 236h320v84q0 8-8 8H48q-8 0-8-8z", round: false);
        pen.Add($"<path d=\"M40 236h320v7H40z\" fill=\"{pen.Secondary}\"/>");
        pen.Text(pen.Spec.BrandText, new Box(54, 245, 292, 32), pen.Primary.Ink(), 26, 1, 800);
        pen.Text(pen.Spec.ProductText, new Box(54, pen.Spec.BrandText.Length > 0 ? 277 : 250, 220, 44), pen.Primary.Ink(), 22, 2);
        pen.SizeChip(350, 318, pen.Secondary);
    }

    private static void HardPack(Pen pen)
    {
        pen.Shadow(350, 84);
        pen.Add($"<path d=\"M262 74l22-12v270l-22 16z\" fill=\"{pen.Primary.Mix(Tint.Coal, 0.4)}\"/><path d=\"M126 74l22-12h136l-22 12z\" fill=\"#eceae5\"/>");
        pen.Body("M126 74h136v274H126z", round: false);
        pen.Add("<path d=\"M126 74h136v136H126z\" fill=\"#4a4a46\"/><path d=\"M126 124h136\" stroke=\"#000\" opacity=\".3\" stroke-width=\"2\"/>");
        pen.DrawMotif(194, 124, 66, "cigarette");
        pen.Text("Tobacco harms you and those around you", new Box(134, 162, 120, 44), Tint.White, 13);
        pen.Text(pen.Spec.BrandText, new Box(134, 220, 120, 50), pen.Primary.Ink(), 25, 2, 800);
        pen.Text(pen.Spec.ProductText, new Box(134, 272, 120, 48), pen.Primary.Ink(), 18, 2);
        pen.Text(pen.Spec.SizeText, new Box(134, 322, 120, 18), pen.Primary.Ink(), 12, 1, 600);
    }
}
