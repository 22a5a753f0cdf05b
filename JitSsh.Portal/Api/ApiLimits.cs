using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.RateLimiting;

namespace JitSsh.Portal.Api;

/// <summary>How much and how often.</summary>
internal static class ApiLimits
{
    /// <summary>The policy of the addresses that take a password. Behind it Identity locks the account itself after a few wrong ones.</summary>
    public const string SignIn = "api-sign-in";

    /// <summary>The body that an address takes unless it says otherwise.</summary>
    public const int Body = 64 * 1024;

    /// <summary>For lists of servers and patterns.</summary>
    public const int LargeBody = 1024 * 1024;

    private const int AttemptsAMinute = 20;

    public static TBuilder TakesUpTo<TBuilder>(this TBuilder builder, int bytes) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RequestSizeLimitAttribute(bytes));

    /// <summary>Says in OpenAPI which problems an address answers.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder builder, params IEnumerable<int> statuses)
    {
        foreach (var status in statuses)
        {
            _ = status is StatusCodes.Status422UnprocessableEntity ? builder.ProducesValidationProblem(status) : builder.ProducesProblem(status);
        }

        return builder;
    }

    public static IResult TooOften(string sentence) => TypedResults.Problem(sentence, statusCode: StatusCodes.Status429TooManyRequests, title: "Too many requests.");

    /// <summary>Attempts are counted by the address they come from: the first defence against guessing over many accounts.</summary>
    public static void Configure(RateLimiterOptions options)
    {
        options.AddPolicy(SignIn, http => RateLimitPartition.GetSlidingWindowLimiter(
            http.Connection.RemoteIpAddress?.ToString() ?? "",
            _ => new() { PermitLimit = AttemptsAMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6, QueueLimit = 0 }));
        options.OnRejected = async (context, cancel) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "60";
            await TooOften("Too many attempts from your address. Wait a minute.").ExecuteAsync(context.HttpContext);
        };
    }
}
