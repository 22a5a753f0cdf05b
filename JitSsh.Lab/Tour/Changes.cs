using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>What differs on a server between two moments, without what is meant to differ.</summary>
internal static class Changes
{
    /// <summary>sshd's processes, which come and go, and what JitSsh keeps on a server that it works on (docs/what-jitssh-does.md).</summary>
    private static readonly string[] Kept =
    [
        "process: ", "file: /var/lib/jitssh", "file: /etc/ssh/jitssh ", "file: /etc/ssh/sshd_config.d/50-jitssh.conf ", "/etc/group: jitssh:", "/etc/gshadow: jitssh:",
    ];

    /// <summary>Differences that must not be, after the last access of these accounts has ended: the accounts stay, locked, and nothing else of them.</summary>
    public static IReadOnlyList<string> AfterAccessOf(ServerSnapshot before, ServerSnapshot after, params IEnumerable<string> accounts)
    {
        var kept = accounts.ToList();
        var expected = kept.SelectMany(a => new[] { $"/etc/passwd: {a}:", $"/etc/shadow: {a}:", $"/etc/group: {a}:", $"/etc/gshadow: {a}:", $"file: /home/{a} " });
        List<string> differences = [.. before.DifferencesTo(after).Where(line => !Kept.Concat(expected).Any(w => line[2..].StartsWith(w, StringComparison.Ordinal)))];
        differences.AddRange(kept.Where(a => !IsLocked(after, a)).Select(a => $"{a} is not locked: {Line(after.Shadow, a)}"));
        differences.AddRange(after.Files.Where(f => kept.Any(a => f.StartsWith($"/etc/ssh/jitssh/{a} ", StringComparison.Ordinal))));
        differences.AddRange(after.Processes.Where(p => !p.Arguments.EndsWith("<defunct>", StringComparison.Ordinal) && kept.Any(a => Line(after.Passwd, a)?.Split(':')[2] == $"{p.Uid}")).Select(p => $"process of uid {p.Uid}: {p.Arguments}"));
        return differences;
    }

    /// <summary>Expired on the first day of all, which keeps certificates out, too.</summary>
    private static bool IsLocked(ServerSnapshot snapshot, string account) => Line(snapshot.Shadow, account)?.Split(':') is { Length: > 7 } fields && fields[7] is "0" or "1";

    private static string? Line(string file, string account) => file.Split('\n').FirstOrDefault(l => l.StartsWith($"{account}:", StringComparison.Ordinal));
}
