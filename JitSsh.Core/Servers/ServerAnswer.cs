using System.Globalization;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>Something the script could not do.</summary>
/// <param name="Scope"><c>server</c>, <c>account</c> or <c>grant</c>.</param>
/// <param name="Subject">The account's name or the grant's id; <c>-</c> for the server.</param>
/// <param name="Code">What kind of error, for example <c>missing-group</c>.</param>
/// <param name="Text">In the failing command's own words.</param>
public sealed record ServerError(string Scope, string Subject, string Code, string Text);

/// <summary>One line of a check.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Result"><c>ok</c>, <c>warn</c> or <c>fail</c>.</param>
/// <param name="Text">What was found and what to do.</param>
public sealed record ServerCheck(string Name, string Result, string Text);

/// <summary>What a server answered, read from the script's lines (docs/reconcile-protocol.md). Lines of an unknown kind are passed over, so that a newer script can say more.</summary>
public sealed class ServerAnswer
{
    private const int MostText = 300;
    private const int MostResidue = 1000;

    private readonly Dictionary<string, string> info = new(StringComparer.Ordinal);
    private readonly HashSet<string> inForce = new(StringComparer.Ordinal);
    private readonly List<ServerError> errors = [];
    private readonly List<ServerCheck> checks = [];
    private readonly List<string> sessions = [];
    private readonly HashSet<string> ended = new(StringComparer.Ordinal);
    private readonly HashSet<ServerResidue> residue = [];
    private readonly HashSet<string> clean = new(StringComparer.Ordinal);
    private readonly HashSet<string> scanning = new(StringComparer.Ordinal);
    private readonly ReceiptReader receipts = new();

    private ServerAnswer()
    {
    }

    /// <summary>True when the answer is whole; otherwise the outcome is unknown.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The server's clock, seconds since 1970 UTC; null when it did not say.</summary>
    public long? Clock { get; private set; }

    /// <summary>How many changes were made.</summary>
    public int Changes { get; private set; }

    /// <summary>When the server itself next has something to do.</summary>
    public DateTimeOffset? Next { get; private set; }

    /// <summary>What was found, by name: <c>openssh</c>, <c>init</c>, <c>logind</c>, <c>expiry</c>.</summary>
    public IReadOnlyDictionary<string, string> Info => info;

    /// <summary>The ids of the grants that were read back and are as wanted.</summary>
    public IReadOnlySet<string> InForce => inForce;

    /// <summary>What failed.</summary>
    public IReadOnlyList<ServerError> Errors => errors;

    /// <summary>What a check found.</summary>
    public IReadOnlyList<ServerCheck> Checks => checks;

    /// <summary>Sessions that were ended or could not be, in the script's words.</summary>
    public IReadOnlyList<string> Sessions => sessions;

    /// <summary>The ids of the grants of which nothing is left: the server has read it back.</summary>
    public IReadOnlySet<string> Ended => ended;

    /// <summary>What ends access on this server by itself: <c>systemd</c>, <c>cron</c>, <c>sleeper</c> or <c>none</c>; null when it did not say.</summary>
    public string? Timer => info.GetValueOrDefault("timer") is "systemd" or "cron" or "sleeper" or "none" ? info["timer"] : null;

    /// <summary>The next second for which that is armed; null for none.</summary>
    public DateTimeOffset? ArmedUntil => info.GetValueOrDefault("armed") is { } armed ? Second(armed) : null;

    /// <summary>The receipts that are whole, in the order they came.</summary>
    public IReadOnlyList<ServerReceipt> Receipts => receipts.Whole;

    /// <summary>What is left behind now.</summary>
    public IReadOnlySet<ServerResidue> Residue => residue;

    /// <summary>True when there was more residue than is read: then what is not in <see cref="Residue"/> may be there all the same.</summary>
    public bool HasMoreResidue { get; private set; }

    /// <summary>Accounts of which nothing is left behind: the server looked.</summary>
    public IReadOnlySet<string> Clean => clean;

    /// <summary>Accounts whose files the server is still looking for.</summary>
    public IReadOnlySet<string> Scanning => scanning;

