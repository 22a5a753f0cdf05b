using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Servers;

/// <summary>What an admin does on one server through the control plane, and what came of it.</summary>
public sealed partial class ServerRunCommand
{
    private const int Most = 10;

    private IReadOnlyList<CloudRun> runs = [];
    private IReadOnlyList<Problem> problems = [];

    /// <summary>The server.</summary>
    [Parameter, EditorRequired]
    public Server Server { get; set; } = null!;

    [Inject]
    private AskCloudRuns Runs { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    /// <summary>The plan comes first.</summary>
    private bool HasPlan => runs.FirstOrDefault(r => r.Kind is CloudRunKind.Look or CloudRunKind.Undo) is { Kind: CloudRunKind.Look, State: CloudRunState.Done };

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.CloudRun && (change.Id == Guid.Empty || change.Id == Server.Id.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) =>
        runs = await Runs.ListAsync(Actor!, new(Server.IntegrationId, Server.Id), new(0, Most), cancel) is { IsDone: true, Value: var page } ? page.Items : [];

    private async Task AskAsync(CloudRunKind kind)
    {
        if (await ActorNowAsync() is { } actor)
        {
            problems = (await Runs.RunAsync(actor, Server.IntegrationId, kind, [Server.Id])).Problems;
            await RereadAsync();
        }
    }

    private async Task UndoAsync()
    {
        if (await Dialogs.ConfirmAsync(
            $"Undo the preparation of {Server.Name}?",
            "What Run Command made there is taken away, and nothing else: the sudoers file, the key's line, and the login user if it was not there before. JitSsh cannot work on the server then.",
            "Undo the preparation", dangerous: true))
        {
            await AskAsync(CloudRunKind.Undo);
        }
    }
}
