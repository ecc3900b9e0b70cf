using Aisle.Contracts.Identity;
using Aisle.Contracts.Ledger;
using Aisle.Contracts.Stores;
using Aisle.Kernel;

namespace Aisle.Contracts.Payments;

/// <summary>
/// What is to be paid for a subject (an order), the attempts to pay it, and what goes back. The subject's module answers
/// <see cref="IPaymentSubject"/>; it posts the money to the books, as it knows what it is for. Whatever takes part in a caller's unit of work locks the
/// intent first and has the subject lock its own row after that: a caller that locks its row too calls here before, or the two wait for each other.
/// </summary>
public interface IPayments
{
    /// <summary>The ways in which an amount can be paid in a store, in their order; those that cannot take it say why. One or two statements.</summary>
    Task<IReadOnlyList<PaymentOption>> OptionsAsync(PaymentAsk ask, CancellationToken cancellationToken);

    /// <summary>Something to be paid, in the caller's unit of work, one statement. The same id again with the same content changes nothing; other content is <c>payment.contradiction</c>.</summary>
    Task<Result<PaymentIntentId>> CreateAsync(NewPaymentIntent intent, CancellationToken cancellationToken);

    /// <summary>
    /// The same with the commit of the caller's unit of work and no statement of its own, for who makes the id and knows that it is new: one that is there already
    /// is <c>request.conflict</c> of the whole.
    /// </summary>
    Task<Result<PaymentIntentId>> CreateWithCommitAsync(NewPaymentIntent intent, CancellationToken cancellationToken);

    /// <summary>
    /// So much is still to be paid now, whatever was paid and has gone back before, in the caller's unit of work. An attempt that is under way stays as it was
    /// asked; a promise (cash at the door, a transfer) ends where nothing is due any more. <c>payment.closed</c>.
    /// </summary>
    Task<Result<PaymentIntentRecord>> AskAsync(PaymentIntentId intent, Money due, CancellationToken cancellationToken);

    /// <summary>
    /// Begins an attempt: units of work of its own, so not inside of one. It is committed before a provider is called, and what the provider answered
    /// afterwards. The same id again answers how it stands. Errors <c>payment.open</c> (another attempt is under way; it is named), <c>payment.nothing_due</c>,
    /// <c>payment.closed</c>, <c>payment.method</c>, and those of the method.
    /// </summary>
    Task<Result<PaymentStep>> StartAsync(NewPaymentAttempt attempt, CancellationToken cancellationToken);

    /// <summary>
    /// Locks an intent for the caller's unit of work and answers how it stands; null where there is none. Whoever takes the row of a subject and may
    /// then order a refund, collect or close, takes the intent first, as payments do.
    /// </summary>
    Task<PaymentIntentRecord?> LockAsync(PaymentIntentId intent, CancellationToken cancellationToken);

    /// <summary>
    /// The shopper wants to pay in another way: units of work of its own, so not inside of one. A session that the provider can end is ended; one that it cannot
    /// is only given up by us, is asked after nevertheless, and what succeeds of it goes back by itself. Errors <c>payment.attempt_unknown</c>,
    /// <c>payment.unsure</c> (money may have moved; it is being asked), <c>payment.in_hand</c>.
    /// </summary>
    Task<Result<PaymentAttemptRecord>> GiveUpAsync(PaymentAttemptId attempt, CancellationToken cancellationToken);

    /// <summary>How an intent stands, with its attempts and refunds; null where there is none. One statement.</summary>
    Task<PaymentIntentRecord?> FindAsync(PaymentIntentId intent, CancellationToken cancellationToken);

    /// <summary>The intents of subjects, by subject. One statement.</summary>
    Task<IReadOnlyList<PaymentIntentRecord>> OfAsync(IReadOnlyCollection<DocumentRef> subjects, CancellationToken cancellationToken);

