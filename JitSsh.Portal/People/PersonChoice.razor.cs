using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.People;

/// <summary>Chooses a person by a search.</summary>
public sealed partial class PersonChoice
{
    private const int Shown = 10;

    private IReadOnlyList<Person> found = [];
    private string? search;

    /// <summary>What they are chosen for, for example "Manager".</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The verb on the button of each who is found.</summary>
    [Parameter]
    public string Verb { get; set; } = "Choose";

    /// <summary>The name of who is chosen; null for nobody, or where many are.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>Who cannot be chosen.</summary>
    [Parameter]
    public IReadOnlyCollection<PersonId> Except { get; set; } = [];

    /// <summary>Told who was chosen; null when who was chosen is taken out.</summary>
    [Parameter]
    public EventCallback<Person?> OnChoose { get; set; }

    [Inject]
    private ListPeople People { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    private async Task SearchAsync(string? text)
    {
        search = text;
        found = text is not null && await Current.GetAsync() is { } actor && await People.RunAsync(actor, text, new(0, Shown)) is { IsDone: true } page
            ? [.. page.Value.Items.Select(r => r.Person).Where(p => p.IsActive && !Except.Contains(p.Id))]
            : [];
    }

    private async Task ChooseAsync(Person person)
    {
        (search, found) = (null, []);
        await OnChoose.InvokeAsync(person);
    }
}
