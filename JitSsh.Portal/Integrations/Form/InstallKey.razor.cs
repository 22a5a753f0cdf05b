using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>How the connector's user and its public key get onto the servers.</summary>
public sealed partial class InstallKey
{
    /// <summary>The user; a well-formed Linux name.</summary>
    [Parameter, EditorRequired]
    public string LoginUser { get; set; } = "";

    /// <summary>Type and base64.</summary>
    [Parameter, EditorRequired]
    public string PublicKeyLine { get; set; } = "";
}
