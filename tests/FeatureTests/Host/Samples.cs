using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aisle.FeatureTests.Support;

namespace Aisle.FeatureTests.Host;

/// <summary>An operation of the API about something that is there.</summary>
/// <param name="Method">Method.</param>
/// <param name="Pattern">Path with its places, as in the document.</param>
/// <param name="Path">Path with ids in them.</param>
/// <param name="Schema">Schema of its JSON body; undefined where it takes none.</param>
internal sealed record Operation(string Method, string Pattern, string Path, JsonElement Schema)
{
    public bool TakesBody => Schema.ValueKind == JsonValueKind.Object;
}

/// <summary>Requests that are right, made of the API document: what is sent wrongly or by the wrong one starts from them.</summary>
internal sealed class Samples
{
    /// <summary>An id that nothing has.</summary>
    public const string Nobody = "0198b6a0-5c1e-7c3a-9d0e-3f1f6f6f0001";

    private const string OfOther = "store_id <> (select id from stores.store where code = 'S1')";

    /// <summary>What makes a sample right where the schema cannot: ids of what is there, and codes nobody has yet (with a number for N0N).</summary>
    private readonly Dictionary<string, string> _right = new(StringComparer.Ordinal)
    {
        ["id"] = "null", ["slug"] = "\"s-N0N\"", ["parentId"] = "null", ["position"] = "null", ["sku"] = "\"BAD-N0N\"", ["code"] = "\"BN0N\"", ["unit"] = "\"pc\"", ["units"] = "1", ["taxClass"] = "\"standard\"", ["barcodes"] = "[]",
        ["currency"] = "\"BDT\"", ["timeZone"] = "\"Asia/Dhaka\"", ["language"] = "\"en\"", ["email"] = "\"badN0N@example.com\"", ["status"] = "\"active\"", ["role"] = "\"cashier\"", ["permissions"] = "[\"catalog.product.read\"]",
        ["amount"] = "{\"amount\":\"10.00\",\"currency\":\"BDT\"}", ["percent"] = "5", ["from"] = "null", ["to"] = "null", ["country"] = "\"BD\"", ["phone"] = "\"\"", ["query"] = "\"q=a\"", ["list"] = "\"audit\"", ["expires"] = "null",
        ["attributes"] = "{}", ["hours"] = "[]", ["store"] = "null", ["icon"] = "null", ["color"] = "\"#d9b45b\"", ["pin"] = "\"4821\"", ["minimumAge"] = "null", ["latitude"] = "null", ["longitude"] = "null",
        ["tender"] = "\"cash\"", ["validTo"] = "null", ["expiresOn"] = "null", ["expiresAt"] = "null", ["DocumentRef.type"] = "\"sale\"", ["DocumentRef.id"] = "\"SN0N\"", ["AddLimitBody.kind"] = "\"storeCredit\"", ["IssueBody.pin"] = "null", ["TransferBody.to"] = $"\"{Nobody}\"", ["MyTransferBody.to"] = $"\"{Nobody}\"",
        ["password"] = "\"megh-brishti-rod\"", ["languages"] = "[\"en\",\"bn\"]", ["stores"] = "null",
        ["RoleBody.code"] = "\"rN0N\"", ["AddTaxClassBody.code"] = "\"tN0N\"", ["AddTaxRateBody.from"] = "\"2040-01-01\"", ["AddTaxRateBody.taxClass"] = "\"zero\"", ["PriceChangeBody.from"] = "\"2041-01-01T00:00:00Z\"",
        ["date"] = $"\"{_today}\"", ["EntryDocumentBody.type"] = "\"external\"", ["EntryDocumentBody.id"] = "\"1\"", ["legs"] = "null", ["facts"] = "null", ["EntryBody.rule"] = "null", ["EntryBody.kind"] = "null", ["DraftBody.kind"] = "null", ["corrects"] = "null", ["reverses"] = "null", ["attachments"] = "[]", ["series"] = "\"JV\"",
        ["debit"] = "\"1110\"", ["credit"] = "\"4110\"", ["debitSub"] = "null", ["creditSub"] = "null", ["NewAccountBody.parent"] = "\"1100\"", ["NewAccountBody.roles"] = "null", ["AccountBody.roles"] = "null", ["dimensions"] = "null", ["PendingBody.expiresAt"] = $"\"{_today.AddDays(30)}T00:00:00Z\"",
        ["RuleBody.rule"] = Rule,
        ["AddLocationBody.position"] = "1", ["LocationBody.position"] = "1", ["AddLocationBody.code"] = "\"BIN-N0N\"", ["ReserveBody.expiresAt"] = "null", ["lowAt"] = "null", ["ReserveLine.quantity"] = "{\"value\":\"1\",\"unit\":\"pc\"}",
        // What staff do to the stock; the item is looked up.
        ["pack"] = "null", ["lot"] = "null", ["lotCode"] = "null", ["location"] = "null", ["unitCost"] = "null", ["CountBody.category"] = "null", ["CountBody.items"] = "null", ["sentAt"] = "null", ["Quantity.value"] = "\"1\"", ["Quantity.unit"] = "\"pc\"", ["ArrivedBody.quantity"] = "{\"value\":\"1\",\"unit\":\"pc\"}", ["ScanBody.quantity"] = "{\"value\":\"1\",\"unit\":\"pc\"}", ["StockLineBody.quantity"] = "{\"value\":\"1\",\"unit\":\"pc\"}", ["MoveLineBody.quantity"] = "{\"value\":\"1\",\"unit\":\"pc\"}", ["AdjustmentLineBody.quantity"] = "{\"value\":\"1\",\"unit\":\"pc\"}",
        ["AdjustmentBody.reason"] = "\"found\"", ["MoveBody.kind"] = "\"quarantine\"", ["CountBody.scope"] = "\"all\"", ["CountBody.tolerance"] = "1", ["ScanBody.id"] = $"\"{Nobody}\"", ["ScanBody.at"] = $"\"{_today.AddDays(-1)}T00:00:00Z\"",
        ["ReorderBody.id"] = "null", ["ReorderLineBody.packs"] = "1",
        ["supplierNumber"] = "\"P-N0N\"", ["billedOn"] = $"\"{_today}\"", ["OrderLineBody.packs"] = "2", ["expectedOn"] = "null", ["dueOn"] = "null", ["ReceiveLineBody.lot"] = "null", ["ReceiveLineBody.line"] = "null", ["ReturnLineBody.lot"] = "null", ["returnId"] = "null", ["PaymentBody.tender"] = "\"bank\"", ["SupplierBody.email"] = "\"\"", ["SupplierItemBody.packId"] = "null",
        ["groupId"] = "null", ["PriceBody.fromQuantity"] = "0", ["BenefitRule.kind"] = "\"percentOff\"", ["BenefitRule.percent"] = "5", ["BenefitRule.amount"] = "null", ["BenefitRule.price"] = "null", ["BenefitRule.count"] = "null",
        ["BenefitRule.reduced"] = "null", ["BenefitRule.buy"] = "null", ["BenefitRule.get"] = "null", ["BenefitRule.sameItem"] = "null", ["BenefitRule.getGoods"] = "null", ["BenefitRule.parts"] = "null", ["GoodsRule.variants"] = "[]",
        ["GoodsRule.categories"] = "[]", ["GoodsRule.brands"] = "[]", ["GoodsRule.exceptVariants"] = "[]", ["GoodsRule.exceptCategories"] = "[]", ["TermsRule.groups"] = "[]", ["TermsRule.hours"] = "[{\"from\":\"09:00:00\",\"to\":\"12:00:00\",\"days\":[\"friday\"]}]",
        ["MinimumRule.spend"] = "{\"amount\":\"10.00\",\"currency\":\"BDT\"}", ["PromotionBody.needsCoupon"] = "true", ["CouponsBody.code"] = "\"C-N0N\"", ["CouponsBody.count"] = "null", ["CouponsBody.prefix"] = "null", ["PromotionPreviewBody.promotionId"] = "null",
        ["PromotionPreviewBody.draft"] = "null", ["PromotionPreviewBody.groups"] = "null", ["PromotionPreviewBody.coupons"] = "null", ["PromotionPreviewBody.at"] = "null",
        ["BackTestBody.promotionId"] = "null", ["BackTestBody.from"] = "\"2030-01-01\"", ["BackTestBody.to"] = "\"2030-01-02\"", ["BackTestBody.draft"] = """{"name":{"en":"Sample"},"benefit":{"kind":"percentOff","percent":5}}""",
        ["areas"] = "[\"BD-6-47-365\"]", ["freeFrom"] = "null", ["ZoneBody.position"] = "1", ["days"] = "[\"monday\"]", ["zoneId"] = "null", ["planId"] = "null", ["PlanBody.from"] = "\"09:00:00\"", ["PlanBody.to"] = "\"12:00:00\"", ["ExceptionBody.day"] = $"\"{_today.AddDays(30)}\"",
        ["MyAddressBody.phone"] = "\"01711000000\"", ["MyAddressBody.area"] = "\"BD-6-47-T13\"", ["MyAddressBody.postcode"] = "\"1209\"", ["orderBlock"] = "null", ["cashBlock"] = "null", ["groups"] = "[]", ["add"] = $"[\"{Nobody}\"]", ["remove"] = "[]", ["ZoneBody.minimumOrder"] = "null",
        ["SupplierBody.minimumOrder"] = "null", ["ReceiveBody.rate"] = "null", ["ReceiptBody.rate"] = "null", ["BillBody.rate"] = "null", ["CreditBody.rate"] = "null", ["ReturnBody.rate"] = "null", ["PaymentBody.rate"] = "null", ["OrderLineBody.taxClass"] = "null", ["CostBody.kind"] = "\"freight\"", ["CostBody.spread"] = "\"hand\"",
        ["EditOrder.delivery"] = "null", ["PayOrder.id"] = $"\"{Nobody}\"", ["PlaceOrder.id"] = $"\"{Nobody}\"", ["AskReturn.id"] = $"\"{Nobody}\"", ["AllowanceBody.id"] = $"\"{Nobody}\"", ["PackOrderBody.id"] = $"\"{Nobody}\"", ["DeliverBody.id"] = $"\"{Nobody}\"", ["PickBody.id"] = $"\"{Nobody}\"",
        ["RefundBody.to"] = "\"origin\"", ["DecideBody.decision"] = "\"dismiss\"", ["RefundDecisionBody.decision"] = "\"retry\"", ["RefundDecisionBody.method"] = "null",
    };

