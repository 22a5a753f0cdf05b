using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Servers;
using JitSsh.Portal.Layout;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations;

/// <summary>One integration: its state, its settings without the secrets, and what belongs on a new server.</summary>
public sealed partial class IntegrationPage
{
    private Integration? integration;
    private IReadOnlyList<Problem> problems = [];
    private string? ownerName;
    private IReadOnlyList<HealthCount> health = [];
    private Deletion? deletion;
    private int serverCount;

    /// <summary>The integration's id.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private ListIntegrations Integrations { get; set; } = null!;

    [Inject]
    private DeleteIntegration Deleting { get; set; } = null!;

    [Inject]
    private ListServers Servers { get; set; } = null!;

    [Inject]
    private ListPeople People { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override bool Concerns(Change change) =>
        (change.Of == ChangeOf.Integration && (change.Id == Guid.Empty || change.Id == integration?.Id.Value)) || change.Of == ChangeOf.Server
        || (change.Of == ChangeOf.Request && deletion is not null);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        integration = TypedId.TryParse<IntegrationId>(Id, out var id) && await Integrations.FindAsync(Actor!, id, cancel) is { IsDone: true, Value: var found } ? found : null;
        deletion = integration is { IsDeleting: true } && await Deleting.ShowAsync(Actor!, id, cancel) is { IsDone: true, Value: var progress } ? progress : null;
        if (integration is not null)
        {
            health = await Servers.HealthAsync(Actor!, id, cancel) is { IsDone: true, Value: var counts } ? counts : [];
            serverCount = health.Sum(h => h.Count);
            ownerName = integration.OwnerId is not { } owner ? null : Actor!.Is(owner) ? Actor.Name : await People.FindAsync(Actor!, owner, cancel) is { IsDone: true, Value: var row } ? row.Person.Name : null;
        }
    }

    private async Task DoneAsync(ActionDone done)
    {
        problems = done.Problems;
        if (done.IsDeleted)
        {
            Navigation.NavigateTo(Paths.Integrations);
        }
        else
        {
            await RereadAsync();
        }
    }
}
