using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;

namespace Aisle.FeatureTests.Catalogue;

/// <summary>What the tests of editing send and look at.</summary>
internal static class Goods
{
    private static int _next;

    /// <summary>A GTIN-13 that no other product has.</summary>
    public static string Code()
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"9539{Interlocked.Increment(ref _next):00000000}");
        return body + Gtin.CheckDigit(body);
    }

    /// <summary>A PNG as far as anybody looks: signature, IHDR, and something to tell it from others.</summary>
    public static byte[] Png(int number, int width, int height)
    {
        var bytes = new byte[60];
        ((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]).CopyTo(bytes);
        "IHDR"u8.CopyTo(bytes.AsSpan(12));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), height);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(40), number);
        return bytes;
    }

    /// <summary>A product as a client writes it.</summary>
    public static async Task<JsonObject> ProductAsync(this ShopHost shop, string sku, string name, string status = "active") => new()
    {
        ["name"] = new JsonObject { ["en"] = name, ["bn"] = "নতুন পণ্য" },
        ["status"] = status,
        ["categoryId"] = (await shop.ScalarAsync<Guid>("select id from catalog.category where slug = 'rice'")).ToString(),
        ["attributes"] = new JsonObject { ["origin"] = "BD" },
        ["variants"] = new JsonArray(new JsonObject
        {
            ["sku"] = sku,
            ["netContent"] = new JsonObject { ["value"] = "1", ["unit"] = "kg" },
            ["packs"] = new JsonArray(new JsonObject { ["unit"] = "pc", ["units"] = 1, ["barcodes"] = new JsonArray(Code()) }, new JsonObject { ["unit"] = "case", ["units"] = 12, ["barcodes"] = new JsonArray(Code()) }),
        }),
    };

    /// <summary>Statements of a call.</summary>
    public static int Statements(this Answer answer) => int.Parse(answer.Headers.GetValues("X-Statements").Single(), CultureInfo.InvariantCulture);

    /// <summary>The tag for If-Match.</summary>
    public static (string, string) Match(this Answer answer) => ("If-Match", answer.Headers.ETag!.ToString());

    /// <summary>Waits until something is so, as it is at once or a moment later.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> isSo, string what, int seconds = 5)
    {
        for (var i = 0; i < seconds * 40; i++)
        {
            if (await isSo())
            {
                return;
            }

            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException(what);
    }

    /// <summary>All that a refused call must leave as it is.</summary>
    public static Task<string> StateAsync(this ShopHost shop) => shop.ScalarAsync<string>("""
        select concat_ws(' ', (select count(*) from catalog.product), (select sum(version) from catalog.product), (select count(*) from catalog.variant), (select count(*) from catalog.pack),
            (select count(*) from catalog.barcode), (select count(*) || '/' || sum(version) || '/' || sum(amount_minor) || '/' || count(valid_to) from catalog.price),
            (select sum(version) || '/' || sum(position) from catalog.category), (select sum(version) from catalog.brand), (select count(*) from catalog.image), (select count(*) from catalog.import),
            (select count(*) from platform.audit where action like 'catalog.%'))
        """);
}