    /// <summary>When it was asked, which is when it looked at its clock, give or take a network's delay; null when that is not known.</summary>
    public DateTimeOffset? AskedAt { get; private init; }

    /// <summary>Reads standard output. Never throws: what cannot be read makes the answer incomplete.</summary>
    /// <param name="output">Standard output.</param>
    /// <param name="askedAt">When the server was asked.</param>
    /// <param name="besides">What the connector did not even tell the server, and why.</param>
    public static ServerAnswer Read(string output, DateTimeOffset? askedAt = null, IEnumerable<ServerError>? besides = null)
    {
        var answer = new ServerAnswer { AskedAt = askedAt };
        answer.errors.AddRange(besides ?? []);
        var begun = false;
        foreach (var line in output.Split('\n'))
        {
            if (begun)
            {
                answer.Take(line.TrimEnd('\r'));
            }

            begun |= line.TrimEnd('\r') == "jitssh 1";
        }

        return answer;
    }

    private void Take(string line)
    {
        var f = line.Split(' ', 5);
        switch (f[0])
        {
            case "clock" when f.Length > 1: Clock = Second(f[1])?.ToUnixTimeSeconds() ?? Clock; break;
            case "info" when f.Length > 2: info[f[1]] = string.Join(' ', f[2..]); break;
            case "grant" when f.Length == 3 && f[2] == "in-force": inForce.Add(f[1]); break;
            case "session" when f.Length > 3: sessions.Add(string.Join(' ', f[1..])); break;
            case "error" when f.Length > 3 && ErrorOf(line[6..]) is { } error: errors.Add(error); break;
            case "ended" when f.Length == 2 && IsId(f[1]): ended.Add(f[1]); break;
            case "residue" when f.Length > 2 && ResidueOf(line[8..]) is { } found: TakeResidue(found); break;
            case "clean" when f.Length == 2 && IsAccountOrServer(f[1]): clean.Add(f[1]); break;
            case "scanning" when f.Length == 2 && IsAccount(f[1]): scanning.Add(f[1]); break;
            case "receipt" when f.Length > 2: receipts.Take(line[8..]); break;
            case "check" when f.Length > 2: checks.Add(new(f[1], f[2], f.Length > 3 ? string.Join(' ', f[3..]) : "")); break;
            case "changed" when f.Length > 1 && int.TryParse(f[1], CultureInfo.InvariantCulture, out var changes): Changes = changes; break;
            case "next" when f.Length > 1: Next = Second(f[1]) ?? Next; break;
            case "done": IsWhole = true; break;
            default: break;
        }
    }

    /// <summary>A moment in seconds since 1970; null for anything else.</summary>
    internal static DateTimeOffset? Second(string text) =>
        text.Length <= 12 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var second) && second is > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(second) : null;

    /// <summary>A text of the server's, short, and of printable ASCII whatever it was.</summary>
    internal static string Text(string text, int most = MostText) =>
        string.Concat((text.Length <= most ? text : text[..most]).Select(c => c is >= ' ' and <= '~' ? c : '?'));

    internal static bool IsAccount(string name) => LinuxName.IsWellFormed(name);

    internal static bool IsAccountOrServer(string name) => name == "-" || IsAccount(name);

    internal static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    internal static ServerResidue? ResidueOf(string fields)
    {
        var f = fields.Split(' ', 3);
        return f.Length > 1 && IsAccountOrServer(f[0]) && f[1].Length is > 0 and <= 32 && f[1].All(c => char.IsAsciiLetterLower(c) || c == '-')
            ? new(f[0], f[1], f.Length > 2 ? Text(f[2]) : "")
            : null;
    }

    internal static ServerError? ErrorOf(string fields)
    {
        var f = fields.Split(' ', 4);
        return f.Length > 2 ? new(Text(f[0], 16), Text(f[1], 64), Text(f[2], 64), f.Length > 3 ? Text(f[3]) : "") : null;
    }

    private void TakeResidue(ServerResidue found)
    {
        HasMoreResidue |= residue.Count >= MostResidue;
        if (!HasMoreResidue)
        {
            residue.Add(found);
        }
    }
}
