using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace JitSsh.Core.Servers;

/// <summary>
/// Writes what goes to a server on standard input: the script, and the desired state in a quoted here-document
/// (docs/reconcile-protocol.md). Data can never be read as shell: the alphabet of the records has no character that means
/// anything to one, and a field with another character stops the writing.
/// </summary>
public static class ServerScript
{
    private const string End = "END-OF-DESIRED-STATE";

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:=+/@-");

    private static readonly string Text = Load();

    /// <summary>The input that makes a server match this state.</summary>
    /// <exception cref="FormatException">A field holds a character that no legal value has.</exception>
    public static string Reconcile(ServerState state, DateTimeOffset now)
    {
        var document = Start("reconcile", state.LoginUser, now);
        Record(document, "generation", state.Generation.ToString(CultureInfo.InvariantCulture));
        Record(document, "keep", Seconds(state.Keep), state.RemoveHomes ? "remove" : "archive");
        Record(document, "prepared", state.StaysPrepared ? "keep" : "drop");
        if (state.ReceiptsSeen > 0)
        {
            Record(document, "seen", state.ReceiptsSeen.ToString(CultureInfo.InvariantCulture));
        }

        if (state.PortalAddress is { } portal)
        {
            Record(document, "portal", portal);
        }

        foreach (var account in state.Accounts)
        {
            Record(document, "account", account.Name, state.UseExistingAccounts ? "use" : "refuse");
            foreach (var line in account.TrustLines)
            {
                var key = line.AuthorityKey.Split(' ');
                Record(document, "grant", account.Name, line.Grant.ToString(), line.Principal.ToString(), Epoch(line.NotAfter), "pty", key[0], key[1]);
                foreach (var group in line.Groups)
                {
                    Record(document, "group", account.Name, line.Grant.ToString(), group);
                }
            }
        }

        foreach (var ending in state.Endings)
        {
            Record(document, "ending", ending.Account, ending.Grant.ToString(), ending.Principal.ToString(), ending.Reason);
        }

        return Finish(document);
    }

    /// <summary>True when this can stand in a record: a script that gets anything else refuses all of it.</summary>
    public static bool IsLegal(string field) => field.Length is > 0 and <= 1000 && !field.AsSpan().ContainsAnyExcept(Alphabet);

    /// <summary>The input that looks at a server and changes nothing.</summary>
    /// <param name="loginUser">The user the connector logs in as.</param>
    /// <param name="now">The connector's clock.</param>
    /// <param name="probes">Accounts and groups to ask about; a null group asks for the account alone.</param>
    /// <exception cref="FormatException">A field holds a character that no legal value has.</exception>
    public static string Check(string loginUser, DateTimeOffset now, IReadOnlyList<(string Account, string? Group)> probes)
    {
        var document = Start("check", loginUser, now);
        foreach (var (account, group) in probes)
        {
            Record(document, "probe", account, group ?? "-");
        }

        return Finish(document);
    }

    private static StringBuilder Start(string mode, string loginUser, DateTimeOffset now)
    {
        var document = new StringBuilder(Text, Text.Length + 4096).Append("main <<'").Append(End).Append("'\n");
        Record(document, "jitssh", "1");
        Record(document, "mode", mode);
        Record(document, "now", Epoch(now));
        Record(document, "self", loginUser);
        return document;
    }

    private static string Finish(StringBuilder document)
    {
        Record(document, "end");
        return document.Append(End).Append('\n').ToString();
    }

    private static void Record(StringBuilder document, params ReadOnlySpan<string> fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i].Length == 0 || fields[i].AsSpan().ContainsAnyExcept(Alphabet))
            {
                throw new FormatException($"A field of the record '{fields[0]}' holds a character that no legal value has.");
            }

            document.Append(i == 0 ? "" : " ").Append(fields[i]);
        }

        document.Append('\n');
    }

    /// <summary>The end is rounded down: access is never a second too long.</summary>
    private static string Epoch(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => ((long)span.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static string Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("reconcile.sh")
            ?? throw new InvalidOperationException("reconcile.sh is not embedded in this build.");
        using var reader = new StreamReader(stream, Encoding.ASCII);

        // The comments are for people; without them a fifth less crosses the wire each time.
        return string.Concat(reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && !l.TrimStart().StartsWith('#')).Select(l => l + "\n"));
    }
}