    /// <summary>No attempt begins any more, in the caller's unit of work. What is under way is given up where it can be; what succeeds nevertheless is given back by itself.</summary>
    Task<Result<PaymentIntentRecord>> CloseAsync(PaymentIntentId intent, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Money came in by hand, in the caller's unit of work: cash at the door, a bank transfer that arrived. It settles the attempt of that method that is open,
    /// or a new one. The subject is told as of any payment. Errors <c>payment.nothing_due</c>, <c>payment.too_much</c>, <c>payment.method</c>.
    /// </summary>
    Task<Result<PaymentIntentRecord>> CollectAsync(MoneyCollected collected, CancellationToken cancellationToken);

    /// <summary>
    /// Orders money to be given back, in the caller's unit of work: to the attempts it came from, the last first, or to the customer's wallet or store credit. What
    /// a provider has to do is done after the commit and until it is done. Never more than was paid less what goes back already: <c>payment.refund_more</c>,
    /// whatever else runs at the same moment. The same id again changes nothing. The subject is told of each part when it is done.
    /// </summary>
    Task<Result<IReadOnlyList<RefundRecord>>> RefundAsync(NewRefund refund, CancellationToken cancellationToken);
}

/// <summary>What a module does whose documents are paid for. Registered by its type; both are called in a unit of work that has locked the intent.</summary>
public interface IPaymentSubject
{
    /// <summary>Type of its documents: <c>order</c>.</summary>
    string Type { get; }

    /// <summary>The page where a shopper sees how the payment of a document went, below the site; null where there is no such document.</summary>
    /// <param name="id">Of the document.</param>
    /// <param name="isProven">Whether it is known that its shopper asks: for anybody else nothing in the address opens the page.</param>
    string? PageOf(string id, bool isProven);

    /// <summary>An attempt at a provider begins, in the unit of work that writes it down: its shopper is about to be sent away.</summary>
    Task<Result> BegunAsync(DocumentRef subject, string method, CancellationToken cancellationToken);

    /// <summary>
    /// Money came, or is promised (cash at the door). The subject marks it, moves on, and posts it to the books. It cannot refuse: it has happened. The answer is how
    /// much of it is too much and is to be given back by itself, at least <see cref="MoneyCame.Excess"/>: e.g. all of it where the order is gone.
    /// </summary>
    Task<Result<Money>> PaidAsync(MoneyCame came, CancellationToken cancellationToken);

    /// <summary>A refund is done: the subject marks and posts it. The answer is what is still to be paid: what a person gives back by hand, and the subject does not, is owed again.</summary>
    Task<Result<Money>> RefundedAsync(MoneyWent went, CancellationToken cancellationToken);

    /// <summary>A refund was refused by who was to carry it out: a person decides where it goes. For the subject's own history, in the unit of work that says so.</summary>
    Task RefundRefusedAsync(DocumentRef subject, RefundRecord refund, CancellationToken cancellationToken);

    /// <summary>An attempt ended without money, or nobody knows yet: for the subject's own history. In the unit of work that says so.</summary>
    Task AttemptEndedAsync(DocumentRef subject, PaymentAttemptRecord attempt, CancellationToken cancellationToken);
}

/// <summary>What options are asked for.</summary>
/// <param name="Store">In which store.</param>
/// <param name="Amount">How much.</param>
/// <param name="Customer">Who pays, or null for a guest.</param>
/// <param name="AtTheDoor">Whether cash can be taken at the door or in the store.</param>
public sealed record PaymentAsk(StoreId Store, Money Amount, UserId? Customer, bool AtTheDoor);

/// <summary>A way to pay.</summary>
/// <param name="Method">Its key: <see cref="PaymentMethods"/>.</param>
/// <param name="Flow">What the shopper does.</param>
/// <param name="Refusal">Why it cannot be used for this amount, or null.</param>
/// <param name="Balance">What a wallet or store credit has to spend, or null.</param>
/// <param name="IsSandbox">Whether it is simulated: no real money moves.</param>
public sealed record PaymentOption(string Method, PaymentFlow Flow, Error? Refusal, Money? Balance, bool IsSandbox);

/// <summary>Keys of the ways to pay. They are also the keys of tenders in the books.</summary>
public static class PaymentMethods
{
    /// <summary>bKash.</summary>
    public const string Bkash = "bkash";