    /// <summary>A posting rule of its own, which is taken once and known from then on.</summary>
    private const string Rule = """
        {"document":"sampled","version":1,"validFrom":"2040-01-01","series":"SP","name":{"en":"Sample","bn":"নমুনা"},"memo":"Sample","facts":[{"name":"amount","kind":"money"}],
         "lines":[{"debit":"cash","credit":"sales","amount":"amount","why":{"en":"Because.","bn":"কারণ।"}}],"examples":[{"name":"One","facts":{"amount":"1.00 BDT"},"lines":[{"debit":"cash","credit":"sales","amount":"1.00 BDT"}]}]}
        """;

    private static readonly Kernel.BusinessDate _today = Kernel.BusinessDate.Of(TimeProvider.System.GetUtcNow(), TimeZoneInfo.Utc, TimeOnly.MinValue);

    /// <summary>Ids by the beginning of the path they stand in.</summary>
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tags = new(StringComparer.Ordinal);
    private readonly JsonElement _document;
    private int _number;

    private Samples(JsonElement document) => _document = document;

    /// <summary>Every operation.</summary>
    public IEnumerable<Operation> Operations => OpenApiTests.Operations(_document).Select(operation => new Operation(
        operation.Method, operation.Path, Fill(operation.Path),
        operation.Operation.TryGetProperty("requestBody", out var body) && body.GetProperty("content").TryGetProperty("application/json", out var json) ? json.GetProperty("schema") : default));

