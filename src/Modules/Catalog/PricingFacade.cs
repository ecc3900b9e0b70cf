using Aisle.Contracts.Catalog;
using Aisle.Contracts.Ledger;
using Aisle.Kernel;
using Aisle.Modules.Catalog.Features;

namespace Aisle.Modules.Catalog;

/// <summary>Prices as others see them: each call goes to the use case of its name.</summary>
internal sealed class PricingFacade(SheetQuery sheets, Redeem redeem) : IPricing
{
    public Task<Result<PriceSheet>> SheetAsync(PriceAsk ask, CancellationToken cancellationToken) => sheets.ReadAsync(ask, cancellationToken);

    public Task RedeemWithCommitAsync(Redemption redemption, CancellationToken cancellationToken)
    {
        redeem.WithCommit(redemption);
        return Task.CompletedTask;
    }

    public Task<int> GiveBackAsync(DocumentRef document, CancellationToken cancellationToken) => redeem.GiveBackAsync(document, cancellationToken);
}
