using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Portal.Auth;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>Who looks after the integration.</summary>
public sealed partial class OwnerField
{
    private const int Shown = 100;

    private IReadOnlyList<Person> people = [];
    private Person? owner;
    private Actor? actor;
    private string? search;
    private int total;

    /// <summary>What was typed.</summary>
    [Parameter, EditorRequired]
    public IntegrationForm Form { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    [Inject]
    private ListPeople People { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    /// <summary>The people found, and whoever is chosen, wherever they are in the list.</summary>
    private IEnumerable<Person> Choices => (owner is null ? people : people.Append(owner)).Where(p => p.IsActive || p == owner).DistinctBy(p => p.Id).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase);

    private string Hint => total > Shown ? $"Looks after it. The list shows {people.Count} of {total} people: search for others." : "Looks after it.";

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        actor = await Current.GetAsync();
        await FindAsync(null);
        if (actor is not null && Form.OwnerId is { } id && await People.FindAsync(actor, id) is { IsDone: true, Value: var row })
        {
            owner = row.Person;
        }
    }

    private async Task FindAsync(string? text)
    {
        search = text;
        if (actor is not null && await People.RunAsync(actor, text, new(0, Shown)) is { IsDone: true, Value: var page })
        {
            people = [.. page.Items.Select(r => r.Person)];
            total = text is null ? page.Total : Math.Max(total, page.Total);
        }
    }

    private void Choose(ChangeEventArgs e)
    {
        Form.OwnerId = TypedId.TryParse<PersonId>(e.Value as string, out var id) ? id : null;
        owner = Form.OwnerId is null ? null : Choices.FirstOrDefault(p => p.Id == id);
    }
}