    /// <summary>Looks up what is there to be edited: of the things in stores, those of another store than S1.</summary>
    public static async Task<Samples> OfAsync(ShopHost shop)
    {
        var samples = new Samples(await shop.JsonAsync("/api/openapi.json"));
        foreach (var (field, table, condition) in ((string, string, string)[])
                 [("categoryId", "catalog.category", "slug = 'rice'"), ("brandId", "catalog.brand", "true"), ("packId", "catalog.pack", "true"), ("storeId", "stores.store", "code = 'S1'"), ("variantId", "catalog.variant", "true")])
        {
            samples._right[field] = $"\"{await shop.ScalarAsync<Guid>($"select id from {table} where {condition} limit 1")}\"";
        }

        var variant = await shop.ScalarAsync<Guid>("select variant.id from catalog.variant join catalog.product on product.id = product_id where sell_by = 'piece' and status = 'active' and not archived order by product.created_at, sku limit 1");
        samples._right["variantId"] = $"\"{variant}\"";
        samples.Know("inventory/items", variant.ToString(), "\"1\"");
        samples.Know("inventory/policies", samples._right["categoryId"].Trim('"'), "\"0\"");
        samples._right["item"] = $"\"{await shop.ScalarAsync<Guid>("select variant.id from catalog.variant join catalog.product on product.id = product_id where sell_by = 'piece' and status = 'active' order by product.created_at, sku limit 1")}\"";
        samples.Know("letters", "placed.en", "\"0\"");
        samples._right["fromStoreId"] = samples._right["storeId"];
        samples._right["toStoreId"] = $"\"{await shop.ScalarAsync<Guid>("select id from stores.store where code <> 'S1' order by code desc limit 1")}\"";
        var customer = await shop.ScalarAsync<Guid>("select id from identity.user_account where email_folded = 'support@demo.example'");
        samples._right["customerId"] = $"\"{customer}\"";
        samples._right["add"] = $"[\"{customer}\"]";
        foreach (var (path, table, condition) in ((string, string, string)[])
                 [("products", "catalog.product", "true"), ("categories", "catalog.category", "slug <> 'rice'"), ("brands", "catalog.brand", "true"), ("stores", "stores.store", "code <> 'S1'"), ("users", "identity.user_account", "email_folded = 'support@demo.example'"), ("promotions", "catalog.promotion", "needs_coupon"),
                  ("wallets", "wallets.wallet", "kind = 'wallet'"), ("gift-cards", "wallets.wallet", "kind = 'gift_card'"), ("wallet-limits", "wallets.limit", "level = 'full'"),
                  ("customers", "customers.customer", "true"), ("customer-groups", "customers.customer_group", "code = 'wholesale'"), ("delivery/zones", "delivery.zone", OfOther), ("delivery/plans", "delivery.plan", OfOther), ("delivery/slots", "delivery.slot", OfOther)])
        {
            // What another test of the class has removed is nobody's.
            if (await shop.ScalarAsync<long>($"select count(*) from {table} where {condition}") == 0)
            {
                continue;
            }

            // Not the newest, which the body may name.
            var id = await shop.ScalarAsync<Guid>($"select id from {table} where {condition} order by id desc limit 1");
            var version = await shop.ScalarAsync<int>($"select version from {table} where id = '{id}'");
            samples.Know(path, id.ToString(), string.Create(CultureInfo.InvariantCulture, $"\"{version}\""));
        }

        return samples;
    }

