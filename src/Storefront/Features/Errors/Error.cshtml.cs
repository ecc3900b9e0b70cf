using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Storefront.Features;

/// <summary><c>/error/{status}</c>: what is shown instead of a page that failed or is not there. Never cached.</summary>
internal sealed class ErrorModel : ShopPage
{
    public int Status { get; private set; }

    protected override bool ShowsWithoutShop => true;

    public void OnGet([FromRoute] int status)
    {
        Status = status is >= 400 and <= 599 ? status : StatusCodes.Status404NotFound;
        Response.StatusCode = Status;
        Response.Headers.CacheControl = "no-store";
        Head.Title = Text("title");
        Head.NoIndex = true;
    }

    /// <summary>What is said of this status, or of its kind.</summary>
    public string Text(string place) =>
        T.Find($"error.{Status.ToString(CultureInfo.InvariantCulture)}.{place}") ?? T[$"error.{(Status < 500 ? "4xx" : "5xx")}.{place}"];
}
