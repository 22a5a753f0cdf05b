using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>Owner, message, and what becomes of accounts.</summary>
public sealed partial class MoreFields
{
    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public IntegrationForm Form { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>True leaves out what an owner cannot change.</summary>
    [Parameter]
    public bool ForOwner { get; set; }
}
