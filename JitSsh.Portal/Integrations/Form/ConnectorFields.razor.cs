using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Portal.Auth;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>Which connector works on the integration, each with its state.</summary>
public sealed partial class ConnectorFields
{
    // The one inside the portal runs as long as there is a portal to show it.
    private static readonly BadgeLook Connected = new("Connected", Tone.Good);

    private IReadOnlyList<Connector> connectors = [];
    private IReadOnlyList<Problem> problems = [];
    private NewToken? token;
    private string name = "";

    /// <summary>What was chosen.</summary>
    [Parameter, EditorRequired]
    public IntegrationForm Form { get; set; } = null!;

    /// <summary>The sentences of the whole form.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Problem> Problems { get; set; } = [];

    [Inject]
    private ListConnectors Connectors { get; set; } = null!;

    [Inject]
    private CurrentActor Current { get; set; } = null!;

    [Inject]
    private ManageConnectors Manage { get; set; } = null!;

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => ReadAsync();

    private async Task ReadAsync() =>
        connectors = await Current.GetAsync() is { } actor && await Connectors.RunAsync(actor) is { IsDone: true, Value: var all } ? [.. all.Select(r => r.Connector).Where(c => c.RevokedAt is null)] : [];

    private async Task AddAsync()
    {
        if (await Current.GetAsync() is not { } actor)
        {
            return;
        }

        var outcome = await Manage.AddAsync(actor, name);
        problems = outcome.Problems;
        if (outcome.IsDone)
        {
            (token, name, Form.ConnectorId) = (outcome.Value, "", outcome.Value.Connector);
            await ReadAsync();
        }
    }
}
