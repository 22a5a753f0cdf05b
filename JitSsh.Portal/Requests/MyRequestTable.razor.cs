using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>Requests of one person, a row each.</summary>
public sealed partial class MyRequestTable
{
    /// <summary>The requests.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<RequestRow> Rows { get; set; } = [];

    /// <summary>What they are, for a screen reader.</summary>
    [Parameter, EditorRequired]
    public string Caption { get; set; } = "";
}
