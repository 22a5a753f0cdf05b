using JitSsh.Portal.Integrations.Form;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Connect;

/// <summary>What will be connected, before it is.</summary>
public sealed partial class Summary
{
    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public IntegrationForm Form { get; set; } = null!;

    /// <summary>The preview.</summary>
    [Parameter, EditorRequired]
    public PreviewRun Preview { get; set; } = null!;

    private string ServersText =>
        !Form.IsAzure ? $"{Form.Servers.Count} in the list"
        : Preview.IsAbout(Form) ? $"{Preview.Result!.Servers.Count} found by the preview"
        : "found by discovery";
}
