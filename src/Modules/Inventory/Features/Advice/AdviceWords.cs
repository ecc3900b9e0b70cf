using Aisle.Kernel;
using Aisle.Modules.Inventory.Domain;
using Aisle.Platform.Ui;

namespace Aisle.Modules.Inventory.Features;

/// <summary>Says in each language why so much is advised, with the figures it was made of.</summary>
internal sealed class AdviceWords(Texts texts)
{
    public LocalText Explain(ReorderFacts facts, ReorderTerms terms, ReorderAdvice advice, bool hasSupplier) =>
        LocalText.Of([.. texts.Languages.Select(language => (language, texts.In(language, "inventory.advice.whole", string.Join(", ", Parts(facts, terms, advice, hasSupplier, language)))))]);

    private IEnumerable<string> Parts(ReorderFacts facts, ReorderTerms terms, ReorderAdvice advice, bool hasSupplier, string language)
    {
        string Say(string part, params object[] values) => texts.In(language, "inventory.advice." + part, values);
        string Days(int days) => texts.In(language, Texts.Counted("inventory.advice.day_count", days), Number(days));
        string Number(decimal number) => NumberText.Decimal(number, language);
        string Amount(decimal thousandths) => Number(decimal.Round(thousandths / 1_000, thousandths is > 1_000 or < -1_000 ? 1 : 3)) + (facts.Unit == Unit.Piece ? "" : " " + texts.In(language, "catalog.unit." + facts.Unit.Code));
        yield return advice.PerDay > 0 ? Say("sells", Amount(advice.PerDay)) : Say("sells_nothing", Number(ReorderRule.Days));
        if (advice.PerDay > 0 && advice.Season != 1)
        {
            yield return Say("season", Number(advice.Season));
        }

        if (advice.OutDays > 0)
        {
            yield return Say("out", Number(advice.OutDays), Number(advice.KnownDays));
        }

        yield return Say("on_hand", Amount(facts.Available));
        if (facts.OnOrder > 0)
        {
            yield return Say("on_order", Amount(facts.OnOrder));
        }

        if (facts.InDrafts > 0)
        {
            yield return Say("in_drafts", Amount(facts.InDrafts));
        }

        if (advice.PerDay > 0)
        {
            yield return hasSupplier ? Say("days", Days(terms.LeadDays), Number(terms.ReviewDays)) : Say("review", Days(terms.ReviewDays));
        }

        if (advice.Safety > 0)
        {
            yield return Say("safety", Amount(advice.Safety));
        }

        if (advice.UpTo > advice.Demand + advice.Safety + 1_000)
        {
            yield return Say("low_at", Amount(facts.LowAt));
        }

        yield return Say("up_to", Amount(advice.UpTo));
        if (terms.PackUnits != 1_000)
        {
            yield return Say("packs", Amount(terms.PackUnits));
        }

        if (terms.MinimumPacks > 1_000)
        {
            yield return Say("minimum", Number(terms.MinimumPacks / 1_000m));
        }

        if (!hasSupplier)
        {
            yield return Say("no_supplier");
        }
    }
}
