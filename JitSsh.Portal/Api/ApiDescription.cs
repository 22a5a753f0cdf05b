using System.Globalization;
using System.Net.Mime;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace JitSsh.Portal.Api;

/// <summary>What <c>/openapi/v1.json</c> says beyond what the handlers' types say.</summary>
internal static class ApiDescription
{
    private const string Bearer = "bearer";

    private static readonly Lazy<DocComments> Comments = new(() => new(typeof(ApiDescription).Assembly, typeof(PersonId).Assembly));

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) => Describe(document));
        options.AddOperationTransformer((operation, context, _) => Describe(operation, context));
        options.AddSchemaTransformer((schema, context, _) => Describe(schema, context.JsonTypeInfo));
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new()
        {
            Title = "JitSsh",
            Version = "v1",
            Description = "Just-in-time SSH access. Lengths of time are whole seconds, moments are ISO 8601 in UTC, ids are UUIDs. Refusals are problem details (RFC 9457): "
                + "422 names the fields, 404 means 'not there or not yours', 409 means that the state has moved on.",
        };

        // Behind a reverse proxy this process does not know its own address; whoever reads this knows where they read it.
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = Bearer,
            Description = "A personal access token: jitssh_…. POST /api/v1/tokens gives the first one.",
        };
        return Task.CompletedTask;
    }

    private static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        operation.OperationId = OperationIdOf(context.Description);
        if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            Refuses(operation, 401, context.Document);
        }

        // What ApiErrors answers, wherever it can happen.
        Refuses(operation, 500, context.Document);
        if (operation.RequestBody is not null)
        {
            Refuses(operation, 400, context.Document);
            Refuses(operation, 413, context.Document);
            Refuses(operation, 415, context.Document);
        }
        else if (operation.Parameters?.Any(p => p.In == ParameterLocation.Query) == true)
        {
            Refuses(operation, 400, context.Document);
        }

        foreach (var (status, response) in operation.Responses!)
        {
            response.Description = Meaning(int.Parse(status, CultureInfo.InvariantCulture)) ?? response.Description;
        }

        foreach (var parameter in context.Description.ParameterDescriptions.Where(p => IsTypedId(p.Type)))
        {
            if (operation.Parameters?.FirstOrDefault(p => p.Name == parameter.Name)?.Schema is OpenApiSchema schema)
            {
                schema.Format = "uuid";
            }
        }

        return Task.CompletedTask;
    }

    private static void Refuses(OpenApiOperation operation, int status, OpenApiDocument? document) => (operation.Responses ??= []).TryAdd(
        status.ToString(CultureInfo.InvariantCulture),
        new OpenApiResponse
        {
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [MediaTypeNames.Application.ProblemJson] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(status == 400 ? nameof(HttpValidationProblemDetails) : nameof(ProblemDetails), document) },
            },
        });

    /// <summary>What a status means, the same everywhere; null where the type of the answer says it.</summary>
    private static string? Meaning(int status) => status switch
    {
        StatusCodes.Status200OK => "Done, and here it is.",
        StatusCodes.Status201Created => "Made. Location is its address.",
        StatusCodes.Status204NoContent => "Done.",
        StatusCodes.Status400BadRequest => "The request cannot be read; errors names the field, where it is known.",
        StatusCodes.Status401Unauthorized => "No access token, or none that works.",
        StatusCodes.Status404NotFound => "It is not there, or not yours to see or do; the answer is the same.",
        StatusCodes.Status409Conflict => "The state has moved on; detail says to what.",
        StatusCodes.Status413PayloadTooLarge => "The body is larger than this address takes.",
        StatusCodes.Status415UnsupportedMediaType => "The body is not application/json.",
        StatusCodes.Status422UnprocessableEntity => "Understood and refused; errors has a sentence at each field.",
        StatusCodes.Status429TooManyRequests => "Tried too often. Retry-After says when to try again.",
        StatusCodes.Status500InternalServerError => "JitSsh failed; its log says why, under the id in detail.",
        _ => null,
    };

    /// <summary>For example <c>getAccessFlowsByIdVersions</c>: unique since method and path are.</summary>
    private static string OperationIdOf(Microsoft.AspNetCore.Mvc.ApiExplorer.ApiDescription description)
    {
        var words = description.RelativePath!["api/v1/".Length..].Split('/', '-').Select(part => part.StartsWith('{') ? $"By{Capital(part.Trim('{', '}').Split(':')[0])}" : Capital(part));
        return $"{description.HttpMethod!.ToLowerInvariant()}{string.Concat(words)}";

        static string Capital(string word) => word.Length == 0 ? "" : $"{char.ToUpperInvariant(word[0])}{word[1..]}";
    }

    private static Task Describe(OpenApiSchema schema, JsonTypeInfo json)
    {
        var type = Nullable.GetUnderlyingType(json.Type) ?? json.Type;
        if (IsTypedId(type))
        {
            // Also where it may be null: that is said at the field.
            schema.Type = JsonSchemaType.String;
            schema.Format = "uuid";
        }
        else if (IsTypedId(json.ElementType))
        {
            schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uuid" };
        }

        // Of .NET's own types there are no doc comments here.
        schema.Description ??= type == typeof(DayOfWeek) ? "A day of the week." : Comments.Value.Of(type);
        foreach (var property in json.Properties)
        {
            // What stands elsewhere as a schema of its own has its own description there.
            if (schema.Properties?.TryGetValue(property.Name, out var found) == true
                && found is OpenApiSchema described && !IsComponent(described) && property.AttributeProvider is PropertyInfo member)
            {
                described.Description ??= Comments.Value.Of(member);
                described.WriteOnly |= type == typeof(IntegrationInput) && member.Name is nameof(IntegrationInput.Base64PrivateKey) or nameof(IntegrationInput.SourceSecret);
            }
        }

        return Task.CompletedTask;
    }

    private static bool IsComponent(OpenApiSchema schema) => schema.Metadata?.TryGetValue("x-schema-id", out var id) == true && id is string { Length: > 0 };

    private static bool IsTypedId(Type? type) =>
        type is not null && (Nullable.GetUnderlyingType(type) ?? type).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ITypedId<>));
}
