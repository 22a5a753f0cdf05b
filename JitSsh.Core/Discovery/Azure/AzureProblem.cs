using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure;
using Azure.Identity;
using JitSsh.Core.Entra;

namespace JitSsh.Core.Discovery.Azure;

/// <summary>What the SDK threw, as a problem that a person can act on. Codes: ARM's <c>error.code</c>
/// (https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors).</summary>
internal static partial class AzureProblem
{
    /// <summary>Whether the exception is one that <see cref="From"/> has words for; all others are faults of the program.</summary>
    public static bool IsExpected(Exception exception) =>
        exception is RequestFailedException or AuthenticationFailedException or ForeignHostException or AggregateException
            or HttpRequestException or IOException or JsonException
        || (exception is OperationCanceledException && Causes.Of(exception).OfType<TimeoutException>().Any());

    /// <param name="exception">From the SDK.</param>
    /// <param name="what">What was being read, as in "the list of network interfaces".</param>
    /// <param name="scope">Which subscription; null if none yet.</param>
    /// <param name="endpoint">Azure's management address.</param>
    /// <param name="time">For a wait given as a date.</param>
    public static DiscoveryProblem From(Exception exception, string what, AzureScope? scope, Uri endpoint, TimeProvider time)
    {
        var at = scope is null ? "" : $" of subscription {scope.Label}";
        var causes = Causes.Of(exception).ToList();
        if (causes.OfType<ForeignHostException>().FirstOrDefault() is { } foreign)
        {
            return new(DiscoveryProblemKind.ForeignHost, $"Azure's answer to {what}{at} points to {foreign.Asked}, which is not {foreign.Allowed}. It was not followed, and no token was sent there. Find out who answers for Azure in this network.", scope?.Id);
        }

        // Before the sign-in's own problems: signing in fails with the same causes when the network does.
        if (Network(exception, causes, endpoint, scope) is { } network)
        {
            return network;
        }

        if (causes.OfType<AuthenticationFailedException>().FirstOrDefault() is { } signIn)
        {
            var (kind, sentence) = SignInProblem.From(signIn);
            return new(KindOf(kind), sentence);
        }

        if (causes.OfType<RequestFailedException>().FirstOrDefault() is { } failed)
        {
            return FromAnswer(failed, what, at, scope, time);
        }

        return causes.OfType<JsonException>().Any()
            ? new(DiscoveryProblemKind.ServiceFailed, $"The answer to {what}{at} is not what Azure answers. Is there a proxy at {endpoint.Host}?", scope?.Id)
            : new(DiscoveryProblemKind.Other, $"Reading {what}{at} failed: {FirstLine(exception.Message)}", scope?.Id);
    }

    private static DiscoveryProblem FromAnswer(RequestFailedException failed, string what, string at, AzureScope? scope, TimeProvider time)
    {
        switch (failed.Status)
        {
            case 403:
                var match = MissingPermission().Match(failed.Message);
                return match.Success
                    ? new(DiscoveryProblemKind.Forbidden, $"The identity may not read {what}{at}: it lacks the permission {match.Groups["action"].Value} on {match.Groups["scope"].Value}. Give it the role Reader there, or the custom role in docs/azure.md. A role that was just given takes some minutes.", scope?.Id, MissingAction: match.Groups["action"].Value)
                    : new(DiscoveryProblemKind.Forbidden, $"The identity may not read {what}{at}: {FirstLine(failed.Message)}", scope?.Id);
            case 409:
                return new(DiscoveryProblemKind.ServiceFailed, $"Azure refuses {what}{at} since something is being changed there (409 {failed.ErrorCode}). JitSsh tries again at the next sync.", scope?.Id);
            case 404 when scope is not null:
                return new(DiscoveryProblemKind.UnknownSubscription, $"Subscription {scope.Label} does not exist, or this identity cannot see it. Check the id, or give the identity the role Reader, or the custom role in docs/azure.md, on it.", scope.Id);
            case 401:
                return new(DiscoveryProblemKind.SignIn, $"Azure does not accept the token for {what}{at} ({failed.ErrorCode ?? "401"}). Check that the tenant is the one the subscription belongs to, and this machine's clock.", scope?.Id);
            case 429:
                var wait = BoundedRetryPolicy.Wait(failed.GetRawResponse(), time) ?? AskedWait(failed.Message);
                return new(DiscoveryProblemKind.Throttled, wait is { } known
                    ? $"Azure answers too many requests for {what}{at} and asks to wait {Words(known)}. JitSsh tries again after that."
                    : $"Azure answers too many requests for {what}{at}. JitSsh tries again later.", scope?.Id, RetryAfter: wait);
            case >= 500:
                return new(DiscoveryProblemKind.ServiceFailed, $"Azure failed to answer {what}{at} ({$"{failed.Status} {failed.ErrorCode}".TrimEnd()}). JitSsh tries again at the next sync; if it stays, see https://azure.status.microsoft.", scope?.Id);
            default:
                return new(DiscoveryProblemKind.Other, $"Reading {what}{at} failed with {failed.Status} {failed.ErrorCode}: {FirstLine(failed.Message)}", scope?.Id);
        }
    }

