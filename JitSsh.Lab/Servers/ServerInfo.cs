using System.Text.Json.Serialization;

namespace JitSsh.Lab.Servers;

/// <summary>What there is to know about a server from outside; an element of <c>servers.json</c>.</summary>
public sealed record ServerInfo
{
    /// <summary>Also its host name, for example <c>web-prod-01</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it boots systemd.</summary>
    public ServerKind Kind { get; init; }

    /// <summary>The Azure resource group it is said to be in.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>The Azure region it is said to be in, for example <c>westeurope</c>.</summary>
    public required string Region { get; init; }

    /// <summary>Azure tags: <c>environment</c>, <c>role</c>, <c>team</c>.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }

    /// <summary>Its loopback address.</summary>
    public required string Address { get; init; }

    /// <summary>Where its sshd listens.</summary>
    public required int Port { get; init; }

    /// <summary>Azure's unique id of the machine; a rebuilt machine has another.</summary>
    public required Guid VmId { get; init; }

    /// <summary>Its host keys: ed25519 and ECDSA P-256.</summary>
    public required IReadOnlyList<HostKey> HostKeys { get; init; }

    /// <summary>The host's number of the server's process 1; null while it is powered off.</summary>
    public required int? Pid { get; init; }

    /// <summary>Whether it is powered on.</summary>
    [JsonIgnore]
    public bool IsRunning => Pid is not null;

    /// <summary>
    /// The server's root directory as the host's root sees it; null while it is powered off. Absolute symbolic links in it lead
    /// out of the server: for a single file prefer <see cref="LabServer.ReadFileAsync"/>.
    /// </summary>
    public string? RootDirectory => Pid is null ? null : $"/proc/{Pid}/root";
}
