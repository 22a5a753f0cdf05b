using JitSsh.Core.Servers;

namespace JitSsh.Portal.Api;

/// <summary>What one run changed on a server for a grant.</summary>
/// <param name="Number">The server's own number for it.</param>
/// <param name="At">When, by the server's clock.</param>
/// <param name="By">What made it run.</param>
/// <param name="OverRunCommand">True when the connector came over Run Command.</param>
/// <param name="Accounts">The account before and after.</param>
/// <param name="Sessions">Sessions that were ended, or could not be.</param>
/// <param name="ServerChanges">Changes of the server itself.</param>
/// <param name="Drift">What somebody had changed and was put right.</param>
/// <param name="Residue">What was left behind.</param>
/// <param name="LeftClean">True when the server looked, and nothing was left behind.</param>
/// <param name="Errors">What failed.</param>
internal sealed record ReceiptView(
    long Number, DateTimeOffset At, ReceiptBy By, bool OverRunCommand, IReadOnlyList<ReceiptAccountView> Accounts, IReadOnlyList<ReceiptSessionView> Sessions, IReadOnlyList<string> ServerChanges,
    IReadOnlyList<string> Drift, IReadOnlyList<ReceiptResidueView> Residue, bool LeftClean, IReadOnlyList<string> Errors)
{
    public static ReceiptView Of(ServerReceipt r) => new(
        r.Number, r.At, r.By, r.OverRunCommand, [.. r.Accounts.Select(a => new ReceiptAccountView(a.Account, ReceiptSnapshotView.Of(a.Before), ReceiptSnapshotView.Of(a.After), a.Home))],
        [.. r.Sessions.Select(s => new ReceiptSessionView(s.Pid, s.Ended, s.Text))], r.ServerChanges,
        [.. r.Drift.Select(d => d.Text)], [.. r.Residue.Select(x => new ReceiptResidueView(x.Kind, x.Text))],
        r.Residue.Count == 0 && r.Accounts.Any(a => a.IsClean), [.. r.Errors.Select(e => $"{e.Code} {e.Text}".TrimEnd())]);
}

/// <summary>An account before and after.</summary>
/// <param name="Account">The account.</param>
/// <param name="Before">Before.</param>
/// <param name="After">After, read again.</param>
/// <param name="Home">What became of its home.</param>
internal sealed record ReceiptAccountView(string Account, ReceiptSnapshotView? Before, ReceiptSnapshotView? After, string? Home);

/// <summary>An account at a moment.</summary>
/// <param name="State">absent, open or locked.</param>
/// <param name="Uid">Its number.</param>
/// <param name="Groups">Its supplementary groups.</param>
/// <param name="Grants">The grants for which it is let in.</param>
internal sealed record ReceiptSnapshotView(string State, string? Uid, IReadOnlyList<string> Groups, IReadOnlyList<string> Grants)
{
    public static ReceiptSnapshotView? Of(AccountSnapshot? s) => s is null ? null : new(s.State, s.Uid, s.Groups, s.Grants);
}

/// <summary>A session or process.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="Ended">False when it could not be ended.</param>
/// <param name="Text">The command, or why it is still there.</param>
internal sealed record ReceiptSessionView(string Pid, bool Ended, string Text);

/// <summary>Something that was left behind.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Text">Which one, in the server's words.</param>
internal sealed record ReceiptResidueView(string Kind, string Text);
