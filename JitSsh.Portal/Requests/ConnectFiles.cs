using System.Globalization;
using System.Text.RegularExpressions;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;

namespace JitSsh.Portal.Requests;

/// <summary>The names of the files a person downloads to connect, and the command that uses them.</summary>
/// <param name="Key">The private key's file as the command names it.</param>
/// <param name="Certificate">The certificate's file.</param>
public sealed partial record ConnectFiles(string Key, string Certificate)
{
    /// <summary>The name of the file with the servers' host keys.</summary>
    public const string KnownHosts = "jitssh-known_hosts";

    /// <summary>For a key made in the browser. The end of the id is its random part; its beginning is the time, which two requests may share.</summary>
    public static ConnectFiles OfNewKey(RequestId request) => new(NameOf(request), $"{NameOf(request)}-cert.pub");

    /// <summary>For a key the person has already.</summary>
    /// <param name="request">The request.</param>
    /// <param name="path">Where its private half lies, as they would type it.</param>
    public static ConnectFiles OfKeyAt(RequestId request, string path) => new(Word(path), $"{NameOf(request)}-cert.pub");

    /// <summary>Where ssh-keygen puts the private half of a key of this kind.</summary>
    /// <param name="line">The public line.</param>
    public static string UsualPath(string line) => line.Split(' ', 2)[0] switch
    {
        "ssh-rsa" => "~/.ssh/id_rsa",
        "sk-ssh-ed25519@openssh.com" => "~/.ssh/id_ed25519_sk",
        "sk-ecdsa-sha2-nistp256@openssh.com" => "~/.ssh/id_ecdsa_sk",
        "ssh-ed25519" => "~/.ssh/id_ed25519",
        _ => "~/.ssh/id_ecdsa",
    };

    /// <summary>The command to log in; null while the server has no address.</summary>
    public string? CommandFor(RequestedAccess access) => access is not { Host: { } host, Grant: { } grant } ? null : string.Join(' ', new[]
    {
        $"ssh -i {Key} -o CertificateFile={Certificate} -o UserKnownHostsFile={KnownHosts} -o IdentitiesOnly=yes",
        access.Port == 22 ? "" : string.Create(CultureInfo.InvariantCulture, $"-p {access.Port}"),
        $"{grant.Account}@{host}",
    }.Where(part => part.Length > 0));

    private static string NameOf(RequestId request) => $"jitssh-{request.ToString()[^8..]}";

    /// <summary>One word of a shell's line. A tilde at the beginning stays outside the quotes, so that the shell still replaces it.</summary>
    private static string Word(string path)
    {
        path = path.Trim();
        if (Plain().IsMatch(path))
        {
            return path;
        }

        var (home, rest) = path.StartsWith("~/", StringComparison.Ordinal) ? ("~/", path[2..]) : ("", path);
        return $"{home}'{rest.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    [GeneratedRegex(@"\A~?[A-Za-z0-9_./:@%+,-]+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Plain();
}
