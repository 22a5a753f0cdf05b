using Microsoft.AspNetCore.Authentication;

namespace JitSsh.Portal.Api;

/// <summary>Whatever goes wrong under <c>/api</c> is answered as problem details: a program that calls gets no page made for people.</summary>
internal sealed class ApiErrors(RequestDelegate next, ILogger<ApiErrors> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        // Tokens and certificates are among the answers; none belongs in a cache.
        http.Response.Headers.CacheControl = "no-store";
        if (http.GetEndpoint() is null)
        {
            await AnswerUnknownAddressAsync(http);
            return;
        }

        try
        {
            await next(http);
        }
        catch (BadHttpRequestException problem) when (!http.Response.HasStarted)
        {
            await ProblemAnswer.Unreadable(problem).ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to be answered.
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            ApiLog.Failed(logger, http.Request.Method, http.Request.Path, e);
            await ProblemAnswer.OwnFault(http.TraceIdentifier).ExecuteAsync(http);
        }

        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
        {
            await TypedResults.Problem(statusCode: http.Response.StatusCode).ExecuteAsync(http);
        }
    }

    /// <summary>Whoever is not signed in gets one answer for every address.</summary>
    private static async Task AnswerUnknownAddressAsync(HttpContext http)
    {
        if ((await http.AuthenticateAsync(BearerTokens.Name)).Succeeded)
        {
            await ProblemAnswer.NotFound().ExecuteAsync(http);
        }
        else
        {
            await http.ChallengeAsync(BearerTokens.Name);
        }
    }
}

/// <summary>What the API logs.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(401, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(ILogger logger, string method, string path, Exception exception);
}
