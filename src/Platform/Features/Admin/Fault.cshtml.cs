using Aisle.Platform.Ui.Admin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Aisle.Platform.Features.Admin;

/// <summary><c>/admin/fault/{status}</c>: what staff see instead of a page that failed, is not there, or is not theirs to see.</summary>
public sealed class FaultModel : AdminPage
{
    /// <summary>The status.</summary>
    public int Status { get; private set; }

    /// <summary>What it means and what one can do.</summary>
    public string Text { get; private set; } = "";

    /// <summary>By which it is found in the logs; null where nothing failed.</summary>
    public string? Trace { get; private set; }

    /// <summary>Shows it.</summary>
    public void OnGet([FromRoute] int status)
    {
        Status = status is >= 400 and <= 599 ? status : StatusCodes.Status404NotFound;
        Response.StatusCode = Status;
        var kind = Status switch
        {
            StatusCodes.Status403Forbidden => "forbidden",
            StatusCodes.Status404NotFound => "missing",
            StatusCodes.Status429TooManyRequests => "many",
            StatusCodes.Status503ServiceUnavailable => "unavailable",
            < 500 => "refused",
            _ => "failed",
        };
        Title = T[$"platform.admin.fault_page.{kind}"];
        Text = T[$"platform.admin.fault_page.{kind}_text"];
        Trace = Status >= 500 ? System.Diagnostics.Activity.Current?.TraceId.ToString() : null;
    }
}
