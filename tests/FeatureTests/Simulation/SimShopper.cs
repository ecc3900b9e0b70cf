using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aisle.FeatureTests.Orders;
using Aisle.FeatureTests.Support;
using Aisle.Sandbox.Pages;

namespace Aisle.FeatureTests.Simulation;

/// <summary>What shoppers were told, and what they should not have been.</summary>
internal sealed class Told
{
    public ConcurrentDictionary<Guid, ShopperPlan> Placed { get; } = new();

    public ConcurrentDictionary<Guid, byte> Asked { get; } = new();

    /// <summary>Answers by what was asked and how it was answered.</summary>
    public ConcurrentDictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Wrong { get; } = new();

    public void Count(string what) => Counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}

/// <summary>
/// Carries out one plan over HTTP as a browser and the shop's staff would. Where the shop is killed under it, it asks again in the same words as soon as it
/// is up: nothing that was done may be done twice by that.
/// </summary>
internal sealed partial class SimShopper(World world, ShopperPlan plan, int seat, Logins logins, Told told)
{
    /// <summary>Refusals that a shopper may run into; any other one is a fault.</summary>
    private static readonly HashSet<string> _refusals = new(StringComparer.Ordinal)
    {
        "cart.empty", "cart.not_sold", "cart.no_slot", "cart.no_address", "cart.slot_gone", "slot.full", "slot.closed", "cart.minimum", "order.short", "order.quote_changed", "order.cart_changed", "order.not_due", "order.state", "order.nothing_picked", "payment.open", "payment.in_hand", "payment.unsure", "payment.closed",
        "payment.nothing_due", "payment.busy", "payment.account", "payment.no_answer", "payment.broken", "payment.unreadable", "wallet.insufficient", "wallet.limit_transaction", "wallet.limit_day_out", "payment.too_small", "payment.too_large",
        "wave.unknown", "return.late", "return.more", "return.state", "request.conflict", "payment.state", "payment.too_much", "coupon.used_up", "promotion.used_up", "order.changed", "order.money_going", "coupon.over", "payment.refund_more",
    };

    private readonly Guid _order = Id(plan, "order");
    private string _cart = "";
    private string _token = "";

    public async Task RunAsync()
    {
        foreach (var fault in plan.Faults)
        {
            world.Faults.Add(fault.Provider, fault.Operation, fault.Kind, fault.Value, 1);
        }

        if (await PlaceAsync() is not { } placed)
        {
            return;
        }

        told.Placed[_order] = plan;
        _token = placed["token"];
        if (plan.Cancel == CancelTime.BeforePaying)
        {
            await CancelAsync();
        }

        await PayAsync();
        foreach (var fault in plan.LaterFaults)
        {
            world.Faults.Add(fault.Provider, fault.Operation, fault.Kind, fault.Value, 1);
        }

        if (plan.Cancel == CancelTime.AfterPaying)
        {
            await CancelAsync();
        }

        await EditAsync();
        await GiveBackAsync();
        if (plan.IsFulfilled && await StateAsync() is "paid" or "confirmed")
        {
            await FulfilAsync();
        }
    }

