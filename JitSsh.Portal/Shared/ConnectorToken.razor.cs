using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using Microsoft.AspNetCore.Components;

namespace JitSsh.Portal.Shared;

/// <summary>How a connector is started, and that it is there once it is.</summary>
public sealed partial class ConnectorToken
{
    private static readonly BadgeLook There = new("Connected", Tone.Good);

    private HashSet<ConnectorInstanceId>? before;
    private ConnectorInstance? enrolled;
    private ConnectorId? about;

    /// <summary>The token, as it was just made.</summary>
    [Parameter, EditorRequired]
    public NewToken Token { get; set; } = null!;

    /// <summary>Told once, when a process has enrolled.</summary>
    [Parameter]
    public EventCallback Enrolled { get; set; }

    [Inject]
    private ListConnectors Connectors { get; set; } = null!;

    [Inject]
    private NavigationManager Address { get; set; } = null!;

    private ConnectorCommands Commands => new(new(Address.BaseUri), Token);

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Connector && change.Id == Token.Connector.Value;

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel)
    {
        if (await Connectors.RunAsync(Actor!, cancel) is not { IsDone: true, Value: var all } || all.FirstOrDefault(r => r.Connector.Id == Token.Connector) is not { } row)
        {
            return;
        }

        if (about != Token.Connector)
        {
            (about, before, enrolled) = (Token.Connector, null, null);
        }

        before ??= [.. row.Instances.Select(i => i.Id)];
        if (enrolled is null && row.Instances.FirstOrDefault(i => !before.Contains(i.Id)) is { } found)
        {
            enrolled = found;
            await Enrolled.InvokeAsync();
        }
    }
}
