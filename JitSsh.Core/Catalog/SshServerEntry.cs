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
    /// <summary>Host and port, as one text that is equal for equal places.</summary>
    [JsonIgnore]
    public string Place => $"{HostSyntax.Canonical(Host)} port {Port}";

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

    private static bool IsName(string text) =>
        text.Length is > 0 and <= 128
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