    /// <summary>From now on the paths below <c>/api/v1/{start}/</c> are about this thing.</summary>
    public void Know(string start, string id, string tag)
    {
        _ids[$"/api/v1/{start}/"] = id;
        _tags[$"/api/v1/{start}/{id}"] = tag;
    }

    /// <summary>From now on bodies name this store.</summary>
    public void NameStore(Guid id) => _right["storeId"] = _right["store"] = _right["fromStoreId"] = $"\"{id}\"";

    /// <summary>From now on bodies name this supplier.</summary>
    public void NameSupplier(string id) => _right["supplierId"] = $"\"{id}\"";

    /// <summary>The version a path is at, as it is known: 1 where nothing is.</summary>
    public string TagOf(string path) => _tags.FirstOrDefault(tag => path.StartsWith(tag.Key, StringComparison.Ordinal)).Value ?? "\"1\"";

    /// <summary>Notes the version that an answer named.</summary>
    public void Learn(string path, string tag) => _tags[_tags.Keys.FirstOrDefault(known => path.StartsWith(known, StringComparison.Ordinal)) ?? path] = tag;

    /// <summary>A body that fits.</summary>
    public JsonObject BodyOf(Operation operation) => Sample(operation.Schema, depth: 0)!.AsObject();

    /// <summary>With a number of its own in the place of every N0N, so that no code is taken twice.</summary>
    public string Numbered(string text) => text.Replace("N0N", (++_number).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private string Fill(string path)
    {
        var id = _ids.FirstOrDefault(real => path.StartsWith(real.Key, StringComparison.Ordinal)).Value ?? Nobody;
        return string.Join('/', path.Split('/').Select(part => part switch
        {
            "{id}" or "{variant}" or "{category}" => id, "{code}" when path.StartsWith("/api/v1/ledger/", StringComparison.Ordinal) => "1110", "{document}" => "sale", "{code}" or "{taxClass}" => "standard", "{from}" => "2030-01-01", "{key}" => _ids.GetValueOrDefault("/api/v1/settings/", "no.such.setting"), "{name}" => "identity.forget_old", "{file}" => "none.png", _ => part,
        }));
    }

    /// <summary>A body that fits the schema, with what the document gives as examples.</summary>
    private JsonNode? Sample(JsonElement schema, int depth, string name = "")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            name = reference.GetString()!.Split('/')[^1];
            return Sample(_document.GetProperty("components").GetProperty("schemas").GetProperty(name), depth, name);
        }

