using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>A person's SSH public keys.</summary>
public sealed partial class SshKeyTable
{
    /// <summary>The keys.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<SshKey> Keys { get; set; } = [];

    /// <summary>Told which one to remove.</summary>
    [Parameter]
    public EventCallback<SshKey> OnRemove { get; set; }
}
