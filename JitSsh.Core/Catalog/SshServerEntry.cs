using JitSsh.Core.Common;
using System.Text.Json.Serialization;

namespace JitSsh.Core.Catalog;

/// <summary>One server of a list kept by hand.</summary>
/// <param name="Name">How people call it: letters, digits, <c>.</c> <c>_</c> <c>-</c>, at most 128, beginning with a letter or digit.</param>
/// <param name="Host">IPv4, IPv6 without brackets, or a DNS name.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Tags">Names compare without case.</param>
public sealed record SshServerEntry(string Name, string Host, int Port = 22, IReadOnlyDictionary<string, string>? Tags = null)
{
    /// <summary>The user with sudo on this server; null for the integration's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    /// <summary>The name of the server of the same list through which this one is reached; null when it is reached directly.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Jump { get; init; }

    /// <summary>Host and port, and the jump server whose network they are in, as one text that is equal for equal places.</summary>
    [JsonIgnore]
    public string Place => $"{HostSyntax.Canonical(Host)} port {Port}{(Jump is null ? "" : $" through {Jump.ToLowerInvariant()}")}";

    /// <summary>The first thing that is wrong with this entry, as a sentence; null if nothing is.</summary>
    public string? Problem()
    {
        if (!IsName(Name))
        {
            return $"The name {SafeText.Quote(Name)} must begin with a letter or digit and hold only letters, digits, '.', '_' and '-', at most 128.";
        }

        if (HostSyntax.Problem(Host) is { } problem)
        {
            return problem;
        }

        if (Port is < 1 or > 65535)
        {
            return $"The port {Port} is not from 1 to 65535.";
        }

        if (User is not null && !LinuxName.IsWellFormed(User))
        {
            return $"The user {SafeText.Quote(User)} must begin with a lower-case letter or _, and hold only lower-case letters, digits, _ and -, at most 31.";
        }

        if (Jump is not null && !IsName(Jump))
        {
            return $"The jump server {SafeText.Quote(Jump)} is not the name of a server.";
        }

        foreach (var (key, value) in Tags ?? new Dictionary<string, string>())
        {
            if (!IsName(key))
            {
                return $"The tag name {SafeText.Quote(key)} must begin with a letter or digit and hold only letters, digits, '.', '_' and '-', at most 128.";
            }

            if (value.Length > 256 || !value.All(c => char.IsAsciiLetterOrDigit(c) || "._-/:@+".Contains(c, StringComparison.Ordinal)))
            {
                return $"The value {SafeText.Quote(value)} of the tag {key} may hold only letters, digits and ._-/:@+, at most 256.";
            }
        }

        return null;
    }

    internal static bool IsName(string text) =>
        text.Length is > 0 and <= 128
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
