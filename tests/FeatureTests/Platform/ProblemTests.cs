using System.Text.Json;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aisle.FeatureTests.Platform;

/// <summary>The error handling by itself, on routes that go wrong in every way.</summary>
public sealed class ProblemTests : IAsyncLifetime
{
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1000);
        builder.Services.Configure<Microsoft.AspNetCore.Routing.RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.ConfigureHttpJsonOptions(json => JsonDefaults.Configure(json.SerializerOptions));
        _app = builder.Build();
        _app.UseProblems("/error", "/admin/fault");
        _app.MapPost("/api/echo", (Body body) => TypedResults.Ok(body));
        _app.MapGet("/api/broken", string () => throw new InvalidOperationException("secret of the house"));
        _app.MapGet("/api/several", () => new[] { Error.Validation("a.one", "One.", "a"), Error.Validation("b.two", "Two.", "b") }.ToProblem());
        _app.MapGet("/api/conflict", () => new[] { Error.Conflict("thing.taken", "It is taken.") }.ToProblem());
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Theory]
    [InlineData("{\"name\":\"x\"}", "text/plain", 415, "request.unsupported_media_type")]
    [InlineData("{\"name\":", "application/json", 400, "request.malformed")]
    [InlineData("", "application/json", 400, "request.malformed")]
    [InlineData("[]", "application/json", 400, "request.malformed")]
    [InlineData("{\"name\":\"x\",\"more\":1}", "application/json", 400, "request.malformed")]
    public async Task A_body_that_does_not_fit_is_a_problem(string body, string type, int status, string code)
    {
        using var response = await _http.PostAsync("/api/echo", new StringContent(body, System.Text.Encoding.UTF8, type), TestContext.Current.CancellationToken);

        await ShouldBeAsync(response, status, code);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_a_problem()
    {
        using var response = await _http.PostAsync("/api/echo", new StringContent("{\"name\":\"" + new string('x', 5000) + "\"}", System.Text.Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);

        await ShouldBeAsync(response, 413, "request.too_large");
    }

    [Fact]
    public async Task A_defect_tells_nothing_but_its_trace_id()
    {
        using var response = await _http.GetAsync("/api/broken", TestContext.Current.CancellationToken);

        var text = await ShouldBeAsync(response, 500, "server.error");
        text.ShouldNotContain("secret");
        text.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task Several_faults_are_all_told()
    {
        using var response = await _http.GetAsync("/api/several", TestContext.Current.CancellationToken);

        var text = await ShouldBeAsync(response, 400, "request.invalid");
        JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()).ShouldBe(["a.one", "b.two"]);
    }

    [Fact]
    public async Task A_single_fault_names_the_problem()
    {
        using var response = await _http.GetAsync("/api/conflict", TestContext.Current.CancellationToken);

        await ShouldBeAsync(response, 409, "thing.taken");
    }

    private static async Task<string> ShouldBeAsync(HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status, text);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonDocument.Parse(text).RootElement.GetProperty("code").GetString().ShouldBe(code);
        return text;
    }

    private sealed record Body(string Name);
}
