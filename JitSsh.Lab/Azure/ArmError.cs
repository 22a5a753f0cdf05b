using System.Globalization;
using System.Text.Json.Nodes;

namespace JitSsh.Lab.Azure;

/// <summary>Azure Resource Manager's refusals, as recorded from the real one.</summary>
internal static class ArmError
{
    public static IResult Make(int status, string code, string message) =>
        Results.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }, statusCode: status);

    public static IResult Unauthorized(HttpContext context, Guid tenantId, string code, string message)
    {
        var description = code == "ExpiredAuthenticationToken" ? "The access token has expired." : message;
        context.Response.Headers.WWWAuthenticate =
            $"Bearer authorization_uri=\"https://login.windows.net/{tenantId}\", error=\"invalid_token\", error_description=\"{description}\"";
        return Make(401, code, message);
    }

    public static IResult Forbidden(string path, Guid clientId, Guid objectId) =>
        Make(403, "AuthorizationFailed", $"The client '{clientId}' with object id '{objectId}' does not have authorization to perform action '{Action(path)}' over scope '{Scope(path)}' or the scope is invalid. If access was recently granted, please refresh your credentials.");

    public static IResult Throttled(HttpContext context, TimeSpan wait)
    {
        var seconds = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return Make(429, "SubscriptionRequestsThrottled", $"Number of 'read' requests for subscription exceeded the limit of '1200' for time interval '01:00:00'. Please try again after '{seconds}' seconds.");
    }

    public static IResult SubscriptionNotFound(string subscription) =>
        Make(404, "SubscriptionNotFound", $"The subscription '{subscription}' could not be found.");

    /// <summary>For a list the subscription is what is not found; for one resource the resource.</summary>
    public static IResult NotFound(string path)
    {
        var scope = Scope(path).Split('/');
        return scope.Length <= 3
            ? SubscriptionNotFound(scope.Length == 3 ? scope[2] : "")
            : Make(404, "ResourceNotFound", $"The Resource '{path[(path.IndexOf("/providers/", StringComparison.OrdinalIgnoreCase) + "/providers/".Length)..]}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    }

    private static string Action(string path)
    {
        var parts = path.Split('/');
        var providers = Array.FindIndex(parts, part => part.Equals("providers", StringComparison.OrdinalIgnoreCase));
        return providers < 0 ? "Microsoft.Resources/subscriptions/read"
            : new[] { "runCommand", "start" }.FirstOrDefault(verb => path.EndsWith($"/{verb}", StringComparison.OrdinalIgnoreCase)) is { } verb ? $"{parts[providers + 1]}/{parts[providers + 2]}/{verb}/action"
            : $"{parts[providers + 1]}/{string.Join('/', parts.Skip(providers + 2).Where((_, i) => i % 2 == 0))}/read";
    }

    // A list is asked for at the scope before "/providers"; one resource is its own scope.
    private static string Scope(string path)
    {
        var providers = path.IndexOf("/providers/", StringComparison.OrdinalIgnoreCase);
        return providers < 0 || path[providers..].Count(c => c == '/') > 3 ? path : path[..providers];
    }
}
