using JitSsh.Core.Servers;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>Host keys by their fingerprints, as <c>ssh-keygen -l</c> shows them.</summary>
public sealed partial class HostKeyPrints
{
    /// <summary>The command that shows a server's own fingerprint, to be run on it.</summary>
    public const string CompareCommand = "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub";

    /// <summary>The keys.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<HostKey> Keys { get; set; } = [];

    /// <summary>Whose they are.</summary>
    [Parameter]
    public string Label { get; set; } = "Host keys";
}
