using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Approvals;

/// <summary>One emergency that waits to be reviewed.</summary>
public sealed partial class ReviewCard
{
    private string note = "";

    /// <summary>The request.</summary>
    [Parameter, EditorRequired]
    public RequestRow Row { get; set; } = null!;

    /// <summary>Told the note to sign it with.</summary>
    [Parameter]
    public EventCallback<string> OnSign { get; set; }

    /// <summary>Sentences about the note.</summary>
    [Parameter]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    private string Id(string part) => $"review-{Row.Request.Id}-{part}";
}
