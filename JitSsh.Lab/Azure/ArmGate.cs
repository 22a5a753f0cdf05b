namespace JitSsh.Lab.Azure;

/// <summary>What stands before ARM: the bearer token, the api-version, and the faults that were asked for.</summary>
internal sealed class ArmGate(SimulatedAzureOptions options, string audience, Guid objectId, AccessTokens tokens, SimulatedFaults faults)
{
    public async Task<IResult?> RefuseAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "";
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return ArmError.Unauthorized(context, options.TenantId, "AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
        }

        if (tokens.Check(authorization["Bearer ".Length..].Trim(), audience) is { } refusal)
        {
            return ArmError.Unauthorized(context, options.TenantId, refusal.Code, refusal.Message);
        }

        if (context.Request.Query["api-version"].ToString().Length == 0)
        {
            return ArmError.Make(400, "MissingApiVersionParameter", "The api-version query parameter (?api-version=) is required for all requests.");
        }

        var fault = faults.Take(path);
        switch (fault?.Kind)
        {
            case SimulatedFaultKind.Throttled:
                return ArmError.Throttled(context, fault.Wait ?? TimeSpan.FromSeconds(1));
            case SimulatedFaultKind.Forbidden:
                return ArmError.Forbidden(path, options.ClientId, objectId);
            case SimulatedFaultKind.Unauthorized:
                return ArmError.Unauthorized(context, options.TenantId, "ExpiredAuthenticationToken", "The access token expiry UTC time is earlier than current UTC time.");
            case SimulatedFaultKind.NotFound:
                return ArmError.NotFound(path);
            case SimulatedFaultKind.Conflict:
                return ArmError.Make(409, "Conflict", "The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.");
            case SimulatedFaultKind.Unavailable:
                return Results.Content("<html><head><title>Service unavailable</title></head><body>The service is unavailable.</body></html>", "text/html", statusCode: 503);
            case SimulatedFaultKind.Truncated:
                return Results.Content("{\"value\":[{\"name\":\"half-a-v", "application/json; charset=utf-8");
            case SimulatedFaultKind.Html:
                return Results.Content("<html><body><form action=\"/login\">Please sign in to the proxy.</form></body></html>", "text/html");
            case SimulatedFaultKind.ServerError:
                return ArmError.Make(500, "InternalServerError", "Encountered internal server error.");
            case SimulatedFaultKind.Slow:
                await Task.Delay(fault.Wait ?? TimeSpan.FromSeconds(5), options.Time, context.RequestAborted);
                return null;
            default:
                return null;
        }
    }
}
