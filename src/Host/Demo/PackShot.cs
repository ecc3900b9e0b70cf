using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Aisle.Host.Demo;

/// <summary>
/// Draws a product's picture: one self-contained SVG of 400 × 400, a pack on a soft studio background. Presentation
/// attributes only (no style, no script, no outside reference), so it may be shown under the strictest content policy.
/// </summary>
internal static class PackShot
{
    /// <summary>A label's place on a pack.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Box(double X, double Y, double W, double H)
    {
        public double MidX => X + (W / 2);

        public double Bottom => Y + H;

        public Box Inset(double by) => new(X + by, Y + by, W - (2 * by), H - (2 * by));
    }

    public static IReadOnlyCollection<string> Shapes => PackShotShapes.Names;

    public static string Draw(PackShotSpec spec)
    {
        var pen = new Pen(spec);
        pen.Start();
        PackShotShapes.Draw(spec.Shape, pen);
        return pen.Finish();
    }

    /// <summary>The growing picture and its colours.</summary>
    internal sealed class Pen
    {
        private readonly StringBuilder _svg = new(4096);
        private readonly PackShotSpec _spec;
        private readonly uint _hash;

        public Pen(PackShotSpec spec)
        {
            _spec = spec;
            _hash = DemoText.Hash(spec.BrandText.Length > 0 ? spec.BrandText : spec.ProductText);
            Id = "p" + (DemoText.Hash(spec.ToString()) & 0xFFFFFF).ToString("x", CultureInfo.InvariantCulture);
            Primary = Tint.Parse(spec.Primary);
            Secondary = spec.Secondary == spec.Primary ? Primary.Mix(Tint.White, 0.45) : Tint.Parse(spec.Secondary);
            if (Primary.Distance(Secondary) < 60)
            {
                Secondary = Secondary.Luminance > 0.4 ? Secondary.Mix(Tint.Coal, 0.45) : Secondary.Mix(Tint.White, 0.5);
            }

            var motifs = spec.Motif.Split('+');
            Motif = motifs[0];
            SmallMotif = motifs.Length > 1 ? motifs[1] : null;
        }

        public string Id { get; }

        public Tint Primary { get; }

        public Tint Secondary { get; }

        public string Motif { get; }

        public string? SmallMotif { get; }

        public PackShotSpec Spec => _spec;

        public void Add(string svg) => _svg.Append(svg);

        public void Add(FormattableString svg) => _svg.Append(svg.ToString(CultureInfo.InvariantCulture));

        public void Start()
        {
            var glow = Tint.Parse("#F8F7F4").Mix(Secondary, 0.035);
            var edge = Tint.Parse("#E4E2DC").Mix(Primary, 0.045);
            var deep = Primary.Mix(Tint.Coal, 0.22);
            Add($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\" role=\"img\"><title>{Escape((_spec.BrandText + " " + _spec.ProductText).Trim())}</title><defs>");
            Add($"<radialGradient id=\"{Id}b\" cy=\".42\" r=\".75\"><stop stop-color=\"{glow}\"/><stop offset=\"1\" stop-color=\"{edge}\"/></radialGradient>");
            Add($"<radialGradient id=\"{Id}h\"><stop stop-color=\"#2a241d\" stop-opacity=\".34\"/><stop offset=\"1\" stop-color=\"#2a241d\" stop-opacity=\"0\"/></radialGradient>");
            Add($"<linearGradient id=\"{Id}g\" x2=\".4\" y2=\"1\"><stop stop-color=\"{Primary.Mix(Tint.White, 0.14)}\"/><stop offset=\"1\" stop-color=\"{deep}\"/></linearGradient>");
            Add($"<linearGradient id=\"{Id}c\"><stop stop-opacity=\".2\"/><stop offset=\".17\" stop-color=\"#fff\" stop-opacity=\".32\"/><stop offset=\".34\" stop-color=\"#fff\" stop-opacity=\"0\"/><stop offset=\".72\" stop-opacity=\".02\"/><stop offset=\"1\" stop-opacity=\".24\"/></linearGradient></defs>");
            Add($"<rect width=\"400\" height=\"400\" fill=\"url(#{Id}b)\"/>");
        }

