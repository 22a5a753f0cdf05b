using System.ComponentModel.DataAnnotations;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>Settings of the OpenSSH client's use, section <c>JitSsh:OpenSsh</c>.</summary>
public sealed class OpenSshOptions
{
    /// <summary>Where a directory for sockets and known_hosts files is made, with mode 0700, while the connector runs. Short, since a socket's path has at most 108 bytes. Empty = /tmp.</summary>
    public string RuntimeDirectory { get; set; } = "";

    /// <summary>How long a connection that nobody uses is kept.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "12:00:00")]
    public TimeSpan KeepConnection { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long to wait for a connection and its log-in.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>
    /// What <c>ssh</c> is given as <c>KexAlgorithms</c>; empty leaves it to the client. The usual one puts X25519 before the
    /// post-quantum exchange that OpenSSH 8.5 to 9.8 prefer, which costs six times as much machine time (docs/adr/0009).
    /// </summary>
    [RegularExpression(@"[\^+-]?[A-Za-z0-9@._,-]+")]
    public string KeyExchange { get; set; } = "^curve25519-sha256,curve25519-sha256@libssh.org";

    /// <summary>How long a run of the script may take.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00")]
    public TimeSpan RunTimeout { get; set; } = TimeSpan.FromSeconds(60);
}