    private async Task<Answer?> PlaceAsync()
    {
        if (plan.IsCustomer)
        {
            // What somebody left in the cart before, because the shop was short of it.
            foreach (var left in (await CallAsync("GET", "/cart")).Json.GetProperty("lines").EnumerateArray())
            {
                await CallAsync("POST", "/cart/set", new { packId = left.GetProperty("packId").GetGuid(), quantity = 0 });
            }
        }

        foreach (var line in plan.Lines)
        {
            await CallAsync("POST", "/cart/set", new { packId = world.Goods[line.Goods].Pack, quantity = line.Quantity });
        }

        await ChooseDeliveryAsync();
        if (plan.HasCoupon)
        {
            await CallAsync("POST", "/cart/coupons", new { code = World.Coupon });
        }

        for (var tries = 0; tries < 3; tries++)
        {
            var cart = await CallAsync("GET", "/cart");
            if (cart.Status != 200 || cart.Json.GetProperty("lines").GetArrayLength() == 0)
            {
                told.Count($"cart of a {(plan.IsCustomer ? "customer" : "guest")} came to nothing");
                return null;
            }

            told.Asked[_order] = 0;
            var body = new
            {
                id = _order, quoteHash = cart.Json.GetProperty("quoteHash").GetString(), contact = new { name = $"Shopper {plan.Number}", phone = "01711000000", email = plan.Number % 2 == 0 ? "nusrat@example.com" : null }, method = plan.Method, isOfAge = true,
            };
            var answers = await Task.WhenAll(Enumerable.Range(0, plan.SendsTwice ? 3 : 1).Select(_ => CallAsync("POST", "/orders/checkout", body)));
            if (answers.FirstOrDefault(answer => answer.Status == 201) is { } placed)
            {
                if (answers.Any(answer => answer.Status != 201))
                {
                    told.Wrong.Enqueue($"{plan}: the same checkout was answered {string.Join(", ", answers.Select(answer => $"{answer.Status} {answer.Code}"))}");
                }

                return placed;
            }

            if (answers[0].Code is not ("order.quote_changed" or "order.short" or "order.cart_changed" or "request.conflict" or "coupon.used_up" or "promotion.used_up"))
            {
                return null;
            }

            if (answers[0].Code == "order.short")
            {
                // Takes what is short out and tries again.
                foreach (var line in cart.Json.GetProperty("lines").EnumerateArray().Where(line => plan.Lines.Any(one => world.Goods[one.Goods].Pack == line.GetProperty("packId").GetGuid() && world.Goods[one.Goods].IsScarce)))
                {
                    await CallAsync("POST", "/cart/set", new { packId = line.GetProperty("packId").GetGuid(), quantity = 0 });
                }
            }
        }

        return null;
    }

    /// <summary>To the country at any time, into the town at a time of which there is little left.</summary>
    private async Task ChooseDeliveryAsync()
    {
        var isInTown = plan.IsDelivered && plan.Method != "cod";
        var area = isInTown ? "BD-6-47-T13" : OrdersLab.Area;
        Guid? slot = null;
        if (isInTown)
        {
            var zone = (await CallAsync("GET", $"/delivery/zones?area={area}")).Json.GetProperty("items")[0];
            var slots = (await CallAsync("GET", $"/delivery/slots?zone={zone.GetProperty("id").GetGuid()}")).Json.GetProperty("items").EnumerateArray().Where(one => one.GetProperty("left").GetInt32() > 0).ToList();
            slot = slots.Count > 0 ? slots[plan.Number % Math.Min(3, slots.Count)].GetProperty("id").GetGuid() : null;
        }

        await CallAsync("POST", "/cart/delivery", plan.IsDelivered
            ? new { kind = "delivery", slotId = slot, address = new { name = "Nusrat Jahan", phone = "01711000000", line = "House 7, Road 3", area, city = "", postcode = "", country = "BD" } } : (object)new { kind = "pickup", storeId = world.Store.Value });
    }

    private async Task PayAsync()
    {
        if (plan.Method is "cod" or "cash" or "wallet")
        {
            var begun = await BeginAsync(plan.Method, 0);
            if (begun.Status == 200 || plan.Method != "wallet")
            {
                if (plan.Cancel == CancelTime.WhilePaying)
                {
                    await CancelAsync();
                }

                // A wallet with too little has paid a part.
                if (plan.Method != "wallet" || await StateAsync() != "awaitingPayment")
                {
                    return;
                }
            }

            await AtProviderAsync(plan.OtherMethod, Temper.Pays, 10);
            return;
        }

        await AtProviderAsync(plan.Method, plan.Temper, 20);
        if (plan.Temper is Temper.Cancels or Temper.Fails)
        {
            await AtProviderAsync(plan.OtherMethod, Temper.Pays, 40);
        }
    }

