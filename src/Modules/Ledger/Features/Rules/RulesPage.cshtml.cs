using Aisle.Contracts.Stores;
using Aisle.Modules.Ledger.Domain;
using Aisle.Modules.Ledger.Rules;
using Aisle.Platform.Http;
using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Modules.Ledger.Features;

/// <summary>A document with the versions of its rule.</summary>
/// <param name="Document">The document.</param>
/// <param name="Versions">Its versions, newest first.</param>
/// <param name="Now">The one that holds today, or null.</param>
internal sealed record RuleRow(string Document, IReadOnlyList<KeptRule> Versions, KeptRule? Now)
{
    /// <summary>The one it is described by.</summary>
    public KeptRule Shown => Now ?? Versions[0];
}

/// <summary><c>/admin/books/rules</c>: which documents post by which rule, and since when. The first rule of a document is taken here.</summary>
internal sealed class RulesPageModel(RuleBook rules, AddRule add, IStores stores, TimeProvider time) : AdminPage
{
    public IReadOnlyList<RuleRow> Rules { get; private set; } = [];

    public string Text { get; private set; } = "";

    public RuleForm Form => new(Text, T["ledger.rules.new_hint"], Faults);

    public bool MayAdd => Caller.Rights.HasEverywhere(Permissions.RuleEdit.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? rule, CancellationToken cancellationToken)
    {
        Text = rule ?? "";
        var done = await RuleText.AddAsync(add, Text, WriteRequest.ForPage(HttpContext));
        if (done.IsSuccess)
        {
            return Done(T["ledger.rules.added", T.Of(done.Value.Name), T.Number(done.Value.Version), T.Day(done.Value.ValidFrom)], "/admin/books/rules/" + done.Value.Document);
        }

        await LoadAsync(cancellationToken);
        return Fail(done.Errors);
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        Title = T["ledger.rules.title"];
        var set = await rules.GetAsync(cancellationToken);
        var today = Today.Of(await stores.ShopAsync(cancellationToken), time);
        Rules = set.IsFailure ? [] : [.. set.Value.Documents.Select(document => new RuleRow(document, [.. set.Value.Of(document).Reverse()], set.Value.Find(document, today)))];
    }
}
