using System.Globalization;

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
    private readonly Dictionary<string, string> info = new(StringComparer.Ordinal);
    private readonly HashSet<string> inForce = new(StringComparer.Ordinal);
    private readonly List<ServerError> errors = [];
    private readonly List<ServerCheck> checks = [];
    private readonly List<string> sessions = [];

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

    /// <summary>Reads standard output. Never throws: what cannot be read makes the answer incomplete.</summary>
    public static ServerAnswer Read(string output)
    {
        var answer = new ServerAnswer();
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
            case "clock" when f.Length > 1 && long.TryParse(f[1], CultureInfo.InvariantCulture, out var clock): Clock = clock; break;
            case "info" when f.Length > 2: info[f[1]] = string.Join(' ', f[2..]); break;
            case "grant" when f.Length == 3 && f[2] == "in-force": inForce.Add(f[1]); break;
            case "session" when f.Length > 3: sessions.Add(string.Join(' ', f[1..])); break;
            case "error" when f.Length > 3: errors.Add(new(f[1], f[2], f[3], f.Length > 4 ? f[4] : "")); break;
            case "check" when f.Length > 2: checks.Add(new(f[1], f[2], f.Length > 3 ? string.Join(' ', f[3..]) : "")); break;
            case "changed" when f.Length > 1 && int.TryParse(f[1], CultureInfo.InvariantCulture, out var changes): Changes = changes; break;
            case "next" when f.Length > 1 && long.TryParse(f[1], CultureInfo.InvariantCulture, out var next) && next is > 0 and < 253402300800:
                Next = DateTimeOffset.FromUnixTimeSeconds(next);
                break;
            case "done": IsWhole = true; break;
            default: break;
        }
    }
}
