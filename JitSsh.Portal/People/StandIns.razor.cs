using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Shifts;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>Who stands in within a shift: to see, to take back, to add.</summary>
public sealed partial class StandIns
{
    private static readonly string[] Fields = ["PersonId", "From", "To"];

    private IReadOnlyList<Problem> problems = [];
    private Person? stander;
    private DateTime? from;
    private DateTime? to;

    /// <summary>The shift.</summary>
    [Parameter, EditorRequired]
    public ShiftId Shift { get; set; }

    /// <summary>The overrides.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<ShiftOverride> Overrides { get; set; } = [];

    /// <summary>Whom they name.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyDictionary<PersonId, Person> People { get; set; } = new Dictionary<PersonId, Person>();

    /// <summary>The zone of the times that are typed.</summary>
    [Parameter, EditorRequired]
    public string Zone { get; set; } = "";

    /// <summary>Told after a change.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private StandIn Stand { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private string NameOf(PersonId id) => People.TryGetValue(id, out var person) ? person.Name : "A person who is gone";

    private async Task StandInAsync()
    {
        if (await Current.GetAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Stand.AddAsync(actor, Shift, stander?.Id, At(from), At(to));
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            (stander, from, to) = (null, null, null);
            await OnChanged.InvokeAsync();
        }
    }

    private DateTimeOffset? At(DateTime? local) => local is { Year: >= 2000 and < 2150 } time ? ShiftDays.At(Zone, time) : null;

    private async Task TakeBackAsync(ShiftOverride stand)
    {
        if (await Current.GetAsync() is { } actor)
        {
            problems = (await Stand.RemoveAsync(actor, Shift, stand.Id)).Problems;
            await OnChanged.InvokeAsync();
        }
    }
}
