using System.Security.Cryptography.X509Certificates;

namespace JitSsh.Lab.Azure;

/// <summary>How to set up the simulated Azure.</summary>
public sealed record SimulatedAzureOptions
{
    /// <summary>Port on 127.0.0.1; 0 = any that is free.</summary>
    public int Port { get; init; }

    /// <summary>Where <c>azure-ca.pem</c> and <c>azure-ca-bundle.pem</c> are written; null = a temporary directory, deleted at the end.</summary>
    public string? Directory { get; init; }

    /// <summary>What the identity sees.</summary>
    public IReadOnlyList<SimulatedSubscription> Subscriptions { get; init; } = [];

    /// <summary>Items a page. Azure itself gives a few hundred.</summary>
    public int PageSize { get; init; } = 50;

    /// <summary>The one tenant.</summary>
    public Guid TenantId { get; init; } = Guid.NewGuid();

    /// <summary>The one application.</summary>
    public Guid ClientId { get; init; } = Guid.NewGuid();

    /// <summary>Its secret; null = a random one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Certificates registered with the application, without their private keys.</summary>
    public IReadOnlyList<X509Certificate2> ClientCertificates { get; init; } = [];

    /// <summary>The subject of the one Kubernetes service account that the application trusts.</summary>
    public string WorkloadSubject { get; init; } = "system:serviceaccount:jitssh:connector";

    /// <summary>The managed identities of the machine, name and client id.</summary>
    public IReadOnlyDictionary<string, Guid> ManagedIdentities { get; init; } = new Dictionary<string, Guid>();

    /// <summary>Until when a token is good.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The lab's server behind a VM, for Run Command and power; null, or null for a VM: there is none, so its agent does not answer.</summary>
    public Func<SimulatedVm, Servers.LabServer?>? MachineOf { get; init; }

    /// <summary>How long a command or a start takes at least. Azure itself needs 20 seconds and more.</summary>
    public TimeSpan RunCommandTakes { get; init; }

    /// <summary>The clock for tokens.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
