using System.Text.Json;
using Aisle.FeatureTests.Support;
using Aisle.Kernel;
using Aisle.Platform.Http;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Http.Metadata;
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
    public async Task Every_json_body_has_a_whole_example_that_is_read_as_its_type()
    {
        var document = (await shop.JsonAsync("/api/openapi.json")).GetProperty("paths");
        var bodies = shop.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Select(endpoint => (Path: endpoint.RoutePattern.RawText!.TrimEnd('/'), Method: endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0], Accepts: endpoint.Metadata.GetMetadata<IAcceptsMetadata>()))
            .Where(route => route.Accepts?.ContentTypes.Contains("application/json", StringComparer.Ordinal) == true).ToList();
        bodies.Count.ShouldBeGreaterThan(150);
        foreach (var (path, method, accepts) in bodies)
        {
            var name = $"{method} {path}";
            var body = document.GetProperty(path).GetProperty(method.ToLowerInvariant()).GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
            body.TryGetProperty("example", out var example).ShouldBeTrue(name);
            var read = typeof(JsonBody).GetMethod(nameof(JsonBody.Read))!.MakeGenericMethod(accepts!.RequestType!).Invoke(null, [example])!;
            var errors = (IReadOnlyList<Error>)read.GetType().GetProperty(nameof(Result<int>.Errors))!.GetValue(read)!;
            errors.Select(error => $"{error.Field}: {error.Code}").ShouldBeEmpty(name);
            // A text that says no more than what it is called stands where nobody has said what it looks like.
            Named(example).ShouldBeEmpty(name);
        }

        static IEnumerable<string> Named(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().SelectMany(member => member.Value.ValueKind == JsonValueKind.String && string.Equals(member.Value.GetString(), member.Name, StringComparison.Ordinal) ? [member.Name] : Named(member.Value)),
            JsonValueKind.Array => value.EnumerateArray().SelectMany(item => item.ValueKind == JsonValueKind.String && item.GetString()!.Length == 0 ? ["an empty text"] : Named(item)),
            _ => [],
        };
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
