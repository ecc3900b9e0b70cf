using System.CommandLine;
using Aisle.Contracts.Catalog;
using Aisle.Contracts.Customers;
using Aisle.Modules.Catalog.Checks;
using Aisle.Modules.Catalog.Data;
using Aisle.Modules.Catalog.Features;
using Aisle.Modules.Catalog.Jobs;
using Aisle.Platform.Commands;
using Aisle.Platform.Jobs;
using Aisle.Platform.Messaging;
using Aisle.Platform.Modules;
using Aisle.Platform.Security;
using Aisle.Platform.Ui.Admin;
using Aisle.Platform.Verify;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.Modules.Catalog;

/// <summary>Catalogue: categories, brands, products, barcodes, prices, search.</summary>
public sealed class CatalogModule : IModule
{
    /// <summary>The cache tag of everything that shows the catalogue.</summary>
    internal const string Tag = "catalog";

    /// <inheritdoc/>
    public string Name => "catalog";

    /// <inheritdoc/>
    public string Role => "catalog";

    /// <inheritdoc/>
    public IReadOnlyList<Permission> Permissions => Catalog.Permissions.All;

    /// <inheritdoc/>
    public IReadOnlyList<ModulePage> Pages { get; } =
    [
        new("/EditProduct/ProductsPage", Catalog.Permissions.ProductRead, new NavEntry("catalog", "/admin/products", "catalog.products.title", "box")),
        new("/EditProduct/ProductPage", Catalog.Permissions.ProductRead) { Subject = "catalog.product", SubjectPath = "/admin/products/{0}" },
        new("/EditImages/ImagesPage", Catalog.Permissions.ProductRead),
        new("/EditPrice/PricesPage", Catalog.Permissions.ProductRead),
        new("/ProductHistory/HistoryPage", Catalog.Permissions.ProductRead),
        new("/EditCategory/CategoriesPage", Catalog.Permissions.ProductRead, new NavEntry("catalog", "/admin/categories", "catalog.categories.title", "category")),
        new("/EditCategory/CategoryPage", Catalog.Permissions.ProductRead) { Subject = "catalog.category", SubjectPath = "/admin/categories/{0}" },
        new("/EditBrand/BrandsPage", Catalog.Permissions.ProductRead, new NavEntry("catalog", "/admin/brands", "catalog.brands.title", "tags")),
        new("/EditBrand/BrandPage", Catalog.Permissions.ProductRead) { Subject = "catalog.brand", SubjectPath = "/admin/brands/{0}" },
        new("/Promotions/PromotionsPage", Catalog.Permissions.PromotionRead, new NavEntry("catalog", "/admin/promotions", "catalog.promo_page.title", "percentage")),
        new("/Promotions/PromotionPage", Catalog.Permissions.PromotionRead) { Subject = "catalog.promotion", SubjectPath = "/admin/promotions/{0}" },
        new("/Promotions/CouponsPage", Catalog.Permissions.PromotionRead),
        new("/Promotions/CouponSheetPage", Catalog.Permissions.PromotionRead),
        new("/Promotions/UptakePage", Catalog.Permissions.PromotionRead),
        new("/Imports/ImportsPage", Catalog.Permissions.ImportRun, new NavEntry("catalog", "/admin/imports", "catalog.imports.title", "file-import"), IsOfCompany: true),
        new("/Imports/ImportPage", Catalog.Permissions.ImportRun, IsOfCompany: true) { Subject = "catalog.import", SubjectPath = "/admin/imports/{0}" },
    ];

    /// <inheritdoc/>
    public Type? Configured => typeof(CatalogOptions);

    /// <inheritdoc/>
    public IEnumerable<string> Faults(IConfiguration configuration)
    {
        try
        {
            return Options(configuration).Faults();
        }
        catch (InvalidOperationException fault)
        {
            return [$"{CatalogOptions.Section}: {fault.InnerException?.Message ?? fault.Message}"];
        }
    }

