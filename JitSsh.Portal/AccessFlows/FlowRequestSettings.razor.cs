using System.Globalization;
using JitSsh.Core.Common;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>What may be done with access under a flow: extend it, lose it unused, break the glass.</summary>
public sealed partial class FlowRequestSettings
{
    /// <summary>The settings as they are typed; changed in place.</summary>
    [Parameter, EditorRequired]
    public RequestSettingsDraft Draft { get; set; } = null!;

    /// <summary>True when nobody is asked: then there is no glass to break.</summary>
    [Parameter]
    public bool IsAutomatic { get; set; }

    /// <summary>The sentences of the whole form.</summary>
    [Parameter]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>Told after each change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    private Task TellAsync(Action change)
    {
        change();
        return OnChanged.InvokeAsync();
    }

    private static int Number(ChangeEventArgs e, int before) => int.TryParse((string?)e.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : before;
}
