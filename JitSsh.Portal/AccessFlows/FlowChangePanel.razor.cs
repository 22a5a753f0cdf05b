using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Beside the builder: who gains and who loses what by saving, which access ends, and what Core would refuse it for.</summary>
public sealed partial class FlowChangePanel : IDisposable
{
    private FlowForecast? forecast;

    /// <summary>What cannot be seen by the form alone; the rest is said at its field when it is saved.</summary>
    private IReadOnlyList<Problem> broken = [];
    private Debounce? debounce;
    private bool isStale;

    /// <summary>The flow as it is stored; null for a new one.</summary>
    [Parameter]
    public AccessFlow? Flow { get; set; }

    /// <summary>The name as it stands.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>The rule as it stands.</summary>
    [Parameter, EditorRequired]
    public FlowRule Rule { get; set; } = null!;

    /// <summary>Whether it is to be active.</summary>
    [Parameter]
    public bool IsActive { get; set; }

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private AnalyseFlowChange Analyse { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => debounce?.Dispose();

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        isStale = true;
        return debounce is null ? (debounce = new(Clock)).RunNowAsync(ReadAsync) : debounce.RunAsync(ReadAsync);
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        var (name, rule) = (Name, Rule);
        if (await Current.GetAsync() is { } actor && await Analyse.RunAsync(actor, Flow?.Id, name, rule, IsActive, cancel) is { IsDone: true } found)
        {
            forecast = found.Value;
            broken = [.. found.Value.Problems.Except(FlowRuleProblems.In(name, rule))];
            isStale = false;
        }
    }
}
