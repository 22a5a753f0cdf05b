using JitSsh.Core.Common;
using JitSsh.Core.People;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>The fields of a person.</summary>
public sealed partial class PersonForm
{
    private static readonly string[] Fields =
    [
        nameof(PersonInput.Name), nameof(PersonInput.Email), nameof(PersonInput.LinuxName), nameof(PersonInput.Role), nameof(PersonInput.Groups), nameof(PersonInput.ManagerId), nameof(PersonInput.Password),
    ];

    /// <summary>What is being typed.</summary>
    [Parameter, EditorRequired]
    public PersonDraft Draft { get; set; } = new();

    /// <summary>True while there is no such person yet.</summary>
    [Parameter]
    public bool IsNew { get; set; }

    /// <summary>The groups there are.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Group> Groups { get; set; } = [];

    /// <summary>What is wrong with it.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    /// <summary>True while it is being saved.</summary>
    [Parameter]
    public bool IsWorking { get; set; }

    /// <summary>Told to save.</summary>
    [Parameter]
    public EventCallback OnSave { get; set; }

    private void Manage(Person? manager) => (Draft.ManagerId, Draft.ManagerName) = (manager?.Id, manager?.Name);

    private void Choose(GroupId group, bool isChosen)
    {
        if (isChosen)
        {
            Draft.Groups.Add(group);
        }
        else
        {
            Draft.Groups.Remove(group);
        }
    }
}