    private async Task AtProviderAsync(string method, Temper temper, int salt)
    {
        if (await SentToAsync(method, salt) is not { } page)
        {
            return;
        }

        switch (temper)
        {
            case Temper.Leaves:
                return;
            case Temper.Cancels or Temper.Fails:
                await ReturnAsync(await DecideAsync(method, page, temper == Temper.Cancels ? "cancel" : "fail"));
                return;
            case Temper.ComesLate:
                await Task.Delay(TimeSpan.FromSeconds(plan.Number % 2 == 0 ? 5 : 12), World.Stop);
                break;
        }

        if (temper == Temper.TwoTabs && await SentToAsync(plan.OtherMethod, salt + 10) is { } other)
        {
            var backs = await Task.WhenAll(DecideAsync(method, page, "pay"), DecideAsync(plan.OtherMethod, other, "pay"));
            await Task.WhenAll(backs.Select(ReturnAsync));
            return;
        }

        var back = await DecideAsync(method, page, "pay");
        if (temper != Temper.ClosesTheBrowser)
        {
            await Task.WhenAll([.. Enumerable.Range(0, temper == Temper.Reloads ? 3 : 1).Select(_ => ReturnAsync(back)), plan.Cancel == CancelTime.WhilePaying ? CancelAsync() : Task.CompletedTask]);
        }
    }

    /// <summary>Begins to pay, again where a provider does not answer; null where that leads nowhere.</summary>
    private async Task<Uri?> SentToAsync(string method, int salt)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            var step = await BeginAsync(method, salt + tries);
            if (step.Status == 200 && step.Json.TryGetProperty("sendTo", out var to) && to.ValueKind == JsonValueKind.String)
            {
                return new Uri(to.GetString()!);
            }

            if (step.Code is "order.not_due" or "payment.closed" or "payment.nothing_due" or "payment.unsure" or "payment.too_small" or "payment.too_large")
            {
                return null;
            }