    /// <inheritdoc/>
    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<ICatalog, CatalogFacade>();
        services.AddScoped<IPricing, PricingFacade>();
        services.AddScoped<ICustomerGroupUse, GroupsInUse>();
        services.AddScoped<IPricingSetup, DemoPromotions>();
        services.AddSingleton<CatalogCaches>();
        services.AddSingleton<LivePromotions>();
        services.AddSingleton<GoodsCache>();
        services.AddSingleton<ListProductsQuery>();
        services.AddSingleton<ProductDetailQuery>();
        services.AddSingleton<FindBarcodeQuery>();
        services.AddSingleton<SuggestQuery>();
        services.AddSingleton<SitemapQuery>();
        services.AddSingleton<ItemQuery>();
        services.AddSingleton<PackQuery>();
        services.AddSingleton<ShelfQuery>();
        services.AddScoped<ImportProducts>();
        services.AddScoped<ImportPrices>();
        services.AddScoped<CatalogLists>();
        services.AddScoped<ExportCatalog>();
        services.AddScoped<RebuildSearch>();
        services.AddScoped<IInvariant, PromotionUsesAgree>();
        services.AddHostedService<PriceClock>();
        services.AddSingleton(Options(configuration));
        services.AddJob<RunImports>(RunImports.Name, JobSchedule.Every(TimeSpan.FromMinutes(1)));
        services.AddOutsideSubscriber<ImportAsked, StartImports>("catalog.start_imports");
        services.AddScoped<CatalogDb>();
        services.AddScoped<ProductEditing>();
        services.AddScoped<AllProductsQuery>();
        services.AddScoped<PriceLists>();
        services.AddScoped<IAdminTileSource, CatalogTiles>();
        services.AddScoped<IAdminSearchSource, ProductHits>();
        services.AddScoped<IAdminSearchSource, CategoryHits>();
        services.AddScoped<IAdminSearchSource, BrandHits>();
        foreach (var use in (Type[])[typeof(AddProduct), typeof(SaveProduct), typeof(RemoveProduct), typeof(SaveProducts), typeof(ChangeProducts), typeof(TouchedListings), typeof(CategoryUse), typeof(CategoryQuery), typeof(BrandUse), typeof(BrandQuery), typeof(PriceLineStore), typeof(CustomerGroups), typeof(PriceUse), typeof(ImageUse), typeof(UploadImport), typeof(ImportQuery), typeof(SheetQuery), typeof(Redeem), typeof(PromotionQuery), typeof(PromotionNames), typeof(SavePromotion), typeof(PreviewPromotion), typeof(TriedPromotion), typeof(PastQuotes), typeof(BackTest), typeof(ExampleBasket), typeof(CouponUse), typeof(ReadUptake)])
        {
            services.AddScoped(use);
        }
    }

    /// <inheritdoc/>
    public void MapRoutes(IEndpointRouteBuilder api)
    {
        ListProducts.Map(api);
        Suggest.Map(api);
        FindBarcode.Map(api);
        GetProduct.Map(api);
        ListCategories.Map(api);
        ListBrands.Map(api);
        ListAllProducts.Map(api);
        GetProductEdit.Map(api);
        AddProduct.Map(api);
        SaveProduct.Map(api);
        SaveProducts.Map(api);
        ChangeProducts.Map(api);
        RemoveProduct.Map(api);
        CategoryQuery.Map(api);
        CategoryUse.Map(api);
        BrandQuery.Map(api);
        BrandUse.Map(api);
        ListPrices.Map(api);
        PriceUse.Map(api);
        ImageUse.Map(api);
        UploadImport.Map(api);
        ImportQuery.Map(api);
        PromotionQuery.Map(api);
        SavePromotion.Map(api);
        PreviewPromotion.Map(api);
        BackTest.Map(api);
        CouponUse.Map(api);
        ReadUptake.Map(api);
    }

    /// <inheritdoc/>
    public IEnumerable<Command> Commands(ICommandRunner runner) => Catalog.Commands.Create(runner);

    private static CatalogOptions Options(IConfiguration configuration) => configuration.GetSection(CatalogOptions.Section).Get<CatalogOptions>() ?? new CatalogOptions();
}
