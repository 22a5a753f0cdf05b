using System.Globalization;
using System.Security.Authentication;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace JitSsh.Core.Entra;

/// <summary>
/// The SDK's retries, except where waiting is not worth it: a <c>Retry-After</c> that is longer than anybody would watch (Azure Compute
/// asks for minutes), and a certificate that is not trusted, which will not be trusted in a second either.
/// </summary>
internal sealed class BoundedRetryPolicy(AzureConnectionOptions options)
    : RetryPolicy(options.MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(options.RetryDelay, options.LongestWait))
{
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) =>
        IsWorthwhile(message, exception) && base.ShouldRetry(message, exception);

    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsWorthwhile(message, exception) ? base.ShouldRetryAsync(message, exception) : ValueTask.FromResult(false);

    /// <summary>How long the answer asks to wait; null if it does not say.</summary>
    public static TimeSpan? Wait(Response? response, TimeProvider time)
    {
        if (response is null || !response.Headers.TryGetValue("Retry-After", out var text) || text is null)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date > time.GetUtcNow()
            ? date - time.GetUtcNow()
            : null;
    }

    private bool IsWorthwhile(HttpMessage message, Exception? exception)
    {
        if (exception is not null)
        {
            return !Causes.Of(exception).OfType<AuthenticationException>().Any();
        }

        return !message.HasResponse || Wait(message.Response, options.Time) is not { } wait || wait <= options.LongestWait;
    }
}