    /// <summary>Nagad.</summary>
    public const string Nagad = "nagad";

    /// <summary>SSLCommerz: cards, mobile and internet banking.</summary>
    public const string SslCommerz = "sslcommerz";

    /// <summary>Stripe: cards.</summary>
    public const string Stripe = "stripe";

    /// <summary>Cash at the door.</summary>
    public const string CashOnDelivery = "cod";

    /// <summary>Cash in the store, at the desk.</summary>
    public const string Cash = "cash";

    /// <summary>A transfer to our bank, seen by a person.</summary>
    public const string Bank = "bank";

    /// <summary>The customer's wallet.</summary>
    public const string Wallet = "wallet";

    /// <summary>The customer's store credit.</summary>
    public const string StoreCredit = "store_credit";

    /// <summary>A gift card.</summary>
    public const string GiftCard = "gift_card";
}

/// <summary>What a shopper does to pay.</summary>
public enum PaymentFlow
{
    /// <summary>Goes to the provider's page and comes back.</summary>
    Redirect,

    /// <summary>Nothing more: it is done at once.</summary>
    AtOnce,

    /// <summary>Types the code and PIN of a card.</summary>
    Code,

    /// <summary>Pays later: at the door, by transfer.</summary>
    Later,
}

/// <summary>Something to be paid.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Subject">What for.</param>
/// <param name="Number">What people call it, e.g. the order's number.</param>
/// <param name="Store">The store whose accounts with providers are used.</param>
/// <param name="Amount">How much, above zero.</param>
/// <param name="Customer">Who pays, or null for a guest.</param>
/// <param name="ExpiresAt">Until when an attempt can begin, or null.</param>
public sealed record NewPaymentIntent(PaymentIntentId Id, DocumentRef Subject, string Number, StoreId Store, Money Amount, UserId? Customer, DateTimeOffset? ExpiresAt);

/// <summary>A try to pay.</summary>
/// <param name="Id">Made by the caller: the same again answers how it stands.</param>
/// <param name="Intent">What is paid.</param>
/// <param name="Method">How: <see cref="PaymentMethods"/>.</param>
/// <param name="Site">Origin of the site the shopper is on, e.g. <c>https://shop.example</c>: providers send them back to it.</param>
/// <param name="Payer">Who pays, as providers want to know it.</param>
public sealed record NewPaymentAttempt(PaymentAttemptId Id, PaymentIntentId Intent, string Method, Uri Site, PayerFacts Payer)
{
    /// <summary>A part of what is due; null for all of it. A gift card or wallet with less pays what it has.</summary>
    public Money? Amount { get; init; }

    /// <summary>Who is logged in: only they can pay from their wallet.</summary>
    public UserId? Customer { get; init; }

    /// <summary>Code of a gift card.</summary>
    public string? CardCode { get; init; }

    /// <summary>PIN of a gift card.</summary>
    public string? CardPin { get; init; }

    /// <summary>Language of the pages that follow.</summary>
    public string Language { get; init; } = "en";
}

/// <summary>What providers want to know of who pays. Nothing of it is kept here.</summary>
/// <param name="Name">Name.</param>
/// <param name="Email">E-mail address, or empty.</param>
/// <param name="Phone">Telephone in E.164.</param>
/// <param name="Line">Street, or empty.</param>
/// <param name="City">City, or empty.</param>
/// <param name="Postcode">Postal code, or empty.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="IpAddress">Where the request came from.</param>
public sealed record PayerFacts(string Name, string Email, string Phone, string Line, string City, string Postcode, string Country, string IpAddress);

/// <summary>What comes next in an attempt.</summary>
/// <param name="Attempt">How it stands.</param>
/// <param name="SendTo">Where the shopper pays, or null where nothing is to be done there.</param>
public sealed record PaymentStep(PaymentAttemptRecord Attempt, Uri? SendTo);

/// <summary>How an attempt stands.</summary>
public enum PaymentAttemptState
{
    /// <summary>Written down; the provider was not asked yet, or its answer is not known.</summary>
    Created,

