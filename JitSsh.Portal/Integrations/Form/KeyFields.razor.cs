using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>The private key: pasted or generated. Only its type, fingerprint and public line are ever rendered.</summary>
public sealed partial class KeyFields
{
    private int attempt;

    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public IntegrationForm Form { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after the key changed, so that the sentences about it are found anew.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    private string User => LinuxName.IsWellFormed(Form.LoginUser.Trim()) ? Form.LoginUser.Trim() : "jitadmin";

    private Task ChangedAsync() => Changed.InvokeAsync();

    private Task PasteAsync(ChangeEventArgs e)
    {
        if (string.IsNullOrWhiteSpace(e.Value as string))
        {
            Form.Key.Forget();
        }
        else
        {
            Form.Key.Paste((string)e.Value);
        }

        return Changed.InvokeAsync();
    }

    private Task GenerateAsync()
    {
        attempt++; // A new field: what was pasted before does not stay in the browser.
        Form.Key.Generate();
        return Changed.InvokeAsync();
    }
}
