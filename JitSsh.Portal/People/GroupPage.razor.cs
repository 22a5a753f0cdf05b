using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Layout;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;
using Group = JitSsh.Core.People.Group;

namespace JitSsh.Portal.People;

/// <summary>One group: its name, its members and the groups in it; and who is in it by which way.</summary>
public sealed partial class GroupPage
{
    private List<Person> members = [];
    private HashSet<GroupId> inside = [];
    private IReadOnlyList<Group> others = [];
    private GroupDetail? detail;
    private IReadOnlyList<Person> found = [];
    private IReadOnlyList<Problem> problems = [];
    private Guid? shown;
    private string? search;
    private string stored = "";
    private string name = "";
    private string provider = "";
    private string externalId = "";
    private bool isThere;

    /// <summary>The group; null for a new one.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    [Inject]
    private ListPeople List { get; set; } = null!;

    [Inject]
    private SaveGroup SaveTo { get; set; } = null!;

    [Inject]
    private CompanyAccounts Accounts { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        // What was begun stays: only another group's address begins anew.
        if (isThere && shown == Id)
        {
            return;
        }

        var groups = await List.GroupNamesAsync(Actor!, cancel);
        var found = Id is { } id ? await List.GroupAsync(Actor!, new(id), cancel) : null;
        isThere = groups.IsDone && (found is null || found.IsDone);
        detail = isThere ? found?.Value : null;
        others = groups.IsDone ? [.. groups.Value.Where(g => g.Id.Value != Id)] : [];
        inside = [.. detail?.Groups.Select(g => g.Id) ?? []];
        (shown, stored, name, members) = (Id, detail?.Group.Name ?? "", detail?.Group.Name ?? "", [.. detail?.Members ?? []]);
        (provider, externalId) = (detail?.Group.Provider ?? "", detail?.Group.ExternalId ?? "");
        (search, this.found, problems) = (null, [], []);
    }

    private void Choose(GroupId group, bool isChosen)
    {
        if (isChosen)
        {
            inside.Add(group);
        }
        else
        {
            inside.Remove(group);
        }
    }

    private async Task SearchAsync(string? text)
    {
        search = text;
        var outcome = text is null ? null : await List.RunAsync(Actor!, text, new(0, 20));
        found = outcome is { IsDone: true } ? [.. outcome.Value.Items.Select(r => r.Person).Where(p => members.TrueForAll(m => m.Id != p.Id))] : [];
    }

    private void Add(Person person)
    {
        members = [.. members.Append(person).OrderBy(p => p.Name, StringComparer.CurrentCultureIgnoreCase)];
        found = [.. found.Where(p => p.Id != person.Id)];
    }

    private void Remove(Person person) => members.RemoveAll(p => p.Id == person.Id);

    private async Task SaveAsync()
    {
        if (await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var outcome = await SaveTo.RunAsync(actor, Id is { } id ? new GroupId(id) : null, name, [.. members.Select(m => m.Id)], [.. inside], provider.Length > 0 ? new GroupOrigin(provider, externalId) : null);
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Navigation.NavigateTo($"{Paths.People}/groups");
        }
    }

    private async Task RemoveAsync()
    {
        if (Id is not { } id || !await Dialogs.ConfirmAsync(
            $"Remove the group {stored}?",
            "Access flows that name it no longer match anybody through it: its members cannot ask for access, or decide, by those flows. Nobody is deleted.",
            "Remove",
            dangerous: true) || await ActorNowAsync() is not { } actor)
        {
            return;
        }

        var outcome = await SaveTo.RemoveAsync(actor, new(id));
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            Navigation.NavigateTo($"{Paths.People}/groups");
        }
    }
}