    /// <summary>The shopper was sent to the provider; or it waits for cash or a transfer.</summary>
    Started,

    /// <summary>Nobody knows: it is asked until somebody does.</summary>
    Unknown,

    /// <summary>The provider says something else than was asked for; a person decides.</summary>
    Disputed,

    /// <summary>The money came.</summary>
    Paid,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>The shopper gave it up, or we did.</summary>
    Cancelled,

    /// <summary>Its time has passed.</summary>
    Expired,
}

/// <summary>How an intent stands.</summary>
public enum PaymentIntentState
{
    /// <summary>Something is due.</summary>
    Open,

    /// <summary>All of it is paid.</summary>
    Paid,

    /// <summary>Nothing is taken any more.</summary>
    Closed,
}

/// <summary>An attempt.</summary>
/// <param name="Id">Id.</param>
/// <param name="Intent">Of which intent.</param>
/// <param name="Method">How.</param>
/// <param name="Amount">How much was asked for.</param>
/// <param name="State">How it stands.</param>
/// <param name="Paid">What came, or null.</param>
/// <param name="Refunded">What went back of it, or is going.</param>
/// <param name="Reference">The provider's name for it, or empty.</param>
/// <param name="Transaction">The provider's id of the money, or empty.</param>
/// <param name="Payer">Who paid, masked, or empty.</param>
/// <param name="Fault">Code of why it failed or is not known, or null.</param>
/// <param name="MayTryAgain">Whether the same way may work when tried again.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="EndedAt">When it ended, or null.</param>
public sealed record PaymentAttemptRecord(
    PaymentAttemptId Id, PaymentIntentId Intent, string Method, Money Amount, PaymentAttemptState State, Money? Paid, Money Refunded, string Reference, string Transaction, string Payer, string? Fault,
    bool MayTryAgain, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt);

/// <summary>An intent with its attempts and refunds, oldest first.</summary>
/// <param name="Id">Id.</param>
/// <param name="Subject">What for.</param>
/// <param name="Number">What people call it.</param>
/// <param name="Store">The store.</param>
/// <param name="Amount">How much.</param>
/// <param name="Paid">What came, all of it.</param>
/// <param name="Excess">Of it, what came too much and goes back by itself: it has paid nothing.</param>
/// <param name="Refunded">What went back, or is going, the excess included.</param>
/// <param name="State">How it stands.</param>
/// <param name="ExpiresAt">Until when an attempt can begin, or null.</param>
/// <param name="Attempts">Its attempts.</param>
/// <param name="Refunds">What goes back.</param>
public sealed record PaymentIntentRecord(
    PaymentIntentId Id, DocumentRef Subject, string Number, StoreId Store, Money Amount, Money Paid, Money Excess, Money Refunded, PaymentIntentState State, DateTimeOffset? ExpiresAt, IReadOnlyList<PaymentAttemptRecord> Attempts,
    IReadOnlyList<RefundRecord> Refunds)
{
    /// <summary>What is still to be paid; not below zero.</summary>
    public Money Due => Paid - Excess >= Amount ? Money.Zero(Amount.Currency) : Amount - (Paid - Excess);
}

/// <summary>Money that came by hand.</summary>
/// <param name="Id">Id of the attempt where a new one is made.</param>
/// <param name="Intent">What is paid.</param>
/// <param name="Method"><see cref="PaymentMethods.CashOnDelivery"/>, <see cref="PaymentMethods.Cash"/> or <see cref="PaymentMethods.Bank"/>.</param>
/// <param name="Amount">How much came.</param>
/// <param name="Reference">Number of the transfer or receipt, at most 100 characters, or empty.</param>
public sealed record MoneyCollected(PaymentAttemptId Id, PaymentIntentId Intent, string Method, Money Amount, string Reference);

/// <summary>Money to be given back.</summary>
/// <param name="Id">Made by the caller.</param>
/// <param name="Intent">Of which intent.</param>
/// <param name="Amount">How much, above zero.</param>
/// <param name="To">Where to.</param>
/// <param name="Reason">Why: 1 to 200 characters.</param>
public sealed record NewRefund(RefundId Id, PaymentIntentId Intent, Money Amount, RefundTarget To, string Reason);

/// <summary>Where money goes back to.</summary>
public enum RefundTarget
{
    /// <summary>Where it came from. Cash and transfers are given back by a person, who says so.</summary>
    Origin,

