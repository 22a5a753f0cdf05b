using System.Globalization;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>By whom: automatically, or by people in steps.</summary>
public sealed partial class FlowApproval
{
    /// <summary>The flow as it is typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public FlowDraft Draft { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private Task SetAsync(bool automatic) => TellAsync(() => Draft.IsAutomatic = automatic);

    private Task TellAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }

    private void MoveUp(int step) => (Draft.Approval.Steps[step - 1], Draft.Approval.Steps[step]) = (Draft.Approval.Steps[step], Draft.Approval.Steps[step - 1]);

    private static int Number(ChangeEventArgs e, int before) => int.TryParse((string?)e.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : before;
}
