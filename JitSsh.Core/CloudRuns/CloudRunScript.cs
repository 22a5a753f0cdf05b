using System.Buffers;
using System.Reflection;
using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Core.SshKeys;

namespace JitSsh.Core.CloudRuns;

/// <summary>Writes the scripts that go over the control plane, and reads what they say. Their text is constant; the only data in them are a user's name and a public key, both checked again here.</summary>
internal static class CloudRunScript
{
    private const int MostText = 300;

    private static readonly SearchValues<char> Harmless =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+/=@-");

    /// <summary>Reads the host keys.</summary>
    public static string HostKeys { get; } = Load("host-keys") + "host_keys_main\n";

    private static readonly string Login = Load("login");

    /// <summary>Looks at, makes or takes away what is needed to log in.</summary>
    /// <exception cref="FormatException">The user or the key holds a character that no legal one has.</exception>
    public static string ForLogin(CloudRunKind kind, string user, string publicKeyLine)
    {
        var mode = kind switch
        {
            CloudRunKind.Look => "look",
            CloudRunKind.Prepare => "make",
            CloudRunKind.Undo => "undo",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
        };
        var key = SshPublicKeyLine.Parse(publicKeyLine, HostPublicKey.MinimumRsaBits);
        if (!LinuxName.IsWellFormed(user) || !key.IsValid)
        {
            throw new FormatException("The login user or its public key is not well formed.");
        }

        var base64 = Convert.ToBase64String(key.Value.Blob.Span);
        return $"MODE='{mode}'\nLOGIN='{Checked(user)}'\nKEY_TYPE='{Checked(key.Value.Type)}'\nKEY='{Checked(base64)}'\n{Login}login_main\n";
    }

    /// <summary>The host keys of an answer; null when it is not exactly what the script says, or holds none.</summary>
    public static IReadOnlyList<HostKey>? ReadHostKeys(string answer)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 3 || lines[0] != "host-keys 1" || lines[^1] != "done" || !lines[1..^1].All(l => l.StartsWith("hostkey ", StringComparison.Ordinal)))
        {
            return null;
        }

        // A key of a kind that JitSsh does not take (DSA, short RSA) is no reason to refuse the others.
        var keys = HostKey.ReadLines(string.Join('\n', lines[1..^1].Select(l => l["hostkey ".Length..]))).DistinctBy(k => k.Line).ToList();
        return keys.Count > 0 ? keys : null;
    }

    /// <summary>What the login script found or did; null when the answer is not exactly what it says.</summary>
    public static IReadOnlyList<CloudFinding>? ReadFindings(string answer)
    {
        var lines = answer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 3 || lines[0] != "login 1" || lines[^1] != "done")
        {
            return null;
        }

        List<CloudFinding> findings = [];
        foreach (var line in lines[1..^1])
        {
            var f = line.Split(' ', 4);
            if (f.Length < 3 || f[0] != "item" || f[1] is not ("user" or "key" or "sudo" or "sshd")
                || f[2] is not ("there" or "missing" or "later" or "made" or "removed" or "gone" or "kept" or "failed"))
            {
                return null;
            }

            findings.Add(new(f[1], f[2], f.Length > 3 ? ServerAnswer.Text(f[3], MostText) : ""));
        }

        return findings;
    }

    private static string Checked(string text) =>
        text.Length > 0 && !text.AsSpan().ContainsAnyExcept(Harmless) ? text : throw new FormatException("A value for a server holds a character that no legal one has.");

    private static string Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"cloud-run/{name}") ?? throw new InvalidOperationException($"The script {name} is not embedded in this build.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd();
    }
}
