using System.Buffers;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
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

    /// <summary>The files of Script/, one after the other: they hold functions only, so their order means nothing.</summary>
    internal static readonly string Source = Load();

    private static readonly string Opening = Quote(WithoutComments(Source));

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
                Record(document, "grant", account.Name, line.Grant.ToString(), line.Principal.ToString(), Epoch(line.NotAfter), Permits(line), key[0], key[1]);
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
        var document = new StringBuilder(Opening, Opening.Length + 4096).Append("main <<'").Append(End).Append("'\n");
        Record(document, "jitssh", "1");
        Record(document, "mode", mode);
        Record(document, "now", Epoch(now));
        Record(document, "self", loginUser);
        return document;
    }

    private static string Permits(TrustLine line) => $"pty{(line.PermitPortForwarding ? "+port-forwarding" : "")}{(line.PermitAgentForwarding ? "+agent-forwarding" : "")}";

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

    /// <summary>The program as the value of a variable, so that it can keep itself on the server, and its evaluation. A connection that breaks off inside the quotes runs nothing.</summary>
    internal static string Quote(string program) =>
        $"JITSSH_SCRIPT='{program.Replace("'", "'\\''", StringComparison.Ordinal)}'\nJITSSH_VERSION={Version(program)}\neval \"$JITSSH_SCRIPT\"\n";

    private static string Version(string program) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(program)))[..16];

    /// <summary>The comments and the indentation are for people; without them a third less crosses the wire each time.</summary>
    private static string WithoutComments(string source)
    {
        var program = new StringBuilder(source.Length);
        var quoted = false;
        foreach (var line in source.Split('\n'))
        {
            // Inside a text of several lines everything counts, also what looks like a comment.
            var text = quoted ? line : line.TrimStart(' ');
            if (!quoted && (text.Length == 0 || text[0] == '#'))
            {
                continue;
            }

            quoted ^= IsOdd(text);
            program.Append(text).Append('\n');
        }

        return program.ToString();
    }

    /// <summary>Whether a text in double quotes begins or ends on this line without ending or beginning. The script's own lines are simple enough for this; a test compares the programs.</summary>
    private static bool IsOdd(string line)
    {
        var odd = false;
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case '\\': i++; break;
                case '\'' when !odd: i = Math.Max(i, line.IndexOf('\'', i + 1)); break;
                case '"': odd = !odd; break;
                case '#' when !odd && i > 0 && line[i - 1] == ' ': return odd;
                default: break;
            }
        }

        return odd;
    }

    private static string Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var source = new StringBuilder();
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith("script/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.ASCII);
            source.Append(reader.ReadToEnd());
        }

        return source.Length > 0 ? source.ToString() : throw new InvalidOperationException("The script is not embedded in this build.");
    }
}
