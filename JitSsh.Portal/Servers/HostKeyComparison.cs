using JitSsh.Core.Servers;

namespace JitSsh.Portal.Servers;

/// <summary>How the host keys that a server shows stand to those that were accepted.</summary>
public enum HostKeyMatch
{
    /// <summary>It has not shown any since the last were accepted.</summary>
    NotShown,

    /// <summary>None was accepted before.</summary>
    First,

    /// <summary>Exactly the accepted ones.</summary>
    Same,

    /// <summary>At least one accepted key is among them, and others came or went: as after an update of OpenSSH.</summary>
    Partly,

    /// <summary>Not one of the accepted keys is among them: another machine, or somebody in between.</summary>
    Changed,
}

/// <summary>Compares host keys.</summary>
internal static class HostKeyComparison
{
    /// <summary>The shown ones against the accepted ones.</summary>
    public static HostKeyMatch Of(IReadOnlyList<HostKey> accepted, IReadOnlyList<HostKey> shown)
    {
        var (a, s) = (accepted.Select(k => k.Line).ToHashSet(StringComparer.Ordinal), shown.Select(k => k.Line).ToHashSet(StringComparer.Ordinal));
        return s.Count == 0 ? HostKeyMatch.NotShown
            : a.Count == 0 ? HostKeyMatch.First
            : a.SetEquals(s) ? HostKeyMatch.Same
            : a.Overlaps(s) ? HostKeyMatch.Partly
            : HostKeyMatch.Changed;
    }
}