    /// <summary>The customer's wallet.</summary>
    Wallet,

    /// <summary>The customer's store credit.</summary>
    StoreCredit,
}

/// <summary>How a refund stands.</summary>
public enum RefundState
{
    /// <summary>It was ordered.</summary>
    Ordered,

    /// <summary>The provider works on it, or a person has to.</summary>
    Pending,

    /// <summary>Nobody knows: it is asked until somebody does.</summary>
    Unknown,

    /// <summary>The money is back.</summary>
    Done,

    /// <summary>The provider refused: a person decides where it goes instead.</summary>
    Failed,
}

/// <summary>Money that goes back, of one attempt.</summary>
/// <param name="Id">Id; the first part has the id it was ordered by.</param>
/// <param name="Attempt">Of which attempt.</param>
/// <param name="Method">How it goes back: a key of <see cref="PaymentMethods"/>.</param>
/// <param name="Amount">How much.</param>
/// <param name="State">How it stands.</param>
/// <param name="Reason">Why.</param>
/// <param name="Reference">The provider's id of it, or empty.</param>
/// <param name="Fault">Code of why it failed or is not known, or null.</param>
/// <param name="OrderedAt">When it was ordered.</param>
/// <param name="DoneAt">When it was done, or null.</param>
public sealed record RefundRecord(RefundId Id, PaymentAttemptId Attempt, string Method, Money Amount, RefundState State, string Reason, string Reference, string? Fault, DateTimeOffset OrderedAt, DateTimeOffset? DoneAt);

/// <summary>Money that came for a subject.</summary>
/// <param name="Subject">Of which document.</param>
/// <param name="Intent">Its intent.</param>
/// <param name="Attempt">By which attempt; its id is also that of the entry in the books that the subject posts.</param>
/// <param name="Method">How: the tender of the entry.</param>
/// <param name="Amount">How much; zero where it is only promised.</param>
/// <param name="IsPromised">Whether it is to be collected later: cash at the door, a transfer.</param>
/// <param name="IsPosted">Whether the books have it already: wallets, store credit and gift cards post their own side against receivable.</param>
/// <param name="IsPaid">Whether all that is due has come with it.</param>
/// <param name="Excess">Of it, what goes back whatever the subject says: more than is due, after the intent was closed, or because a person decided so.</param>
/// <param name="Back">What of earlier payments has gone back or is going, excess and all: it pays nothing any more.</param>
public sealed record MoneyCame(DocumentRef Subject, PaymentIntentId Intent, PaymentAttemptId Attempt, string Method, Money Amount, bool IsPromised, bool IsPosted, bool IsPaid, Money Excess, Money Back);

/// <summary>Money that went back.</summary>
/// <param name="Subject">Of which document.</param>
/// <param name="Refund">Which refund; its id is also that of the entry in the books.</param>
/// <param name="Method">How: the tender of the entry.</param>
/// <param name="Amount">How much.</param>
/// <param name="IsPosted">Whether the books have it already.</param>
/// <param name="IsExcess">Whether it had come too much: nothing that the document was paid with is given back.</param>
/// <param name="Back">What has gone back or is going in all, this and excess included: it pays nothing any more.</param>
/// <param name="Due">What was still to be paid before.</param>
public sealed record MoneyWent(DocumentRef Subject, RefundId Refund, string Method, Money Amount, bool IsPosted, bool IsExcess, Money Back, Money Due);
