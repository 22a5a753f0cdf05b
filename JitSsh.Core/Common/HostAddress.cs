namespace JitSsh.Core.Common;

/// <summary>Where a server is reached: an IPv4 or IPv6 address or a DNS name, and a port. Holds only characters that are legal in one, so it can stand in an argument list.</summary>
public sealed record HostAddress
{
    private HostAddress(string host, int port) => (Host, Port) = (host, port);

    /// <summary>Address or name, without brackets, in the one way to write it.</summary>
    public string Host { get; }

    /// <summary>TCP port, 1 to 65535.</summary>
    public int Port { get; }

    /// <summary>Reads a host and a port; the sentence says what is wrong with them.</summary>
    public static bool TryCreate(string? host, int port, out HostAddress? address, out string? problem)
    {
        problem = port is < 1 or > 65535 ? $"{port} is not a port. Ports go from 1 to 65535; SSH's is 22." : HostSyntax.Problem(host ?? "");
        address = problem is null ? new(HostSyntax.Canonical(host!), port) : null;
        return address is not null;
    }

    /// <summary>host:port, with brackets around an IPv6 address.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
