namespace Aisle.Storefront.Features;

/// <summary><c>/stores</c>: where the shop is and when it is open. No statement.</summary>
internal sealed class StoreListModel : ShopPage
{
    public void OnGet()
    {
        Head.Title = T["stores.title"];
        Head.Description = T["stores.description", T.Text(Frame.Name)];
        Head.Path = "/stores";
        Lead(new Crumb(T["stores.title"], Links.Stores));
    }
}
