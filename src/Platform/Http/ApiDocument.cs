using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Aisle.Kernel;
using Aisle.Platform.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Aisle.Platform.Http;

/// <summary>The API reference: OpenAPI 3.1, generated from what the routes declare.</summary>
public static class ApiDocument
{
    /// <summary>Name of the document; one per major version of the API.</summary>
    public const string Name = "v1";

    /// <summary>Registers the document.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="words">What stands in examples of bodies, by the names of members and types.</param>
    public static IServiceCollection AddApiDocument(this IServiceCollection services, IReadOnlyDictionary<string, JsonNode?> words) => services.AddOpenApi(Name, options =>
    {
        var bodies = new BodyExamples(words);
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1", StringComparison.Ordinal) == true;
        var named = new ConcurrentDictionary<string, Type>(StringComparer.Ordinal);
        options.CreateSchemaReferenceId = schema => OpenApiOptions.CreateDefaultSchemaReferenceId(schema) is not { } name ? null
            // Two types of one name would be described as one of them.
            : named.GetOrAdd(name, schema.Type) is var first && (Nullable.GetUnderlyingType(first) ?? first) == (Nullable.GetUnderlyingType(schema.Type) ?? schema.Type) ? name
            : throw new InvalidOperationException($"{first} and {schema.Type} are both called {name} in the reference of the API.");
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Aisle",
                Version = "1",
                Description = "The API of an Aisle shop. Amounts are decimal strings with their ISO 4217 currency; ids are UUIDs; " +
                    "instants are RFC 3339. Every error is `application/problem+json` (RFC 9457) with a stable `code`, a `traceId` and all faults at once.",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            };
            // The address of the host that was asked would make the document differ from machine to machine.
            document.Servers = [new OpenApiServer { Url = "/" }];
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
            {
                ["bearer"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "An access token of `POST /api/v1/auth/login` (JWT, ten minutes), or an API key.",
                },
            };
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            DescribeType(schema, context.JsonTypeInfo);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
        options.AddOperationTransformer((operation, context, _) =>
        {
            GiveExample(operation, context.Description.ActionDescriptor.EndpointMetadata, bodies);
            return Task.CompletedTask;
        });
    });

    /// <summary>Declares the query parameters of a route; its handler reads the same ones with <see cref="QueryReader"/>.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder route, IReadOnlyList<QueryParameter> parameters) =>
        route.WithMetadata(new QueryMetadata(parameters));

    /// <summary>Declares an example of the successful answer.</summary>
    public static RouteHandlerBuilder WithExample(this RouteHandlerBuilder route, object example) =>
        route.WithMetadata(new ExampleMetadata(example));

    /// <summary>Declares an example of the body where the one that is made of its type would mislead.</summary>
    public static RouteHandlerBuilder WithBodyExample(this RouteHandlerBuilder route, object example) =>
        route.WithMetadata(new BodyExampleMetadata(example));

    /// <summary>Declares the errors a route answers beside those every route can.</summary>
    public static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder route, params int[] statuses) =>
        route.WithMetadata(new ProblemsMetadata(statuses));

    /// <summary>Types that write themselves, and members that are left out when they have no value.</summary>
    private static void DescribeType(OpenApiSchema schema, JsonTypeInfo type)
    {
        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (IsTypedId(plain))
        {
            (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
        }
        else if (type.ElementType is { } element && IsTypedId(element))
        {
            // What a list holds is not described where it writes itself.
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        }
        else if (plain == typeof(LocalText))
        {
            schema.Type = JsonSchemaType.Object;
            schema.Description = "Text by language code (BCP 47).";
            schema.AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String };
            schema.Examples = [JsonNode.Parse("""{"en":"Rice","bn":"চাল"}""")!];
        }
        else if (plain == typeof(Money))
        {
            Pair(schema, "amount", "Major units with exactly the currency's digits.", "currency", "ISO 4217 code.", """{"amount":"123.45","currency":"BDT"}""");
        }
        else if (plain == typeof(Quantity))
        {
            Pair(schema, "value", "At most three decimals.", "unit", "Unit code.", """{"value":"1.5","unit":"kg"}""");
        }

        // A client must take members it does not know: new ones are no new version.
        schema.AdditionalPropertiesAllowed = true;
        foreach (var member in type.Properties.Where(member => member.IsGetNullable))
        {
            schema.Required?.Remove(member.Name);
        }
    }

    private static bool IsTypedId(Type type) =>
        type.GetInterfaces().Any(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ITypedId<>));

    private static void Pair(OpenApiSchema schema, string first, string firstText, string second, string secondText, string example)
    {
        schema.Type = JsonSchemaType.Object;
        schema.Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
        {
            [first] = new OpenApiSchema { Type = JsonSchemaType.String, Description = firstText },
            [second] = new OpenApiSchema { Type = JsonSchemaType.String, Description = secondText },
        };
        schema.Required = new HashSet<string>(StringComparer.Ordinal) { first, second };
        schema.Examples = [JsonNode.Parse(example)!];
    }

    private static async Task DescribeAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<QueryMetadata>().SelectMany(declared => declared.Parameters))
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(Describe(parameter));
        }

        DescribeRoute(operation, context.Description.RelativePath ?? "");
        DescribeAccess(operation, context.Document!, metadata.OfType<RouteAccessAttribute>().LastOrDefault());
        DescribeHeaders(operation, metadata.OfType<RequestHeaders>().LastOrDefault());
        if (metadata.OfType<ExampleMetadata>().LastOrDefault() is { } example && SuccessOf(operation)?.Content?.TryGetValue("application/json", out var body) == true)
        {
            ((OpenApiMediaType)body).Example = JsonSerializer.SerializeToNode(example.Value, JsonDefaults.Options);
        }

        var schema = await context.GetOrCreateSchemaAsync(typeof(Problem), cancellationToken: cancellationToken);
        var problem = Reference(context.Document!, nameof(Problem), schema);
        int[] refusals = operation.Security switch { { Count: 1 } => [401, 403], { Count: 2 } => [401], _ => [] };
        int[] statuses = [400, 429, 500, 503, .. refusals, .. metadata.OfType<ProblemsMetadata>().SelectMany(declared => declared.Statuses)];
        foreach (var status in statuses.Distinct().Order())
        {
            var (code, title) = ProblemCodes.Of(status);
            operation.Responses ??= [];
            operation.Responses[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = title,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problem.ContentType] = new()
                    {
                        Schema = problem,
                        Example = JsonSerializer.SerializeToNode(
                            new Problem("urn:aisle:problem:" + code, title, status, code, "4bf92f3577b34da6a3ce929d0e0e4736", Errors: null), JsonDefaults.Options),
                    },
                },
            };
        }
    }

    private static void GiveExample(OpenApiOperation operation, IList<object> metadata, BodyExamples bodies)
    {
        if (operation.RequestBody?.Content?.TryGetValue("application/json", out var body) == true && metadata.OfType<IAcceptsMetadata>().LastOrDefault()?.RequestType is { } type)
        {
            ((OpenApiMediaType)body).Example = metadata.OfType<BodyExampleMetadata>().LastOrDefault() is { } own ? JsonSerializer.SerializeToNode(own.Value, JsonDefaults.Options) : bodies.Of(type);
        }
    }

    private static IOpenApiResponse? SuccessOf(OpenApiOperation operation) =>
        operation.Responses?.FirstOrDefault(response => response.Key.StartsWith('2')).Value;

    private static void DescribeAccess(OpenApiOperation operation, OpenApiDocument document, RouteAccessAttribute? access)
    {
        if (access is null or { Kind: AccessKind.Everyone, Identify: false })
        {
            return;
        }

        if (access.Kind == AccessKind.Everyone)
        {
            // With a token or without one.
            operation.Security = [new OpenApiSecurityRequirement(), new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
            return;
        }

        operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
        operation.Description += access.Kind == AccessKind.SignedIn ? " For a user who has logged in." : $" Permission: `{access.Permission}`.";
    }

    private static void DescribeHeaders(OpenApiOperation operation, RequestHeaders? headers)
    {
        operation.Parameters ??= [];
        if (headers?.IdempotencyKey == true)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = Idempotency.Header,
                In = ParameterLocation.Header,
                Description = "Made by the caller for each act, such as a UUID. Sent again within a day with the same body, the act is not done again: the first answer comes back. Another body is 422; one that is still under way is 409.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 8, MaxLength = 64 },
            });
        }

        if (headers?.IfMatch == true)
        {
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Required = true,
                Description = "ETag of the version the edit was made on, such as `\"3\"`. Where there is a newer one the answer is 412, and nothing is changed.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }
    }

    /// <summary>Parts of the address that a handler reads by itself.</summary>
    private static void DescribeRoute(OpenApiOperation operation, string path)
    {
        foreach (var part in path.Split('/').Where(part => part is ['{', .., '}']))
        {
            var name = part[1..^1].Split(':')[0];
            operation.Parameters ??= [];
            if (!operation.Parameters.Any(parameter => string.Equals(parameter.Name, name, StringComparison.Ordinal)))
            {
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Path,
                    Required = true,
                    Description = string.Equals(name, "id", StringComparison.Ordinal) ? "Which one." : $"The {name}.",
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
            }
        }
    }

    private static OpenApiSchemaReference Reference(OpenApiDocument document, string name, OpenApiSchema schema)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        document.Components.Schemas.TryAdd(name, schema);
        return new OpenApiSchemaReference(name, document);
    }

    private static OpenApiParameter Describe(QueryParameter parameter)
    {
        var value = new OpenApiSchema
        {
            Type = parameter.JsonType switch
            {
                "integer" => JsonSchemaType.Integer,
                "boolean" => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
            Format = parameter.Format,
            Minimum = parameter.Minimum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Maximum = parameter.Maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            MaxLength = parameter.MaximumLength,
            Enum = parameter.Choices?.Select(choice => (JsonNode)JsonValue.Create(choice)!).ToList(),
        };
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Schema = parameter.IsList ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = value, MaxItems = 20 } : value,
            Example = parameter.JsonType switch
            {
                _ when parameter.Example is null => null,
                "string" => JsonValue.Create(parameter.Example),
                _ => JsonNode.Parse(parameter.Example),
            },
        };
    }

    private sealed record QueryMetadata(IReadOnlyList<QueryParameter> Parameters);

    private sealed record ExampleMetadata(object Value);

    private sealed record BodyExampleMetadata(object Value);

    private sealed record ProblemsMetadata(IReadOnlyList<int> Statuses);
}
