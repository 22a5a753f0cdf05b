using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>A file that is downloaded to connect.</summary>
public enum ConnectDownload
{
    /// <summary>The private key, from the browser's memory.</summary>
    PrivateKey,

    /// <summary>The certificate.</summary>
    Certificate,

    /// <summary>The servers' host keys.</summary>
    KnownHosts,
}

/// <summary>What to do with a certificate: download, permissions, the command.</summary>
public sealed partial class ConnectSteps
{
    /// <summary>The files' names.</summary>
    [Parameter, EditorRequired]
    public ConnectFiles Files { get; set; } = null!;

    /// <summary>Where access works.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RequestedAccess> Servers { get; set; } = [];

    /// <summary>The certificate's end.</summary>
    [Parameter, EditorRequired]
    public DateTimeOffset Until { get; set; }

    /// <summary>True when the browser holds the private key.</summary>
    [Parameter]
    public bool HasNewKey { get; set; }

    /// <summary>Told which file to hand over.</summary>
    [Parameter]
    public EventCallback<ConnectDownload> OnDownload { get; set; }
}
