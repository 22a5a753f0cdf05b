using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Requests;

/// <summary>Says, before anything is sent, who would decide, under which flow, and what may go wrong.</summary>
public sealed partial class WhatHappensNext : IDisposable
{
    private const int NamesShown = 6;

    private Forecast? forecast;
    private Debounce? debounce;
    private string? asked;

    /// <summary>The request as it stands.</summary>
    [Parameter, EditorRequired]
    public AccessInput Input { get; set; } = new();

    /// <summary>Grows when policy or servers may have changed, so that the same request is asked about anew.</summary>
    [Parameter]
    public int Stamp { get; set; }

    /// <summary>Told what Core says to it.</summary>
    [Parameter]
    public EventCallback<Forecast> OnForecast { get; set; }

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private AnalyseRequest Analyse { get; set; } = null!;

    [Inject]
    private PreflightRequest Preflight { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <inheritdoc/>
    public void Dispose() => debounce?.Dispose();

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        // Telling the page makes it render, which sets the parameters again: only another question is asked.
        var question = $"{Stamp}|{Input.For}|{string.Join(',', Input.Servers)}|{string.Join(',', Input.LinuxGroups)}|{Input.Duration}|{Input.StartsAt:o}|{Input.BreakGlass}|{Input.Justification}";
        if (question == asked)
        {
            return Task.CompletedTask;
        }

        asked = question;
        return (debounce ??= new(Clock)).RunAsync(AskAsync);
    }

    private async Task AskAsync(CancellationToken cancel)
    {
        if (Input.Servers.Count > 0 && await Current.GetAsync() is { } actor)
        {
            forecast = await Forecast.AskAsync(Analyse, actor, Input, cancel);
            await OnForecast.InvokeAsync(forecast);
        }
    }

    private async Task<Outcome<ServerPreflight>> LookAsync(ServerId server, CancellationToken cancel) =>
        await Current.GetAsync() is { } actor ? await Preflight.BeforeAskingAsync(actor, server, Input.LinuxGroups, Input.For, cancel) : Refusal.NotFound;

    private static string Many(ApprovalStep step, StepApprovers asked) =>
        asked is { First.Count: 1, Next.Count: 0 } ? "" : step.All || IsByEachOwner(asked) ? "all of " : step.Needed > 1 ? $"{step.Needed} of " : "one of ";

    private static string OwnersWord(StepApprovers asked) =>
        asked.Owned.Count == 0 ? "" : IsByEachOwner(asked) ? (asked.First.Count == 1 ? ", the owner" : ", each as the owner of some of the servers") : "; an owner's approval counts for their own servers only";

    private static bool IsByEachOwner(StepApprovers asked) => asked.Owned.Count > 0 && asked.Whole.Count == 0 && asked.First.Count > 0;

    private static string Names(IReadOnlyList<Person> people) =>
        string.Join(", ", people.Take(NamesShown).Select(p => p.Name)) + (people.Count > NamesShown ? $" and {people.Count - NamesShown} more" : "");
}