        public string Finish() => _svg.Append("</svg>").ToString();

        public void Shadow(double y, double halfWidth) =>
            Add($"<ellipse cx=\"200\" cy=\"{y:0.#}\" rx=\"{halfWidth * 1.12:0.#}\" ry=\"{Math.Max(9, halfWidth * 0.12):0.#}\" fill=\"url(#{Id}h)\"/>");

        /// <summary>A body in the pack's colour (or another paint) with the light of a round thing over it.</summary>
        public void Body(string path, string? paint = null, bool round = true)
        {
            Add($"<path d=\"{path}\" fill=\"{paint ?? $"url(#{Id}g)"}\"/>");
            if (round)
            {
                Over(path);
            }
        }

        public void Over(string path) => Add($"<path d=\"{path}\" fill=\"url(#{Id}c)\"/>");

        public void Rect(Box box, string paint, double radius = 0, double opacity = 1)
        {
            var round = radius > 0 ? Invariant($" rx=\"{radius:0.#}\"") : "";
            var clear = opacity < 1 ? Invariant($" opacity=\"{opacity:0.##}\"") : "";
            Add($"<rect x=\"{box.X:0.#}\" y=\"{box.Y:0.#}\" width=\"{box.W:0.#}\" height=\"{box.H:0.#}\"{round} fill=\"{paint}\"{clear}/>");
        }

        public void DrawMotif(double x, double y, double size, string? motif = null)
        {
            Add($"<g transform=\"translate({x:0.#} {y:0.#}) scale({size / 100:0.###})\">");
            Add(PackShotMotifs.Get(motif ?? Motif, Primary.ToString(), Secondary.ToString()));
            Add("</g>");
        }

        /// <summary>The motif, with its small companion at the lower right if it has one.</summary>
        public void DrawMotifs(double x, double y, double size)
        {
            if (SmallMotif is null)
            {
                DrawMotif(x, y, size);
                return;
            }

            DrawMotif(x - (size * 0.13), y - (size * 0.04), size * 0.84);
            DrawMotif(x + (size * 0.34), y + (size * 0.22), size * 0.48, SmallMotif);
        }

        /// <summary>The motif as something to draw many times: one definition, many uses.</summary>
        public void DefineMotif()
        {
            Add($"<defs><g id=\"{Id}m\">");
            Add(PackShotMotifs.Get(Motif, Primary.ToString(), Secondary.ToString()));
            Add("</g></defs>");
        }

        public void Use(double x, double y, double size, double turn = 0)
        {
            var rotate = turn == 0 ? "" : Invariant($" rotate({turn:0.#})");
            Add($"<use href=\"#{Id}m\" transform=\"translate({x:0.#} {y:0.#}) scale({size / 100:0.##}){rotate}\"/>");
        }

        /// <summary>Text in a box: wrapped and shrunk until it fits, centred both ways. Answers the height it took.</summary>
        public double Text(string text, Box box, Tint fill, double largest, int lines = 3, int weight = 700, double smallest = 9)
        {
            if (text.Length == 0 || box.W < 12 || box.H < 8)
            {
                return 0;
            }

            var (rows, size) = TextFit.Fit(text, box.W, box.H, largest, smallest, lines);
            var height = rows.Count * size * 1.12;
            var y = box.Y + ((box.H - height) / 2) + (size * 0.9);
            Add($"<g font-family=\"Anek Bangla, Noto Sans Bengali, sans-serif\" font-weight=\"{weight}\" font-size=\"{size:0.#}\" text-anchor=\"middle\" fill=\"{fill}\">");
            foreach (var row in rows)
            {
                Add($"<text x=\"{box.MidX:0.#}\" y=\"{y:0.#}\">{Escape(row)}</text>");
                y += size * 1.12;
            }

            Add("</g>");
            return height;
        }

        /// <summary>The size in a small pill whose lower right corner is given.</summary>
        public void SizeChip(double right, double bottom, Tint paint)
        {
            if (_spec.SizeText.Length > 0)
            {
                var width = TextFit.Width(_spec.SizeText, 13) + 16;
                var box = new Box(right - width, bottom - 20, width, 20);
                Rect(box, paint.ToString(), 10);
                Text(_spec.SizeText, box, paint.Ink(), 13, 1, 600);
            }
        }

        /// <summary>The printed front of a flat pack. A brand keeps one of four layouts on all its packs.</summary>
        public void Front(Box box)
        {
            switch (_spec.BrandText.Length == 0 ? 1u : _hash % 4)
            {
                case 0:
                    FrontCard(box);
                    break;
                case 1:
                    FrontWindow(box);
                    break;
                case 2:
                    FrontSplit(box);
                    break;
                default:
                    FrontArch(box);
                    break;
            }
        }

        private void FrontCard(Box box)
        {
            var pad = box.W * 0.07;
            Text(_spec.BrandText, new Box(box.X + pad, box.Y, box.W - (2 * pad), box.H * 0.2), Primary.Ink(), 30, 2, 800);
            var card = new Box(box.X + pad, box.Y + (box.H * 0.2), box.W - (2 * pad), box.H * 0.72);
            Rect(card, "#fffdf8", 10);
            Rect(new Box(card.X, card.Y, card.W, card.H * 0.34), Secondary.ToString(), 10);
            Text(_spec.ProductText, new Box(card.X + 7, card.Y + 2, card.W - 14, (card.H * 0.34) - 4), Secondary.Ink(), 22);
            var room = Math.Min(card.W, card.H * 0.62) * 0.9;
            DrawMotifs(card.MidX, card.Y + (card.H * 0.66), room);
            SizeChip(card.X + card.W + (pad * 0.4), card.Bottom + 6, Primary.Mix(Tint.Coal, 0.35));
        }

        private void FrontWindow(Box box)
        {
            var pad = box.W * 0.07;
            var top = box.Y;
            if (_spec.BrandText.Length > 0)
            {
                var plate = new Box(box.X + pad, box.Y + 2, box.W - (2 * pad), box.H * 0.16);
                Rect(plate, Secondary.ToString(), plate.H / 2);
                Text(_spec.BrandText, new Box(plate.X + 10, plate.Y, plate.W - 20, plate.H), Secondary.Ink(), 24, 1, 800);
                top = plate.Bottom;
            }

            var bandTop = box.Y + (box.H * 0.67);
            var radius = Math.Min(box.W * 0.41, (bandTop - top) / 2 * 0.94);
            var mid = (top + bandTop) / 2;
            Add($"<circle cx=\"{box.MidX:0.#}\" cy=\"{mid:0.#}\" r=\"{radius:0.#}\" fill=\"{Primary.Mix(Tint.White, 0.86)}\"/>");
            DrawMotifs(box.MidX, mid, radius * 1.42);
            Text(_spec.ProductText, new Box(box.X + pad, bandTop, box.W - (2 * pad), box.H * 0.23), Primary.Ink(), 24);
            SizeChip(box.X + box.W - pad, box.Bottom, Secondary);
        }

        private void FrontSplit(Box box)
        {
            var half = box.Y + (box.H * 0.5);
            var paper = Secondary.Mix(Tint.White, 0.84);
            Add($"<path d=\"M{box.X:0.#} {box.Y:0.#}h{box.W:0.#}V{half:0.#}q{-box.W / 2:0.#} {box.H * 0.14:0.#} {-box.W:0.#} 0z\" fill=\"{paper}\"/>");
            Text(_spec.BrandText, new Box(box.X + 8, box.Y + 4, box.W - 16, box.H * 0.17), Primary.Dark(), 27, 2, 800);
            DrawMotifs(box.MidX, box.Y + (box.H * 0.42), Math.Min(box.W * 0.72, box.H * 0.45));
            Text(_spec.ProductText, new Box(box.X + 9, box.Y + (box.H * 0.65), box.W - 18, box.H * 0.22), Primary.Ink(), 23);
            SizeChip(box.X + box.W - 8, box.Bottom, paper);
        }

        private void FrontArch(Box box)
        {
            var pad = box.W * 0.08;
            var inner = new Box(box.X + pad, box.Y, box.W - (2 * pad), box.H * 0.9);
            var bend = inner.W / 2;
            var foot = inner.Y + (inner.H * 0.86);
            Add($"<path d=\"M{inner.X:0.#} {foot:0.#}V{inner.Y + (bend * 0.8):0.#}q0-{bend * 0.8:0.#} {bend:0.#}-{bend * 0.8:0.#}t{bend:0.#} {bend * 0.8:0.#}V{foot:0.#}z\" fill=\"#fff9ea\" stroke=\"{Secondary}\" stroke-width=\"4\"/>");
            DrawMotifs(inner.MidX, inner.Y + (inner.H * 0.29), Math.Min(inner.W * 0.66, inner.H * 0.46));
            Text(_spec.ProductText, new Box(inner.X + 8, inner.Y + (inner.H * 0.55), inner.W - 16, inner.H * 0.22), Primary.Dark(), 21);
            var band = new Box(inner.X - (pad * 0.5), inner.Y + (inner.H * 0.79), inner.W + pad, inner.H * 0.15);
            Rect(band, Secondary.ToString(), 4);
            Text(_spec.BrandText, new Box(band.X + 6, band.Y, band.W - 12, band.H), Secondary.Ink(), 22, 1, 800);
            SizeChip(box.X + box.W - pad, box.Bottom + 4, Primary.Mix(Tint.Coal, 0.4));
        }

        /// <summary>A label round a bottle, jar or can.</summary>
        public void Label(Box box)
        {
            var second = _hash % 3;
            var paper = second switch { 0 => "#fffdf6", 1 => Secondary.Mix(Tint.White, 0.82).ToString(), _ => Secondary.ToString() };
            var ink = second == 2 ? Secondary.Ink() : Primary.Dark();
            Rect(box, paper);
            var brandHeight = Math.Min(box.H * 0.2, 30);
            if (_spec.BrandText.Length > 0)
            {
                var band = second == 2 ? Primary : Secondary;
                Rect(new Box(box.X, box.Y, box.W, brandHeight), band.ToString());
                Text(_spec.BrandText, new Box(box.X + (box.W * 0.08), box.Y, box.W * 0.84, brandHeight), band.Ink(), 22, 1, 800);
            }

            var rest = new Box(box.X, box.Y + brandHeight, box.W, box.H - brandHeight);
            if (rest.H > 70)
            {
                var motif = Math.Min(rest.W * 0.78, rest.H * 0.5);
                DrawMotifs(rest.MidX, rest.Y + (motif * 0.53), motif);
                Text(_spec.ProductText, new Box(rest.X + (rest.W * 0.08), rest.Y + (motif * 1.04), rest.W * 0.84, rest.H - (motif * 1.04) - 21), ink, 20);
                Text(_spec.SizeText, new Box(rest.X, rest.Bottom - 20, rest.W, 16), ink, 12, 1, 600);
            }
            else
            {
                Text(_spec.ProductText, new Box(rest.X + (rest.W * 0.07), rest.Y + 2, rest.W * 0.86, rest.H - 18), ink, 19, 2);
                Text(_spec.SizeText, new Box(rest.X, rest.Bottom - 16, rest.W, 14), ink, 11, 1, 600);
            }
        }

        /// <summary>The little card stuck into loose goods.</summary>
        public void Tag(double x, double y, double width, double height)
        {
            var box = new Box(x, y, width, height);
            Rect(new Box(x + 2, y + 3, width, height), "#000", 6, 0.14);
            Rect(box, "#fffdf6", 6);
            Rect(new Box(x, y, 6, height), Primary.ToString(), 3);
            var words = _spec.BrandText.Length > 0 ? $"{_spec.BrandText} {_spec.ProductText}" : _spec.ProductText;
            Text(words, new Box(x + 13, y + 3, width - 20, height - 6), Tint.Coal, 19, 2);
        }
    }

    /// <summary>A colour of 8 bits a channel.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Tint(int R, int G, int B)
    {
        public static readonly Tint White = new(255, 255, 255);

        public static readonly Tint Coal = new(0x2b, 0x25, 0x20);

        public double Luminance => ((0.299 * R) + (0.587 * G) + (0.114 * B)) / 255;

        public static Tint Parse(string hex) => new(
            int.Parse(hex.AsSpan(1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse(hex.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse(hex.AsSpan(5, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));

        public Tint Mix(Tint other, double share) => new(
            (int)(R + ((other.R - R) * share)), (int)(G + ((other.G - G) * share)), (int)(B + ((other.B - B) * share)));

        public double Distance(Tint other) => Math.Abs(R - other.R) + Math.Abs(G - other.G) + Math.Abs(B - other.B);

        /// <summary>Text on this colour.</summary>
        public Tint Ink() => Luminance > 0.62 ? Mix(Tint.Coal, 0.84) : White;

        /// <summary>This colour, dark enough to be text on paper.</summary>
        public Tint Dark() => Luminance > 0.32 ? Mix(Tint.Coal, Math.Min(0.8, Luminance)) : this;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");
    }

    /// <summary>Fits text without a font at hand: widths of a wide bold sans, so that every real font is narrower.</summary>
    internal static class TextFit
    {
        public static double Width(string text, double size)
        {
            var units = 0.0;
            foreach (var c in text)
            {
                units += c switch
                {
                    'i' or 'l' or 'j' or '.' or ',' or '\'' or '’' or '|' or 'I' or ':' => 0.32,
                    ' ' or 't' or 'f' or 'r' or '-' or '(' or ')' or '/' => 0.42,
                    'm' or 'w' or 'M' or 'W' or '%' or '&' => 0.96,
                    _ when char.IsAsciiLetterUpper(c) => 0.74,
                    _ => 0.62,
                };
            }

            return units * size;
        }

        public static (List<string> Rows, double Size) Fit(
            string text, double width, double height, double largest, double smallest, int lines)
        {
            for (var size = largest; ; size -= 0.5)
            {
                var rows = Wrap(text, width, size, lines);
                if (rows is not null && rows.Count * size * 1.12 <= height)
                {
                    return (rows, size);
                }

                if (size <= smallest)
                {
                    return (Shorten(text, width, smallest, Math.Max(1, Math.Min(lines, (int)(height / (smallest * 1.12))))), smallest);
                }
            }
        }

        private static List<string>? Wrap(string text, double width, double size, int lines)
        {
            var rows = new List<string>();
            var row = "";
            foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                var longer = row.Length == 0 ? word : $"{row} {word}";
                if (Width(longer, size) <= width)
                {
                    row = longer;
                    continue;
                }

                if (row.Length == 0 || Width(word, size) > width || rows.Count + 1 >= lines)
                {
                    return null;
                }

                rows.Add(row);
                row = word;
            }

            rows.Add(row);
            return rows;
        }

        private static List<string> Shorten(string text, double width, double size, int lines)
        {
            var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (var keep = words.Length - 1; keep > 0; keep--)
            {
                if (Wrap(string.Join(' ', words[..keep]) + "…", width, size, lines) is { } rows)
                {
                    return rows;
                }
            }

            var letters = Math.Max(1, (int)(width / (0.74 * size)) - 1);
            return [words[0].Length <= letters ? words[0] : words[0][..letters] + "…"];
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
