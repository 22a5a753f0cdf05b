using JitSsh.Core.Common;
using JitSsh.Core.Rotations;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Components;
using Radzen;

namespace JitSsh.Portal.Integrations;

/// <summary>The exchange of the login key on all servers: how far it is, what failed, and what an admin may decide.</summary>
public sealed partial class KeyRotationPanel
{
    private RotationProgress? progress;
    private IReadOnlyList<Problem> problems = [];

    /// <summary>The integration.</summary>
    [Parameter, EditorRequired]
    public IntegrationId IntegrationId { get; set; }

    [Inject]
    private RotateKey Rotate { get; set; } = null!;

    [Inject]
    private DialogService Dialogs { get; set; } = null!;

    private IReadOnlyList<RotatedServer> Failed => [.. progress?.Servers.Where(s => s.Problem is not null) ?? []];

    private string StatusText
    {
        get
        {
            if (progress is null)
            {
                return "JitSsh makes a new key, lets it in on every server, sees a login with it work, and then removes the old one.";
            }

            var total = progress.Servers.Count;
            return progress.Rotation.State switch
            {
                RotationState.Adding => $"{progress.Count(RotatedServerState.Accepted)} of {total} servers take the new key. The old one is still in use.{(progress.WaitsForDecision ? $" {Failed.Count} failed." : "")}",
                RotationState.Removing => $"The new key is in use. The old one is removed from {progress.Count(RotatedServerState.Rotated)} of {total} servers.{(progress.WaitsForDecision ? $" {Failed.Count} still hold it; JitSsh tries them again by itself, once an hour at least." : "")}",
                RotationState.Cancelling => "Being stopped: the new key is removed again.",
                RotationState.Cancelled => $"Stopped on {progress.Rotation.EndedAt:yyyy-MM-dd}. The key stayed as it was.",
                _ => $"Rotated on {progress.Rotation.EndedAt:yyyy-MM-dd}, on {progress.Count(RotatedServerState.Rotated)} of {total} servers.",
            };
        }
    }

    /// <inheritdoc/>
    protected override bool Concerns(Change change) => change.Of == ChangeOf.Integration && (change.Id == Guid.Empty || change.Id == IntegrationId.Value);

    /// <inheritdoc/>
    protected override async Task ReadAsync(CancellationToken cancel) =>
        progress = await Rotate.FindAsync(Actor!, IntegrationId, cancel) is { IsDone: true } found ? found.Value : null;

    private static string Takes(RotatedServerState state) => state switch
    {
        RotatedServerState.NotRemoved or RotatedServerState.Accepted => "both keys",
        RotatedServerState.Undone => "the old key",
        _ => "the old key only",
    };

    private async Task StartAsync()
    {
        if (await Dialogs.ConfirmAsync("Rotate the key?", "JitSsh makes a new key and lets it in on every server with the old one. The old one is removed only where a login with the new one has been seen to work.", "Rotate key"))
        {
            await DoAsync(async (actor, id) =>
            {
                var started = await Rotate.StartAsync(actor, id, new());
                return started.IsDone ? Nothing.AtAll : new Refusal(started.Kind, started.Problems);
            });
        }
    }

    private async Task SwitchAsync()
    {
        if (await Dialogs.ConfirmAsync("Use the new key now?", $"{Failed.Count} servers do not take it: JitSsh cannot log in to them until they do, which it tries by itself. Access there still ends on time, by the server itself.", "Use the new key", dangerous: true))
        {
            await DoAsync((actor, id) => Rotate.SwitchAsync(actor, id));
        }
    }

    private async Task FinishAsync()
    {
        if (await Dialogs.ConfirmAsync("End the rotation?", $"{Failed.Count} servers keep the old line in authorized_keys. JitSsh forgets the old key: remove it there by hand.", "End it", dangerous: true))
        {
            await DoAsync((actor, id) => Rotate.FinishAsync(actor, id));
        }
    }

    private async Task DoAsync(Func<Actor, IntegrationId, Task<Outcome<Nothing>>> action)
    {
        if (await ActorNowAsync() is { } actor)
        {
            problems = [.. (await action(actor, IntegrationId)).Problems.Select(p => new Problem("", p.Sentence))];
            await RereadAsync();
        }
    }
}