    private static DiscoveryProblem? Network(Exception exception, List<Exception> causes, Uri endpoint, AzureScope? scope)
    {
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } tls)
        {
            return new(DiscoveryProblemKind.Tls, $"The TLS certificate of {Host(causes, endpoint)} is not trusted here ({FirstLine(tls.Message).TrimEnd('.')}). If a proxy opens TLS in this network, or the cloud is your own, add its CA to this machine (or name a bundle in SSL_CERT_FILE).", scope?.Id);
        }

        if (causes.OfType<RequestFailedException>().Any(failed => failed.Status != 0))
        {
            return null;
        }

        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return new(DiscoveryProblemKind.Unreachable, $"{Host(causes, endpoint)} cannot be reached from here ({FirstLine(socket.Message).TrimEnd('.')}). Check DNS, firewall and proxy of the machine the connector runs on.", scope?.Id);
        }

        return causes.Any(cause => cause is HttpRequestException or TimeoutException or IOException)
            ? new(DiscoveryProblemKind.Unreachable, $"{endpoint.Host} does not answer ({FirstLine(exception.Message).TrimEnd('.')}). Check firewall and proxy of the machine the connector runs on.", scope?.Id)
            : null;
    }

    // .NET's own message ends in "(host:port)"; signing in goes to another host than the management address.
    private static string Host(List<Exception> causes, Uri endpoint) =>
        causes.Select(cause => HostAndPort().Match(cause.Message)).FirstOrDefault(match => match.Success)?.Groups["host"].Value ?? endpoint.Authority;

    private static TimeSpan? AskedWait(string message) =>
        TryAgainAfter().Match(message) is { Success: true } match ? TimeSpan.FromSeconds(int.Parse(match.Groups["seconds"].Value)) : null;

    private static string Words(TimeSpan wait) =>
        wait.TotalSeconds < 120 ? $"{Math.Ceiling(wait.TotalSeconds)} seconds" : $"{Math.Ceiling(wait.TotalMinutes)} minutes";

    private static DiscoveryProblemKind KindOf(SignInProblemKind kind) => kind switch
    {
        SignInProblemKind.WrongSecret => DiscoveryProblemKind.WrongSecret,
        SignInProblemKind.ExpiredSecret => DiscoveryProblemKind.ExpiredSecret,
        SignInProblemKind.UnknownTenant => DiscoveryProblemKind.UnknownTenant,
        SignInProblemKind.UnknownClient => DiscoveryProblemKind.UnknownClient,
        _ => DiscoveryProblemKind.SignIn,
    };

    internal static string FirstLine(string message) => SignInProblem.FirstLine(message);

    [GeneratedRegex("perform action '(?<action>[A-Za-z0-9./*_-]{1,200})' over scope '(?<scope>[^'\\r\\n]{1,400})'", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MissingPermission();

    [GeneratedRegex(@"try again after '?(?<seconds>\d{1,6})'? second", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TryAgainAfter();

    [GeneratedRegex(@"\((?<host>[A-Za-z0-9.\[\]:-]{1,260}:\d{1,5})\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HostAndPort();
}
