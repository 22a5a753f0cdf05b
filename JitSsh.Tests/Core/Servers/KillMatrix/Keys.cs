using JitSsh.Lab.Servers;

namespace JitSsh.Tests.Core.Servers.KillMatrix;

/// <summary>An authority, a person's own key, and another key of his with a certificate for the grant.</summary>
internal sealed class Keys : IDisposable
{
    /// <summary>What the certificate is for.</summary>
    public const string Principal = "request7";

    private Keys(string directory, string authority)
    {
        Directory = directory;
        Authority = authority;
    }

    public string Directory { get; }

    /// <summary>The key type and key of the authority.</summary>
    public string Authority { get; }

    public string Person => Path.Combine(Directory, "person");

    /// <summary>The key of which there is a certificate.</summary>
    public string Granted => Path.Combine(Directory, "granted");

    public string Certificate => Path.Combine(Directory, "granted-cert.pub");

    public static async Task<Keys> MakeAsync()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("jitssh-matrix-").FullName;
        (await HostCommand.RunAsync("sh", ["-euc", """
            cd "$1"
            ssh-keygen -q -t ecdsa -N '' -f ca
            ssh-keygen -q -t ed25519 -N '' -f person
            ssh-keygen -q -t ed25519 -N '' -f granted
            ssh-keygen -q -s ca -I "jitssh-$2-0a1b" -n "$2" -V -1m:+1h granted.pub
            """, "sh", directory, Principal], null, CancellationToken.None)).EnsureSuccess();
        var authority = await File.ReadAllTextAsync(Path.Combine(directory, "ca.pub"));
        return new Keys(directory, string.Join(' ', authority.Split(' ')[..2]));
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
