using System.Text.Json;
using System.Text.Json.Serialization;
using JitSsh.Portal.Api.CommandLine;
using Microsoft.AspNetCore.Authentication;

namespace JitSsh.Portal.Api;

/// <summary>The HTTP API under <c>/api/v1</c>: the same operations as the screens, described at <c>/openapi/v1.json</c>.</summary>
public static class Api
{
    private const string Root = "/api/v1";

    /// <summary>What the API needs. Signing in (AddSignIn) must be there, too.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, BearerTokens>(BearerTokens.Name, null);
        services.AddAuthorization();
        services.AddRateLimiter(ApiLimits.Configure);
        services.AddOpenApi(ApiDescription.Configure);
        services.ConfigureHttpJsonOptions(options => Configure(options.SerializerOptions));
        services.AddSingleton<FindOwnAccess>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>Maps the API. Call it after authentication and authorization were added to the pipeline.</summary>
    public static WebApplication MapApi(this WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase), branch => branch.UseMiddleware<ApiErrors>());
        app.UseRateLimiter();
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnonymous();

        var api = app.MapGroup(Root)
            .TakesUpTo(ApiLimits.Body)
            .RequireAuthorization(policy => policy.AddAuthenticationSchemes(BearerTokens.Name).RequireAuthenticatedUser())
            .DisableAntiforgery();
        api.MapSetup();
        api.MapTokens();
        api.MapPeople();
        api.MapGroups();
        api.MapShifts();
        api.MapSshKeys();
        api.MapCompanyAccounts();
        api.MapSecondFactor();
        api.MapSessions();
        api.MapCatalog();
        api.MapIntegrations();
        api.MapKeyRotation();
        api.MapConnectors();
        api.MapServers();
        api.MapCloudRuns();
        api.MapOpenItems();
        api.MapAccessFlows();
        api.MapBundles();
        api.MapAssertions();
        api.MapRequests();
        api.MapHabits();
        api.MapActivity();
        api.MapAudit();
        api.MapNotices();
        api.MapWebhooks();
        api.MapCommandLine();
        app.MapCommand();
        return app;
    }

    private static void Configure(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowOutOfOrderMetadataProperties = true;
        json.AllowDuplicateProperties = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.Converters.Add(new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false));
    }
}
