using System.Text.Json.Serialization;

namespace JitSsh.Core.Servers;

/// <summary>What made a server change something.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReceiptBy>))]
public enum ReceiptBy
{
    /// <summary>A connector's visit.</summary>
    Connector,

    /// <summary>The server's own timer, with nobody connected.</summary>
    Timer,

    /// <summary>The server itself, while it started.</summary>
    Boot,
}

/// <summary>An account at a moment, as the server read it.</summary>
/// <param name="State"><c>absent</c>, <c>open</c> or <c>locked</c>.</param>
/// <param name="Uid">Its number; null while it is absent.</param>
/// <param name="Groups">Its supplementary groups.</param>
/// <param name="Grants">The ids of the grants that have a trust line.</param>
public sealed record AccountSnapshot(string State, string? Uid, IReadOnlyList<string> Groups, IReadOnlyList<string> Grants);

/// <summary>A session or process that was to be ended.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Pid">Its number.</param>
/// <param name="Ended">False when it is still there.</param>
/// <param name="Text">The command, or why it is still there.</param>
public sealed record SessionEnd(string Account, string Pid, bool Ended, string Text);

/// <summary>Something that was left behind.</summary>
/// <param name="Account">By whom; <c>-</c> for the server itself.</param>
/// <param name="Kind">What it is, for example <c>planted-key</c>.</param>
/// <param name="Text">Which one, in the server's words.</param>
public sealed record ServerResidue(string Account, string Kind, string Text);

/// <summary>Something of JitSsh's that somebody had changed on the server, and that was put right.</summary>
/// <param name="Account">Which account it was about; <c>-</c> for the server itself.</param>
/// <param name="Text">What it was, in the server's words.</param>
public sealed record ServerDrift(string Account, string Text);

/// <summary>What one run did to one account.</summary>
/// <param name="Account">The account.</param>
/// <param name="Before">The account before the run; null when the receipt does not say.</param>
/// <param name="After">And after it, read again.</param>
/// <param name="Home">What became of its home, in words; null when nothing did.</param>
/// <param name="IsClean">True when the server looked, and nothing was left behind.</param>
public sealed record AccountReceipt(string Account, AccountSnapshot? Before, AccountSnapshot? After, string? Home, bool IsClean);

/// <summary>What one run of the script changed on a server, as the server wrote it down itself.</summary>
public sealed record ServerReceipt
{
    /// <summary>Grows from run to run: about the second of the run.</summary>
    public required long Number { get; init; }

    /// <summary>When, by the server's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What made it run.</summary>
    public required ReceiptBy By { get; init; }

    /// <summary>True when the connector came over Run Command, because it could not over SSH.</summary>
    public bool OverRunCommand { get; init; }

    /// <summary>The accounts that it is about.</summary>
    public IReadOnlyList<AccountReceipt> Accounts { get; init; } = [];

    /// <summary>Sessions that were ended, or could not be.</summary>
    public IReadOnlyList<SessionEnd> Sessions { get; init; } = [];

    /// <summary>Changes of the server itself.</summary>
    public IReadOnlyList<string> ServerChanges { get; init; } = [];

    /// <summary>What somebody had changed and was put right.</summary>
    public IReadOnlyList<ServerDrift> Drift { get; init; } = [];

    /// <summary>The ids of the grants of which nothing is left.</summary>
    public IReadOnlyList<string> Ended { get; init; } = [];

    /// <summary>What was left behind.</summary>
    public IReadOnlyList<ServerResidue> Residue { get; init; } = [];

    /// <summary>What failed.</summary>
    public IReadOnlyList<ServerError> Errors { get; init; } = [];

    /// <summary>The part that is about one account, and nothing about anybody else's.</summary>
    /// <param name="account">The account.</param>
    /// <param name="grant">The id of the grant it is shown with.</param>
    public ServerReceipt For(string account, string grant) => this with
    {
        Accounts = [.. Accounts.Where(a => a.Account == account)],
        Sessions = [.. Sessions.Where(s => s.Account == account)],
        Drift = [.. Drift.Where(d => d.Account == account)],
        Ended = [.. Ended.Where(e => e == grant)],
        Residue = [.. Residue.Where(r => r.Account == account)],
        Errors = [.. Errors.Where(e => e.Scope == "server" || e.Subject == account || e.Subject == grant)],
    };
}
