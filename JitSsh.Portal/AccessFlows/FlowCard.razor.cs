using JitSsh.Core.AccessFlows;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.AccessFlows;

/// <summary>One access flow, read as its sentence.</summary>
public sealed partial class FlowCard
{
    private static readonly BadgeLook On = new("Active", Tone.Good);
    private static readonly BadgeLook Off = new("Not active", Tone.Off);

    private readonly string headingId = $"flow-{Guid.NewGuid():N}";

    /// <summary>The flow.</summary>
    [Parameter, EditorRequired]
    public AccessFlow Flow { get; set; } = null!;

    /// <summary>Activate or deactivate it; a deactivation is asked for only after a confirmation.</summary>
    [Parameter]
    public EventCallback OnToggle { get; set; }

    /// <summary>Remove it; asked for only after a confirmation.</summary>
    [Parameter]
    public EventCallback OnRemove { get; set; }

    /// <summary>The names of what the flow names.</summary>
    [Parameter, EditorRequired]
    public FlowWords Names { get; set; } = FlowWords.None;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private AnalyseFlowChange Analyse { get; set; } = null!;

    private bool IsAutomatic => Flow.Rule.Kind == FlowKind.Automatic;

    private string NoMore => IsAutomatic ? "Nobody gets access by it any more." : "Nobody can ask under it any more, and requests that wait under it can no longer be approved.";

    private async Task ToggleAsync()
    {
        if (!Flow.IsActive || await ConfirmAsync("Deactivate", ""))
        {
            await OnToggle.InvokeAsync();
        }
    }

    private async Task RemoveAsync()
    {
        if (await ConfirmAsync("Remove", " History keeps what the flow said."))
        {
            await OnRemove.InvokeAsync();
        }
    }

    private async Task<bool> ConfirmAsync(string verb, string more) =>
        await Current.GetAsync() is { } actor
        && await Dialogs.ConfirmAsync($"{verb} {Flow.Name}?", $"{NoMore} {await Analyse.WhenGoneAsync(actor, Flow)}{more}", verb, dangerous: true);
}