            await Task.Delay(100, World.Stop);
        }

        return null;
    }

    private Task<Answer> BeginAsync(string method, int salt) => CallAsync("POST", $"/orders/{_order}/payments", new { id = Id(plan, "attempt" + salt), method });

    /// <summary>Presses a button on the page of a provider; the answer is how the browser comes back.</summary>
    private async Task<(string Address, List<KeyValuePair<string, string>>? Form)?> DecideAsync(string method, Uri page, string act)
    {
        List<KeyValuePair<string, string>> typed =
        [
            new("wallet", plan.Number % 23 == 0 ? WalletRules.Poor : WalletRules.Good), new("otp", WalletRules.Otp), new("pin", WalletRules.Pin), new("number", method == "stripe" ? "4242424242424242" : "4111111111111111"), new("expiry", "12/40"),
            new("cvc", "123"), new("act", act),
        ];
        using var answer = await _browser.PostAsync(new Uri(world.SandboxRoot, page.PathAndQuery), new FormUrlEncodedContent(typed), World.Stop);
        if (answer.Headers.Location is { } back)
        {
            return (back.ToString(), null);
        }

        var text = await answer.Content.ReadAsStringAsync(World.Stop);
        return FormAction().Match(text) is not { Success: true } form || !form.Groups["action"].Value.Contains("/return/", StringComparison.Ordinal) ? null
            : (WebUtility.HtmlDecode(form.Groups["action"].Value), [.. Hidden().Matches(text).Select(field => KeyValuePair.Create(WebUtility.HtmlDecode(field.Groups["name"].Value), WebUtility.HtmlDecode(field.Groups["value"].Value)))]);
    }

    private async Task ReturnAsync((string Address, List<KeyValuePair<string, string>>? Form)? back)
    {
        if (back is not { } way)
        {
            return;
        }

        await AgainAsync(async () =>
        {
            using var request = new HttpRequestMessage(way.Form is null ? HttpMethod.Get : HttpMethod.Post, way.Address) { Content = way.Form is null ? null : new FormUrlEncodedContent(way.Form) };
            using var answer = await world.Http.SendAsync(request, World.Stop);
            if ((int)answer.StatusCode is not (303 or 404))
            {
                told.Wrong.Enqueue($"{plan}: the return was answered {(int)answer.StatusCode}");
            }

            return true;
        });
    }

    private Task CancelAsync() => CallAsync("PUT", $"/orders/{_order}/cancel", new { reason = "changed my mind" });

    private async Task<string> StateAsync() => (await CallAsync("GET", $"/orders/{_order}")) is { Status: 200 } found ? found.Json.GetProperty("order").GetProperty("state").GetString()! : "";

    private async Task FulfilAsync()
    {
        var wave = Id(plan, "wave");
        if ((await StaffAsync("POST", "/picking-waves", new { id = wave, storeId = world.Store.Value, orderIds = new[] { _order } })) is not { Status: 201 } begun)
        {
            return;
        }

        var lines = begun.Json.GetProperty("lines").EnumerateArray().Select(line => (No: line.GetProperty("no").GetInt32(), Pack: line.GetProperty("packId").GetGuid(), Quantity: line.GetProperty("quantity").GetDecimal())).ToList();
        var half = plan.IsPackedInParts && lines.Count > 1 ? lines.Count / 2 : 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (i == half && half > 0)
            {
                await StaffAsync("POST", $"/orders/{_order}/shipments", new { id = Id(plan, "first shipment"), isLast = false });
            }

            // What was changed since is found as it was asked for.
            var found = plan.Lines.FirstOrDefault(line => world.Goods[line.Goods].Pack == lines[i].Pack && line.Quantity == lines[i].Quantity)?.Found ?? lines[i].Quantity;
            if (found > 0)
            {
                await StaffAsync("POST", $"/picking-waves/{wave}/picks", new { id = Id(plan, "pick" + i), orderId = _order, no = lines[i].No, quantity = found });
            }

            if (found < lines[i].Quantity)
            {
                await StaffAsync("POST", $"/picking-waves/{wave}/shorts", new { orderId = _order, no = lines[i].No });
            }
        }

        var packing = StaffAsync("POST", $"/orders/{_order}/shipments", new { id = Id(plan, "shipment"), isLast = true });
        if (plan.Cancel == CancelTime.WhilePacking)
        {
            await Task.WhenAll(packing, StaffAsync("PUT", $"/orders/{_order}/cancel", new { reason = "out of a rider" }));
        }

        if (await packing is not { Status: 200 } packed)
        {
            return;
        }

        if (plan.IsSent)
        {
            await StaffAsync("POST", $"/orders/{_order}/send", new { carrier = "Own rider" });
        }

        var due = packed.Json.GetProperty("sums").GetProperty("due");
        var isPromised = plan.Method is "cod" or "cash";
        await StaffAsync("POST", $"/orders/{_order}/deliver", new { id = Id(plan, "collected"), collected = isPromised && due.GetProperty("amount").GetString() != "0.00" ? (object)due : null });
        if (!isPromised && due.GetProperty("amount").GetString() != "0.00")
        {
            // What was weighed was more than was paid: the shopper pays the rest.
            await AtProviderAsync(plan.OtherMethod, Temper.Pays, 60);
        }

        if (plan.IsSentBack)
        {
            await SendBackAsync();
        }
    }

    private async Task SendBackAsync()
    {
        var order = (await CallAsync("GET", $"/orders/{_order}")).Json;
        var packed = order.GetProperty("lines").EnumerateArray().Where(line => line.GetProperty("packed").GetDecimal() > 0).Select(line => new { no = line.GetProperty("no").GetInt32(), quantity = line.GetProperty("packed").GetDecimal() }).ToList();
        var some = packed.Take(plan.Number % 3 == 0 ? packed.Count : 1).ToList();
        var back = Id(plan, "return");
        if (some.Count == 0 || (await CallAsync("POST", $"/orders/{_order}/returns", new { id = back, reason = "damaged", lines = some })).Status != 200)
        {
            return;
        }

        await StaffAsync("POST", $"/sale-returns/{back}/decision", new { isApproved = plan.Number % 7 != 0 });
        if (plan.Number % 7 != 0)
        {
            await StaffAsync("POST", $"/sale-returns/{back}/receipt", new { lines = plan.IsWasted ? [new { no = some[0].no, wasted = some[0].quantity }] : Array.Empty<object>() });
        }
    }

    private Task<Answer> StaffAsync(string method, string path, object? body) => CallAsync(method, path, body, isStaff: true);

    private async Task<Answer> CallAsync(string method, string path, object? body = null, bool isStaff = false)
    {
        while (true)
        {
            var who = isStaff ? World.Staff : plan.IsCustomer ? World.LoginOf(seat) : null;
            var login = who is null ? null : await logins.OfAsync(who);
            List<(string, string)> headers = [];
            if (_cart.Length > 0 && !isStaff)
            {
                headers.Add(("Cart-Token", _cart));
            }

            if (_token.Length > 0 && !isStaff)
            {
                headers.Add(("Order-Token", _token));
            }

            var answer = await AgainAsync(() => world.Http.SendAsync(method, "/api/v1" + path, body, login, [.. headers]));
            if (answer.Status == 401 && who is not null)
            {
                logins.Forget(who);
                continue;
            }

            if (answer.Status == 200 && path.StartsWith("/cart", StringComparison.Ordinal) && !plan.IsCustomer && answer.Json.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String)
            {
                _cart = token.GetString()!;
            }

            var kind = Ids().Replace($"{method} {path}", "*");
            told.Count($"{kind} {answer.Status} {answer.Code}");
            if (answer.Status >= 400 && !_refusals.Contains(answer.Code) && !(answer.Code == "request.invalid" && answer.Codes.All(_refusals.Contains)))
            {
                told.Wrong.Enqueue($"{plan}: {kind} was answered {answer.Text}");
            }

            return answer;
        }
    }

    /// <summary>Asks until the shop answers: it may have been killed before, while or after it did what it was asked.</summary>
    private async Task<T> AgainAsync<T>(Func<Task<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException || fault is TaskCanceledException && !World.Stop.IsCancellationRequested)
            {
                told.Count("asked again");
                await Task.Delay(50, World.Stop);
                await world.UpAsync();
            }
        }
    }

    /// <summary>Ids are made by who asks, so that asking again is the same.</summary>
    private static Guid Id(ShopperPlan plan, string what)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"{plan.Seed} {plan.Number} {what}"));
        // The form of a UUID of version 7, with a moment that is a function of the plan too.
        (bytes[0], bytes[1], bytes[2]) = (0x01, 0x9a, 0xb0);
        (bytes[6], bytes[8]) = ((byte)((bytes[6] & 0x0f) | 0x70), (byte)((bytes[8] & 0x3f) | 0x80));
        return new Guid(bytes.AsSpan(0, 16), bigEndian: true);
    }

    private static readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f-]{27}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ids();

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FormAction();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hidden();
}

