using System.Text.Json;
using Aisle.FeatureTests.Support;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Aisle.FeatureTests.Host;

public sealed class OpenApiTests(ShopHost shop) : IClassFixture<ShopHost>
{
    [Fact]
    public async Task The_checked_in_document_is_the_one_served()
    {
        var served = await shop.JsonAsync("/api/openapi.json");

        var checkedIn = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Cluster.Home, "docs", "openapi.json"), TestContext.Current.CancellationToken)).RootElement;

        JsonSerializer.Serialize(checkedIn).ShouldBe(JsonSerializer.Serialize(served), "run './aisle openapi > docs/openapi.json' and look at the difference");
        served.GetProperty("openapi").GetString()!.ShouldStartWith("3.1");
    }

    [Fact]
    public async Task Every_operation_is_described_with_a_typed_answer_an_example_and_its_errors()
    {
        foreach (var (path, method, operation) in Operations(await shop.JsonAsync("/api/openapi.json")))
        {
            var name = $"{method} {path}";
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrWhiteSpace(name);
            operation.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(name);
            operation.GetProperty("operationId").GetString().ShouldNotBeNullOrWhiteSpace(name);
            var responses = operation.GetProperty("responses");
            if (!responses.TryGetProperty("204", out _))
            {
                var success = ((string[])["200", "201", "202"]).Single(status => responses.TryGetProperty(status, out _));
                var content = responses.GetProperty(success).GetProperty("content");
                if (content.TryGetProperty("application/json", out var ok))
                {
                    ok.TryGetProperty("schema", out _).ShouldBeTrue(name);
                    ok.TryGetProperty("example", out _).ShouldBeTrue(name);
                }
                else
                {
                    // A file: its type says what it is.
                    content.EnumerateObject().ShouldHaveSingleItem(name).Name.ShouldStartWith("application/", Case.Sensitive, name);
                }
            }

            foreach (var status in (string[])["400", "429", "500"])
            {
                operation.GetProperty("responses").GetProperty(status).GetProperty("content").TryGetProperty("application/problem+json", out _).ShouldBeTrue($"{name} {status}");
            }

            foreach (var parameter in operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : default)
            {
                parameter.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace($"{name} {parameter.GetProperty("name").GetString()}");
            }
        }
    }

    [Fact]
    public void Every_route_says_who_may_use_it()
    {
        foreach (var endpoint in shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            endpoint.Metadata.GetMetadata<RouteAccessAttribute>().ShouldNotBeNull($"{endpoint.RoutePattern.RawText} has neither a permission nor OpenToEveryone()");
        }
    }

    [Fact]
    public async Task The_reference_for_people_works_under_the_content_policy()
    {
        var page = await shop.Http.GetStringAsync("/api/docs/index.html", TestContext.Current.CancellationToken);

        page.ShouldContain("swagger-ui");
        page.ShouldNotContain("https://", Case.Insensitive, "nothing comes from another host");
    }

    internal static IEnumerable<(string Path, string Method, JsonElement Operation)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name.ToUpperInvariant(), method.Value);
}
