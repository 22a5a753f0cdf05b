using JitSsh.Core.Servers;

namespace JitSsh.Portal.Requests;

/// <summary>A receipt in words.</summary>
public static class ReceiptWords
{
    /// <summary>What made the change.</summary>
    public static string By(ReceiptBy by) => by switch
    {
        ReceiptBy.Connector => "by the connector",
        ReceiptBy.Timer => "by the server's own timer",
        ReceiptBy.Boot => "by the server itself, while it started",
        _ => throw new ArgumentOutOfRangeException(nameof(by), by, message: null),
    };

    /// <summary>What became of an account, a line for each difference between before and after.</summary>
    public static IReadOnlyList<string> Changes(AccountReceipt account)
    {
        List<string> lines = [];
        if (account is { Before: { } before, After: { } after })
        {
            if (before.State != after.State)
            {
                lines.Add($"Account: {before.State} → {after.State}{(after.Uid is { } uid && before.Uid is null ? $" (UID {uid})" : "")}");
            }

            Difference(lines, "Groups", before.Groups, after.Groups, names: true);
            Difference(lines, "Access", before.Grants, after.Grants, names: false);
        }

        if (account.Home is { } home)
        {
            lines.Add($"Home: {home}");
        }

        return lines;
    }

    private static void Difference(List<string> lines, string what, IReadOnlyList<string> before, IReadOnlyList<string> after, bool names)
    {
        var added = after.Except(before).ToList();
        var removed = before.Except(after).ToList();
        if (added.Count + removed.Count > 0)
        {
            // The ids of grants say nothing to a person; how many keys fit says it all.
            lines.Add(names
                ? $"{what}: {string.Join(", ", added.Select(g => $"added to {g}").Concat(removed.Select(g => $"taken out of {g}")))}"
                : $"{what}: {Count(before.Count)} → {Count(after.Count)}");
        }
    }

    private static string Count(int grants) => grants switch { 0 => "nobody is let in", 1 => "let in for 1 grant", _ => $"let in for {grants} grants" };
}
