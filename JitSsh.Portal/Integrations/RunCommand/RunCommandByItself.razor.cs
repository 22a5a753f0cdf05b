using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.RunCommand;

/// <summary>What an integration does through the control plane by itself.</summary>
public sealed partial class RunCommandByItself
{
    private bool accept;
    private bool start;
    private bool end;
    private string minutes = "60";
    private string? problem;
    private string? said;
    private bool isRead;

    /// <summary>The integration.</summary>
    [Parameter, EditorRequired]
    public Integration Integration { get; set; } = null!;

    /// <summary>Told after something changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private ChangeRunCommand Change { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // Read once: what somebody is typing is not taken from them by a change elsewhere.
        if (isRead)
        {
            return;
        }

        isRead = true;
        var settings = (Integration.Source as AzureVmSettings)?.RunCommand ?? new();
        (accept, start, end) = (settings.AcceptVouchedHostKeys, settings.LetPeopleStart, settings.EndAfterMinutes is not null);
        minutes = (settings.EndAfterMinutes ?? 60).ToString(CultureInfo.InvariantCulture);
    }

    private async Task SaveAsync()
    {
        (problem, said) = (null, null);
        if (await Current.GetAsync() is not { } actor)
        {
            return;
        }

        // What is no number is said in the same words as a number out of bounds.
        var after = !end ? (int?)null : int.TryParse(minutes.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var outcome = await Change.RunAsync(actor, Integration.Id, new() { AcceptVouchedHostKeys = accept, LetPeopleStart = start, EndAfterMinutes = after });
        problem = outcome.IsDone ? null : outcome.Sentence;
        said = outcome.IsDone ? "Saved." : null;
        await OnChanged.InvokeAsync();
    }
}
