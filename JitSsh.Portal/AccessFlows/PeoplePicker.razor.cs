using JitSsh.Core.AccessFlows;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Shifts;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace JitSsh.Portal.AccessFlows;

/// <summary>Chooses people, groups and shifts: those chosen as chips, a search to add more. Enter adds the first that is found.</summary>
public sealed partial class PeoplePicker : IDisposable
{
    private const int HitsShown = 8;

    private readonly string inputId = $"picker-{Guid.NewGuid():N}";
    private IReadOnlyDictionary<PersonId, Person> names = new Dictionary<PersonId, Person>();
    private Dictionary<GroupId, string> groupNames = [];
    private IReadOnlyList<GroupRow> groups = [];
    private IReadOnlyList<NamedShift> shifts = [];
    private IReadOnlyList<Person> found = [];
    private Debounce? typing;
    private string search = "";
    private bool hasSearched;

    private sealed record Hit(object Key, string Name, string About, Func<PeopleRule, PeopleRule> Add);

    /// <summary>Those chosen.</summary>
    [Parameter, EditorRequired]
    public PeopleRule Rule { get; set; } = new([], []);

    /// <summary>Told the new choice.</summary>
    [Parameter]
    public EventCallback<PeopleRule> RuleChanged { get; set; }

    /// <summary>What they are chosen for, for example "Who may ask".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The id of the element with the sentences about this field.</summary>
    [Parameter]
    public string? DescribedBy { get; set; }

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private ListPeople People { get; set; } = null!;

    [Inject]
    private ListShifts Shifts { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    private IReadOnlyList<Hit> Hits => search.Trim().Length == 0 || !hasSearched ? [] :
    [
        .. groups.Where(g => !Rule.Groups.Contains(g.Group.Id))
            .Select(g => new Hit(g.Group.Id, $"Group {g.Group.Name}", g.MemberCount == 1 ? "1 person" : $"{g.MemberCount} people", r => r with { Groups = [.. r.Groups, g.Group.Id] })),
        .. shifts.Where(s => s.Name.Contains(search.Trim(), StringComparison.OrdinalIgnoreCase) && !Rule.Shifts.Contains(s.Id))
            .Select(s => new Hit(s.Id, $"Shift {s.Name}", "whoever is on call", r => r with { Shifts = [.. r.Shifts, s.Id] })),
        .. found.Where(p => !Rule.People.Contains(p.Id)).Select(p => new Hit(p.Id, p.Name, p.IsActive ? p.Email : $"{p.Email}, deactivated", r => r with { People = [.. r.People, p.Id] })),
    ];

    /// <inheritdoc/>
    public void Dispose() => typing?.Dispose();

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        typing = new(Clock);
        if (await Current.GetAsync() is { } actor)
        {
            var groupsKnown = await People.GroupNamesAsync(actor);
            groupNames = groupsKnown.IsDone ? groupsKnown.Value.ToDictionary(g => g.Id, g => g.Name) : [];
            var shiftsFound = await Shifts.NamesAsync(actor);
            shifts = shiftsFound.IsDone ? shiftsFound.Value : [];
            await NameAsync(actor);
        }
    }

    private async Task NameAsync(Actor actor)
    {
        if (await People.NamedAsync(actor, Rule.People) is { IsDone: true } named)
        {
            names = named.Value.ToDictionary(p => p.Id);
        }
    }

    private string NameOf(PersonId id) => names.GetValueOrDefault(id) is not { } person ? "A person who is gone" : person.IsActive ? person.Name : $"{person.Name} (deactivated)";

    private Task TypedAsync()
    {
        hasSearched = false;
        return search.Trim().Length == 0 ? Task.CompletedTask : typing!.RunAsync(SearchAsync);
    }

    private async Task SearchAsync(CancellationToken cancel)
    {
        if (await Current.GetAsync() is { } actor
            && await People.RunAsync(actor, search.Trim(), new(0, HitsShown), cancel) is { IsDone: true } page
            && await People.GroupsAsync(actor, search.Trim(), new(0, HitsShown), cancel) is { IsDone: true } named)
        {
            (found, groups) = ([.. page.Value.Items.Select(r => r.Person)], named.Value.Items);
            hasSearched = true;
        }
    }

    private async Task KeyAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Enter" && search.Trim().Length > 0)
        {
            await typing!.RunNowAsync(SearchAsync);
            if (Hits is [var first, ..])
            {
                await AddAsync(first);
            }
        }
    }

    private async Task AddAsync(Hit hit)
    {
        search = "";
        hasSearched = false;
        await SetAsync(hit.Add(Rule));
    }

    private async Task SetAsync(PeopleRule rule)
    {
        await RuleChanged.InvokeAsync(rule);
        Rule = rule;
        if (await Current.GetAsync() is { } actor)
        {
            await NameAsync(actor);
        }
    }
}