        foreach (var choice in (string[])["oneOf", "anyOf"])
        {
            if (schema.TryGetProperty(choice, out var choices))
            {
                return Sample(choices.EnumerateArray().First(one => !(one.TryGetProperty("type", out var kind) && kind.ValueKind == JsonValueKind.String && kind.GetString() == "null")), depth);
            }
        }

        if (schema.TryGetProperty("examples", out var examples))
        {
            return JsonNode.Parse(examples[0].GetRawText());
        }

        if (schema.TryGetProperty("enum", out var words))
        {
            return JsonNode.Parse(words.EnumerateArray().First(word => word.ValueKind != JsonValueKind.Null).GetRawText());
        }

        var type = !schema.TryGetProperty("type", out var types) ? "object" : types.ValueKind == JsonValueKind.String ? types.GetString() : types.EnumerateArray().Select(one => one.GetString()).First(one => one != "null");
        var format = schema.TryGetProperty("format", out var form) ? form.GetString() : "";
        return type switch
        {
            "object" => schema.TryGetProperty("properties", out var properties) && depth < 9
                ? new JsonObject(properties.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, (_right.TryGetValue($"{name}.{property.Name}", out var right) || _right.TryGetValue(property.Name, out right)) ? JsonNode.Parse(right) : Sample(property.Value, depth + 1))))
                : new JsonObject { ["en"] = "Sample" },
            "array" => new JsonArray(Sample(schema.GetProperty("items"), depth + 1)),
            "boolean" => JsonValue.Create(value: false),
            "integer" or "number" => JsonValue.Create(1),
            _ => format switch { "uuid" => Nobody, "date" => "2030-01-01", "date-time" => "2030-01-01T00:00:00Z", "time" => "09:00:00", _ => "sample" },
        };
    }
}
