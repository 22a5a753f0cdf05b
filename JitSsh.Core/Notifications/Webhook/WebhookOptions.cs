using System.Net;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>Where webhooks may lead, section <c>JitSsh:Notifications:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Names, addresses and networks (10.1.0.0/16) in private networks or on this machine that webhooks may lead to all the same, also over <c>http</c>. An admin of the portal cannot change them.</summary>
    public IList<string> Allow { get; set; } = [];

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Refuses settings that cannot be read, at the start.</summary>
public sealed class WebhookOptionProblems : IValidateOptions<WebhookOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        List<string> problems = [.. options.Allow.Where(a => !IsReadable(a)).Select(a => $"JitSsh:Notifications:Webhooks:Allow holds '{a}'. It takes names (hooks.corp.example), addresses (10.1.2.3) and networks (10.1.0.0/16).")];
        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromSeconds(60))
        {
            problems.Add("JitSsh:Notifications:Webhooks:Timeout is a time between a second (00:00:01) and a minute (00:01:00).");
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static bool IsReadable(string text) => text.Contains('/', StringComparison.Ordinal)
        ? IPNetwork.TryParse(text, out _)
        : IPAddress.TryParse(text, out _) || Uri.CheckHostName(text) == UriHostNameType.Dns;
}