/// <summary>Who is logged in; a login is made anew before it is over, because a route for everyone takes who comes with an old one for a guest.</summary>
internal sealed class Logins(World world)
{
    private static readonly TimeSpan _good = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, (long Since, Lazy<Task<string>> Token)> _tokens = new(StringComparer.Ordinal);

    public async Task<string> OfAsync(string email)
    {
        try
        {
            return await _tokens.AddOrUpdate(email, New, (who, known) => Stopwatch.GetElapsedTime(known.Since) > _good ? New(who) : known).Token.Value;
        }
        catch (Exception)
        {
            _tokens.TryRemove(email, out _);
            throw;
        }
    }

    public void Forget(string email) => _tokens.TryRemove(email, out _);

    private (long, Lazy<Task<string>>) New(string email) => (Stopwatch.GetTimestamp(), new Lazy<Task<string>>(() => LoginAsync(email)));

    private async Task<string> LoginAsync(string email)
    {
        while (true)
        {
            try
            {
                return (await world.Http.LoginAsync(email)).Is(200)["accessToken"];
            }
            catch (Exception fault) when (fault is HttpRequestException or IOException or TaskCanceledException && !World.Stop.IsCancellationRequested)
            {
                await Task.Delay(50, World.Stop);
                await world.UpAsync();
            }
        }
    }
}
