using System.Net;

namespace JitSsh.Lab.Servers;

/// <summary>What a lab is to be made of.</summary>
public sealed record ServerLabOptions
{
    /// <summary>How many light servers, 0 to 250.</summary>
    public int Count { get; init; } = 3;

    /// <summary>How many full servers, with systemd; they come after the light ones. There are 1 to 250 servers in all.</summary>
    public int Full { get; init; }

    /// <summary>
    /// The servers' time zone, for example <c>America/New_York</c>, wherever the machine itself is. Without one it is the machine's.
    /// </summary>
    public string? TimeZone { get; init; }

    /// <summary>
    /// A directory for keys, <c>servers.json</c> and what <c>down</c> needs. Without one the lab takes a fresh temporary
    /// directory and removes it at the end.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>The servers listen on the addresses after this one: 127.0.10.0 gives 127.0.10.1, 127.0.10.2 and so on.</summary>
    public IPAddress AddressBase { get; init; } = IPAddress.Parse("127.0.10.0");

    /// <summary>Where their sshd listens. Another one than 22 where the machine's own sshd has 22 on every address.</summary>
    public int Port { get; init; } = 22;

    /// <summary>
    /// The public key that may log in as <c>jitadmin</c>, as a line of <c>authorized_keys</c>. Without one the lab makes a key
    /// pair, see <see cref="ServerLab.AdminPrivateKeyPath"/>.
    /// </summary>
    public string? AdminPublicKey { get; init; }

    /// <summary>The process that <c>down</c> ends first: set by the program, not by a host that does more than run a lab.</summary>
    internal HostProcess? Owner { get; init; }
}
