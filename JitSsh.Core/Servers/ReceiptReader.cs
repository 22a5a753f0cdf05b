using System.Globalization;

namespace JitSsh.Core.Servers;

/// <summary>
/// Puts the lines of receipts together. A server may write anything: lines that do not have the form of the protocol are passed over,
/// texts are cut, and there is a most of everything. A receipt counts when its last line was there.
/// </summary>
internal sealed class ReceiptReader
{
    /// <summary>More receipts than this in one answer are left for the next: the server sends again what was not seen.</summary>
    internal const int MostReceipts = 500;

    private const int MostLines = 500;

    private readonly Dictionary<long, Draft> open = [];
    private readonly List<ServerReceipt> whole = [];

    /// <summary>The receipts that are whole, in the order they came.</summary>
    public IReadOnlyList<ServerReceipt> Whole => whole;

    /// <summary>Takes what follows the word <c>receipt</c>.</summary>
    public void Take(string line)
    {
        var (first, rest) = Split(line);
        var (kind, fields) = Split(rest);
        if (first.Length > 12 || !long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
        {
            return;
        }

        if (kind == "at")
        {
            Begin(number, fields);
        }
        else if (open.TryGetValue(number, out var draft))
        {
            if (kind == "end")
            {
                open.Remove(number);
                whole.Add(draft.Finish(number));
            }
            else if (++draft.Lines <= MostLines)
            {
                draft.Take(kind, fields);
            }
        }
    }

    private void Begin(long number, string fields)
    {
        var (at, by) = Split(fields);
        ReceiptBy? who = by switch { "connector" => ReceiptBy.Connector, "timer" => ReceiptBy.Timer, "boot" => ReceiptBy.Boot, _ => null };
        if (who is { } known && ServerAnswer.Second(at) is { } second && open.Count + whole.Count < MostReceipts && whole.TrueForAll(r => r.Number != number))
        {
            open[number] = new(second, known);
        }
    }

    /// <summary>The first word, and what follows it.</summary>
    internal static (string First, string Others) Split(string text) =>
        text.IndexOf(' ', StringComparison.Ordinal) is >= 0 and var space ? (text[..space], text[(space + 1)..]) : (text, "");

    private sealed class Draft(DateTimeOffset at, ReceiptBy by)
    {
        private readonly Dictionary<string, AccountReceipt> accounts = new(StringComparer.Ordinal);
        private readonly List<SessionEnd> sessions = [];
        private readonly List<string> changes = [];
        private readonly List<ServerDrift> drift = [];
        private readonly List<string> ended = [];
        private readonly List<ServerResidue> residue = [];
        private readonly List<ServerError> errors = [];

        public int Lines { get; set; }

        public void Take(string kind, string fields)
        {
            var (first, rest) = Split(fields);
            switch (kind)
            {
                case "before" when ServerAnswer.IsAccount(first) && Snapshot(rest) is { } before: accounts[first] = Of(first) with { Before = before }; break;
                case "after" when ServerAnswer.IsAccount(first) && Snapshot(rest) is { } after: accounts[first] = Of(first) with { After = after }; break;
                case "home" when ServerAnswer.IsAccount(first) && rest.Length > 0: accounts[first] = Of(first) with { Home = ServerAnswer.Text(rest) }; break;
                case "clean" when ServerAnswer.IsAccount(first): accounts[first] = Of(first) with { IsClean = true }; break;
                case "session" when ServerAnswer.IsAccount(first) && Session(first, rest) is { } session: sessions.Add(session); break;
                case "server" when fields.Length > 0: changes.Add(ServerAnswer.Text(fields)); break;
                case "drift" when ServerAnswer.IsAccountOrServer(first): drift.Add(new(first, ServerAnswer.Text(rest))); break;
                case "ended" when ServerAnswer.IsId(fields): ended.Add(fields); break;
                case "residue" when ServerAnswer.ResidueOf(fields) is { } found: residue.Add(found); break;
                case "error" when ServerAnswer.ErrorOf(fields) is { } error: errors.Add(error); break;
                default: break;
            }
        }

        public ServerReceipt Finish(long number) => new()
        {
            Number = number,
            At = at,
            By = by,
            Accounts = [.. accounts.Values],
            Sessions = sessions,
            ServerChanges = changes,
            Drift = drift,
            Ended = ended,
            Residue = residue,
            Errors = errors,
        };

        private AccountReceipt Of(string account) => accounts.TryGetValue(account, out var there) ? there : new(account, null, null, null, false);

        private static AccountSnapshot? Snapshot(string text)
        {
            var f = text.Split(' ');
            return f is ["absent" or "open" or "locked", _, _, _]
                ? new(f[0], f[1] == "-" ? null : ServerAnswer.Text(f[1], 12), Names(f[2]), [.. Names(f[3]).Where(ServerAnswer.IsId)])
                : null;
        }

        private static IReadOnlyList<string> Names(string joined) =>
            joined == "-" ? [] : [.. joined.Split(',', StringSplitOptions.RemoveEmptyEntries).Take(100).Select(n => ServerAnswer.Text(n, 64))];

        private static SessionEnd? Session(string account, string text)
        {
            var (pid, rest) = Split(text);
            var (what, command) = Split(rest);
            return pid.Length is > 0 and <= 12 && pid.All(char.IsAsciiDigit) && what is "ended" or "left" ? new(account, pid, what == "ended", ServerAnswer.Text(command)) : null;
        }
    }
}
