using Aisle.Sandbox;

namespace Aisle.FeatureTests.Simulation;

/// <summary>What a shopper does on the page of a provider.</summary>
internal enum Temper
{
    Pays,

    /// <summary>Pays, and comes back in several tabs at once.</summary>
    Reloads,

    /// <summary>Pays and closes the browser.</summary>
    ClosesTheBrowser,

    /// <summary>Decides against it and pays in another way.</summary>
    Cancels,

    /// <summary>Types something wrong and pays in another way.</summary>
    Fails,

    /// <summary>Goes away, and is never seen again.</summary>
    Leaves,

    /// <summary>Has two tabs with two ways to pay, and pays in both.</summary>
    TwoTabs,

    /// <summary>Pays when the order is over already.</summary>
    ComesLate,
}

/// <summary>When an order is cancelled.</summary>
internal enum CancelTime
{
    Never,
    BeforePaying,

    /// <summary>At the moment in which the payment is finished.</summary>
    WhilePaying,
    AfterPaying,

    /// <summary>By staff, at the moment in which it is packed.</summary>
    WhilePacking,
}

/// <summary>How an order is changed after it was placed.</summary>
internal enum EditKind
{
    None,
    Fewer,

    /// <summary>Fewer, and when the money is back as many as before.</summary>
    FewerAndBack,
    More,
}

/// <summary>Something that goes wrong at a provider.</summary>
internal sealed record PlannedFault(string Provider, string Operation, string Kind, string Value);

/// <summary>Something in the cart.</summary>
/// <param name="Goods">Which of the goods of the world.</param>
/// <param name="Quantity">How many packs, or kilograms.</param>
/// <param name="Found">How much of it is found when it is picked.</param>
internal sealed record PlannedLine(int Goods, decimal Quantity, decimal Found);

/// <summary>What one shopper does, from the first thing in the cart to the last that is sent back: a pure function of seed and number.</summary>
internal sealed record ShopperPlan(
    int Seed, int Number, bool IsCustomer, IReadOnlyList<PlannedLine> Lines, bool HasCoupon, bool IsDelivered, bool SendsTwice, string Method, string OtherMethod, Temper Temper, CancelTime Cancel, bool IsFulfilled, bool IsPackedInParts, bool IsSent,
    bool IsSentBack, bool IsWasted, IReadOnlyList<PlannedFault> Faults, IReadOnlyList<PlannedFault> LaterFaults, EditKind Edit, bool IsGivenBack)
{
    private static readonly string[] _providers = ["bkash", "nagad", "sslcommerz", "stripe"];

    private static readonly PlannedFault[] _whilePaying =
    [
        .. Of("bkash", "create"), .. Of("bkash", "execute"), .. Of("bkash", "query"), new("bkash", "execute", FaultKinds.WrongAmount, ""), .. Of("nagad", "initialize"), .. Of("nagad", "complete"), .. Of("nagad", "verify"),
        new("nagad", "complete", FaultKinds.WrongSignature, ""), new("nagad", "verify", FaultKinds.WrongAmount, ""), .. Of("sslcommerz", "session"), .. Of("sslcommerz", "validate"), .. Of("sslcommerz", "query"),
        new("sslcommerz", "validate", FaultKinds.WrongAmount, ""), .. Of("stripe", "session"), .. Of("stripe", "query"), .. Of("stripe", "expire"), new("stripe", "query", FaultKinds.WrongAmount, ""),
        .. ((string[])["bkash", "sslcommerz", "stripe"]).SelectMany(provider => FaultKinds.OfNotices, (provider, kind) => new PlannedFault(provider, "notice", kind, kind == FaultKinds.Late ? "1500" : "")),
    ];

    private static readonly PlannedFault[] _later =
    [
        .. Of("bkash", "refund"), .. Of("bkash", "refund_query"), new("bkash", "refund", FaultKinds.PartialRefused, ""), .. Of("nagad", "refund"), .. Of("sslcommerz", "query"), new("sslcommerz", "query", FaultKinds.PartialRefused, ""), .. Of("stripe", "refund"),
        .. Of("stripe", "refund_query"), new("stripe", "refund", FaultKinds.PartialRefused, ""),
    ];

    public static ShopperPlan Of(int seed, int number, World world)
    {
        var dice = new Random(HashCode(seed, number));
        bool Happens(int percent) => dice.Next(100) < percent;
        T One<T>(IReadOnlyList<T> all) => all[dice.Next(all.Count)];
        var isCustomer = Happens(40);
        var isDelivered = Happens(40);
        string[] ways = [.. _providers, .. _providers, isDelivered ? "cod" : "cash", .. isCustomer ? (string[])["wallet", "wallet"] : []];
        var method = One(ways);
        var faultRate = One([0, 0, 30, 80]);
        return new ShopperPlan(
            seed, number, isCustomer, Basket(dice, world), Happens(15), isDelivered, Happens(10), method, One([.. _providers.Where(provider => provider != method)]),
            Happens(50) ? Temper.Pays : One(Enum.GetValues<Temper>()), Happens(80) ? CancelTime.Never : One(Enum.GetValues<CancelTime>()), Happens(75), Happens(20), Happens(50), Happens(25), Happens(40),
            Happens(faultRate) ? [One(_whilePaying), .. Happens(30) ? [One(_whilePaying)] : (PlannedFault[])[]] : [], Happens(faultRate) ? [One(_later)] : [],
            Happens(75) ? EditKind.None : One(Enum.GetValues<EditKind>()), Happens(6));
    }

    public override string ToString() =>
        $"{Number}: {(IsCustomer ? "customer" : "guest")}, {Lines.Count} lines, {(IsDelivered ? "delivery" : "pick-up")}, {Method} (else {OtherMethod}), {Temper}, cancels {Cancel}, edits {Edit},{(IsGivenBack ? " is given back some," : "")} faults {string.Join(' ', Faults.Concat(LaterFaults).Select(fault => $"{fault.Provider}.{fault.Operation}.{fault.Kind}"))}";

    private static List<PlannedLine> Basket(Random dice, World world)
    {
        var lines = new List<PlannedLine>();
        foreach (var goods in Enumerable.Range(0, dice.Next(1, 6)).Select(_ => dice.Next(world.Goods.Count)).Distinct())
        {
            var quantity = world.Goods[goods].ByWeight ? dice.Next(2, 30) * 0.1m : dice.Next(1, 5);
            // What is weighed is never quite what was ordered.
            var found = world.Goods[goods].ByWeight ? decimal.Round(quantity * dice.Next(70, 121) / 100, 3) : dice.Next(10) == 0 ? dice.Next((int)quantity + 1) : quantity;
            lines.Add(new PlannedLine(goods, quantity, found));
        }

        return lines;
    }

    /// <summary>The same in every process, which those of the framework are not.</summary>
    private static int HashCode(int seed, int number) => unchecked((int)((((uint)seed * 2654435761u) ^ ((uint)number * 40503u)) * 2246822519u));

    private static PlannedFault[] Of(string provider, string operation) =>
        [.. ((string[])[FaultKinds.Error500, FaultKinds.BrokenAfterSuccess, FaultKinds.Garbage, FaultKinds.Slow]).Select(kind => new PlannedFault(provider, operation, kind, kind == FaultKinds.Slow ? "400" : ""))];
}
