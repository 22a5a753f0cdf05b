using JitSsh.Core.AccessFlows;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Beside the builder: whom and what the sentence matches now, as Core understands it.</summary>
public sealed partial class FlowMeaningPanel : IDisposable
{
    private const int NamesShown = 12;

    private FlowMeaning? meaning;
    private Debounce? debounce;
    private bool isStale;

    /// <summary>The rule as it stands.</summary>
    [Parameter, EditorRequired]
    public FlowRule Rule { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private ListAccessFlows List { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>The one grantee who is also the only approver, if there is one.</summary>
    private string? Alone => meaning is { Approvers: [var only] } && meaning.Grantees.Any(p => p.Id == only.Id) ? only.Name : null;

    private bool IsAutomatic => Rule.Kind == FlowKind.Automatic;

    /// <summary>Those who match and have no account to be given.</summary>
    private string NoAccount => IsAutomatic && meaning is not null ? Names([.. meaning.Grantees.Where(p => p.LinuxName is null)]) : "";

    /// <inheritdoc/>
    public void Dispose() => debounce?.Dispose();

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync()
    {
        isStale = true;
        return meaning is null && debounce is null
            ? (debounce = new(Clock)).RunNowAsync(ReadAsync)
            : debounce!.RunAsync(ReadAsync);
    }

    private async Task ReadAsync(CancellationToken cancel)
    {
        if (await Current.GetAsync() is { } actor && await List.MeaningAsync(actor, Rule, cancel) is { IsDone: true } found)
        {
            meaning = found.Value;
            isStale = false;
        }
    }

    private static string People(int count) => count == 1 ? "1 person" : $"{count} people";

    private static string Names(IReadOnlyList<Person> people) =>
        string.Join(", ", people.Take(NamesShown).Select(p => p.Name)) + (people.Count > NamesShown ? $" and {people.Count - NamesShown} more" : "");
}
