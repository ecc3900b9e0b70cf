namespace Aisle.Modules.Inventory.Domain;

/// <summary>How an adjustment stands.</summary>
internal enum AdjustmentState
{
    /// <summary>It is worth more than its author may decide alone.</summary>
    Waiting,

    /// <summary>The stock has changed.</summary>
    Posted,

    /// <summary>Somebody said no.</summary>
    Rejected,
}

/// <summary>How a transfer stands.</summary>
internal enum TransferState
{
    /// <summary>Nothing has left yet.</summary>
    Draft,

    /// <summary>Goods are on their way, or some of them.</summary>
    Sent,

    /// <summary>All has arrived, and what has not is written off.</summary>
    Closed,

    /// <summary>It was given up before anything left.</summary>
    Cancelled,
}

/// <summary>How a count stands.</summary>
internal enum CountState
{
    /// <summary>It takes scans.</summary>
    Open,

    /// <summary>It is done and waits for somebody else to approve it.</summary>
    Waiting,

    /// <summary>Its differences are in the stock.</summary>
    Posted,

    /// <summary>It was given up.</summary>
    Cancelled,
}

/// <summary>What is counted.</summary>
internal enum CountScope
{
    /// <summary>The whole store.</summary>
    All,

    /// <summary>A category and those below it.</summary>
    Category,

    /// <summary>What lies in one place.</summary>
    Place,

    /// <summary>Some items.</summary>
    Items,
}

/// <summary>What a scan does to what was counted of the same item, place and lot before.</summary>
internal enum ScanMode
{
    /// <summary>It takes its place.</summary>
    Set,

    /// <summary>It comes on top.</summary>
    Add,
}
