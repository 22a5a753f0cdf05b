using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Secrets.PrivateKeys;

namespace JitSsh.Core.Rotations;

/// <summary>What a rotation starts with.</summary>
public sealed record RotationInput
{
    /// <summary>Where the new key lies; null lets JitSsh make one and keep it in the portal's own store.</summary>
    public SecretRef? LoginKeyFrom { get; init; }

    /// <summary>What the connector signs in to that store with; empty keeps the stored one while it goes to the same address.</summary>
    public string? LoginKeySignIn { get; init; }

    /// <summary>Everything but what was typed to sign in with.</summary>
    public override string ToString() => $"rotation to {(object?)LoginKeyFrom ?? "a new key"}";
}

/// <summary>Exchanges an integration's login key on all its servers: starts it, and takes an admin's or the owner's decisions on the way. The connector does the work.</summary>
public sealed class RotateKey(IIntegrationStore integrations, IRotationStore rotations, LocalSecretStore local, IntegrationSecrets secrets, TimeProvider clock)
{
    /// <summary>Starts one; Conflict while another one is open; NotFound for anyone but admins and its owner, who cannot name where the new key lies.</summary>
    public async Task<Outcome<KeyRotationId>> StartAsync(Actor actor, IntegrationId id, RotationInput input, CancellationToken cancel = default)
    {
        if (!actor.Administers(id) || await integrations.FindAsync(id, cancel) is not { } integration)
        {
            return Refusal.NotFound;
        }

        // With the name of another integration's key its servers would be within an owner's reach.
        if (!actor.IsAdmin && input.LoginKeyFrom is not null)
        {
            return Refusal.Invalid(nameof(input.LoginKeyFrom), "Only an admin says where the key lies. Let JitSsh make the new one.");
        }

        if (integration.ConnectorId != ConnectorId.Embedded)
        {
            return Refusal.Conflict("A connector apart from the portal works on this integration, and it does not exchange keys by itself yet. Put the new public key on the servers, change the key in its store, and then take the old line away.");
        }

        if (await rotations.NewestAsync(id, cancel) is { Rotation.IsOpen: true })
        {
            return Open;
        }

        var rotation = TypedId.New<KeyRotationId>(clock);
        List<Problem> problems = [];
        var chosen = await ChooseAsync(actor, rotation, integration, input, problems, cancel);
        if (chosen is not var (key, line) || problems.Count > 0)
        {
            return Refusal.Invalid(problems);
        }

        var now = clock.GetUtcNow();
        return await rotations.StartAsync(
            new()
            {
                Id = rotation, IntegrationId = id, OldKey = integration.LoginKey, OldPublicKey = integration.LoginPublicKey, NewKey = key, NewPublicKey = line, StartedAt = now, StartedBy = actor.Name,
            }, Audited.Integration(actor, now, id, "key-rotation-started", $"{integration.Name}: to the key in {(key is LocalSecretRef ? "the portal's own store" : key)}"), cancel)
            ? rotation
            : Open;
    }

    /// <summary>The integration's newest rotation, or null when it never had one; NotFound for whoever does not see it.</summary>
    public async Task<Outcome<RotationProgress?>> FindAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) =>
        actor.Sees(id) && await integrations.FindAsync(id, cancel) is not null ? Outcomes.Done(await rotations.NewestAsync(id, cancel)) : Refusal.NotFound;

    /// <summary>Tries again on the servers where something failed.</summary>
    public Task<Outcome<Nothing>> RetryAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) => DecideAsync(actor, id, "key-rotation-retried", "is tried again where it failed",
        (rotation, audit, now) => rotations.RetryAsync(rotation.Id, audit, now, cancel), "There is nothing to try again: no server has failed, or the rotation is over.", cancel);

    /// <summary>Uses the new key from now on although some servers do not take it. They keep the old line, and can be tried again.</summary>
    public Task<Outcome<Nothing>> SwitchAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) => DecideAsync(actor, id, "key-switched", "the connector uses the new key from now on, also for servers that did not take it",
        (rotation, audit, now) => rotations.SwitchAsync(rotation, audit, now, cancel), "The new key is in use already, or the rotation is over.", cancel);

    /// <summary>Stops it before the new key is in use. The new line is removed where it was added, and the old key stays.</summary>
    public Task<Outcome<Nothing>> CancelAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) => DecideAsync(actor, id, "key-rotation-stopped", "the new key is removed again",
        async (rotation, audit, now) => rotation.State == RotationState.Adding && await rotations.MoveAsync(rotation, RotationState.Cancelling, audit, now, cancel),
        "It cannot be stopped any more: the new key is in use. Start another rotation to change it.", cancel);

    /// <summary>Ends it although some servers still hold the old line.</summary>
    public Task<Outcome<Nothing>> FinishAsync(Actor actor, IntegrationId id, CancellationToken cancel = default) => DecideAsync(actor, id, "key-rotation-finished", "ended by hand; servers that failed keep the old line",
        async (rotation, audit, now) => rotation.State == RotationState.Removing && await rotations.MoveAsync(rotation, RotationState.Done, audit, now, cancel),
        "Only a rotation whose new key is in use can be ended by hand. Stop it instead.", cancel);

    private static Refusal Open => Refusal.Conflict("A rotation of this integration's key is under way. Stop it or let it end first.");

    private async Task<(SecretRef Key, string Line)?> ChooseAsync(Actor actor, KeyRotationId rotation, Integration integration, RotationInput input, List<Problem> problems, CancellationToken cancel)
    {
        if (input.LoginKeyFrom is null)
        {
            using var made = GeneratePrivateKey.Execute();
            return ((await local.WriteAsync(actor, $"integration-{integration.Id}-login-key-{rotation}", made.Text.ToArray(), cancel)).Value, made.PublicKeyLine);
        }

        using var given = await secrets.CheckAsync(new() { LoginKeyFrom = input.LoginKeyFrom, LoginKeySignIn = input.LoginKeySignIn }, integration, problems, cancel);
        if (given.LoginKey is not { } place || given.PublicKeyLine is not { } line || problems.Count > 0)
        {
            return null;
        }

        if (line == integration.LoginPublicKey)
        {
            problems.Add(new(nameof(input.LoginKeyFrom), "This is the key that is in use. Put the new one into the store under another name or as another version, and name that."));
            return null;
        }

        if (place.Reference.Equals(integration.LoginKey with { SignInWith = place.Reference.SignInWith }))
        {
            problems.Add(new(nameof(input.LoginKeyFrom), "This is where the key in use is read from, so the old one could not be used any more. Name the new key's own version, or another name."));
            return null;
        }

        return (await place.StoreAsync(local, actor, $"integration-{integration.Id}-login-key-sign-in-{rotation}", cancel), line);
    }

    private async Task<Outcome<Nothing>> DecideAsync(Actor actor, IntegrationId id, string verb, string words, Func<KeyRotation, AuditEvent, DateTimeOffset, Task<bool>> act, string otherwise, CancellationToken cancel)
    {
        if (!actor.Administers(id) || await integrations.FindAsync(id, cancel) is not { } integration || await rotations.NewestAsync(id, cancel) is not { } progress)
        {
            return Refusal.NotFound;
        }

        var now = clock.GetUtcNow();
        return progress.Rotation.IsOpen && await act(progress.Rotation, Audited.Integration(actor, now, id, verb, $"{integration.Name}: {words}"), now)
            ? Nothing.AtAll
            : Refusal.Conflict(otherwise);
    }
}
