using JitSsh.Core.Connectors.Remote;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace JitSsh.Portal.Api;

/// <summary>
/// Where connectors apart from the portal call. It is no part of the API that people use: each call is signed by the process that makes it, and no cookie and no token counts here.
/// </summary>
internal static class ConnectorCalls
{
    /// <summary>What a server may say at most is 1 MiB; a discovery of ten thousand VMs is larger.</summary>
    private const long MaxBody = 32 * 1024 * 1024;

    public static void MapConnectorCalls(this WebApplication app) =>
        app.MapPost(SignedCall.Path + "{**name}", AnswerAsync).AllowAnonymous().DisableAntiforgery().ExcludeFromDescription().WithMetadata(new RequestSizeLimitAttribute(MaxBody));

    /// <summary>A token and a public key.</summary>
    private const long MaxEnrolment = 16 * 1024;

    private static async Task AnswerAsync(HttpContext http, string name, ConnectorDesk desk)
    {
        var cancel = http.RequestAborted;
        try
        {
            if (name == SignedCall.Enrol)
            {
                if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                {
                    limit.MaxRequestBodySize = MaxEnrolment;
                }

                await WriteAsync(http, await desk.EnrolAsync(await ReadAsync(http), cancel));
                return;
            }

            // Of those that nobody knows, nothing is read.
            var call = SignedCall.Read(h => http.Request.Headers[h] is [{ } value] ? value : null);
            await WriteAsync(http, await desk.BeforeReadingAsync(call, cancel) ?? await desk.CallAsync(call, name, await ReadAsync(http), cancel));
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // The connector has gone away.
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    private static async Task WriteAsync(HttpContext http, DeskAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(answer.Json, http.RequestAborted);
    }
}
