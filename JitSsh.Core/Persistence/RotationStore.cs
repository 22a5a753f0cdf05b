using JitSsh.Core.Audit;
using JitSsh.Core.Common;
using JitSsh.Core.Rotations;
using JitSsh.Core.Secrets;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class RotationStore(Db db) : IRotationStore
{
    public Task<bool> StartAsync(KeyRotation rotation, AuditEvent audit, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await Open(c).AnyAsync(r => r.IntegrationId == rotation.IntegrationId, cancel))
        {
            return w.Abandon(false);
        }

        c.KeyRotations.Add(rotation);
        var servers = await c.Servers.Where(s => s.IntegrationId == rotation.IntegrationId && s.IsSeen).Select(s => new { s.Id, s.Name }).ToListAsync(cancel);
        c.RotatedServers.AddRange(servers.Select(s => new RotatedServer { RotationId = rotation.Id, ServerId = s.Id, Name = s.Name, ChangedAt = rotation.StartedAt }));
        Tell(w, rotation, audit);
        return true;
    }, cancel);

    public Task<RotationProgress?> NewestAsync(IntegrationId integration, CancellationToken cancel) => db.ReadAsync(async c =>
        await ProgressAsync(c, await c.KeyRotations.Where(r => r.IntegrationId == integration).OrderByDescending(r => r.StartedAt).FirstOrDefaultAsync(cancel), cancel), cancel);

    public Task<RotationProgress?> FindAsync(KeyRotationId id, CancellationToken cancel) => db.ReadAsync(async c =>
        await ProgressAsync(c, await c.KeyRotations.FirstOrDefaultAsync(r => r.Id == id, cancel), cancel), cancel);

    public Task<IReadOnlyList<KeyRotationId>> OpenAsync(ConnectorId connector, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<KeyRotationId>>(async c =>
        await Open(c).Where(r => c.Integrations.Any(i => i.Id == r.IntegrationId && i.ConnectorId == connector)).OrderBy(r => r.StartedAt).Select(r => r.Id).ToListAsync(cancel), cancel);

    public Task<bool> BeginAsync(KeyRotation rotation, RotatedServer server, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
        await c.KeyRotations.AnyAsync(r => r.Id == rotation.Id && r.State == rotation.State, cancel)
        && await c.RotatedServers.Where(s => s.RotationId == server.RotationId && s.ServerId == server.ServerId && s.State == server.State)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.Attempts, x => x.Attempts + 1), cancel) == 1 ? true : w.Abandon(false), cancel);

    public Task RecordAsync(RotatedServer server, RotatedServerState state, string? problem, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await c.RotatedServers.Where(s => s.RotationId == server.RotationId && s.ServerId == server.ServerId && s.State == server.State)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, state).SetProperty(x => x.Problem, problem).SetProperty(x => x.ChangedAt, at), cancel) == 0)
        {
            return w.Abandon(false);
        }

        var integration = await c.KeyRotations.Where(r => r.Id == server.RotationId).Select(r => r.IntegrationId).FirstAsync(cancel);
        w.Tell(ChangeOf.Integration, integration.Value);
        if (problem is not null && problem == server.Problem)
        {
            // Tried again, with the same result: that is in the audit log already.
            return true;
        }

        w.Audit(Audited.Server(at, server.ServerId, state switch
        {
            RotatedServerState.Accepted => "key-accepted",
            RotatedServerState.Rotated => "old-key-removed",
            RotatedServerState.Undone => "new-key-removed",
            _ => "key-not-rotated",
        }, $"{server.Name}: {problem ?? (state == RotatedServerState.Accepted ? "a login with the new key works" : state == RotatedServerState.Rotated ? "the old key is removed" : "the new key is not there")}"));
        return true;
    }, cancel);

    public Task<bool> SwitchAsync(KeyRotation rotation, AuditEvent audit, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var integration = await c.Integrations.AsTracking().FirstOrDefaultAsync(i => i.Id == rotation.IntegrationId, cancel);
        if (integration is null || integration.LoginPublicKey != rotation.OldPublicKey || !integration.LoginKey.Equals(rotation.OldKey)
            || await c.KeyRotations.Where(r => r.Id == rotation.Id && r.State == RotationState.Adding)
                .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, RotationState.Removing).SetProperty(x => x.SwitchedAt, at), cancel) == 0)
        {
            return w.Abandon(false);
        }

        (integration.LoginKey, integration.LoginPublicKey) = (rotation.NewKey, rotation.NewPublicKey);
        await AgainAsync(c, c.RotatedServers.Where(s => s.RotationId == rotation.Id), at, cancel);
        Tell(w, rotation, audit);
        return true;
    }, cancel);

    public Task<bool> RetryAsync(KeyRotationId id, AuditEvent audit, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        if (await Open(c).FirstOrDefaultAsync(r => r.Id == id && (r.State == RotationState.Adding || r.State == RotationState.Removing), cancel) is not { } rotation)
        {
            return w.Abandon(false);
        }

        Tell(w, rotation, audit);
        return await AgainAsync(c, c.RotatedServers.Where(s => s.RotationId == id), at, cancel) > 0 || w.Abandon(false);
    }, cancel);

    public async Task<int> RetryDueAsync(KeyRotationId id, DateTimeOffset now, CancellationToken cancel)
    {
        // Asked each time the connector wakes, and nearly always with nothing due: a reading then, and no writing.
        var failed = await db.ReadAsync(c => c.RotatedServers.Where(s => s.RotationId == id && (s.State == RotatedServerState.NotAccepted || s.State == RotatedServerState.NotRemoved)
            && c.KeyRotations.Any(r => r.Id == id && r.State == RotationState.Removing)).ToListAsync(cancel), cancel);
        var due = failed.Where(s => s.NextAttemptAt <= now).Select(s => s.ServerId).ToList();
        return due.Count == 0 ? 0 : await db.WriteAsync((c, w) => AgainAsync(c, c.RotatedServers.Where(s => s.RotationId == id && due.Contains(s.ServerId)), now, cancel), cancel);
    }

    /// <summary>What failed is pending again. Its problem stands until the attempt has ended.</summary>
    private static async Task<int> AgainAsync(JitSshContext c, IQueryable<RotatedServer> servers, DateTimeOffset at, CancellationToken cancel) =>
        await servers.Where(s => s.State == RotatedServerState.NotAccepted)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, RotatedServerState.Waiting).SetProperty(x => x.ChangedAt, at), cancel)
        + await servers.Where(s => s.State == RotatedServerState.NotRemoved)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.State, RotatedServerState.Accepted).SetProperty(x => x.ChangedAt, at), cancel);

    public Task<bool> MoveAsync(KeyRotation rotation, RotationState to, AuditEvent audit, DateTimeOffset at, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        var isEnd = to is RotationState.Done or RotationState.Cancelled;
        if (await c.KeyRotations.Where(r => r.Id == rotation.Id && r.State == rotation.State)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.State, to).SetProperty(x => x.EndedAt, isEnd ? at : null), cancel) == 0)
        {
            return w.Abandon(false);
        }

        if (isEnd)
        {
            await ForgetAsync(c, rotation.IntegrationId, to == RotationState.Done ? rotation.OldKey : rotation.NewKey, cancel);
        }

        Tell(w, rotation, audit);
        return true;
    }, cancel);

    /// <summary>The key that is no longer used, and what was typed for its store, unless the key in use needs the same.</summary>
    private static async Task ForgetAsync(JitSshContext c, IntegrationId id, SecretRef unused, CancellationToken cancel)
    {
        var used = await c.Integrations.Where(i => i.Id == id).Select(i => i.LoginKey).FirstAsync(cancel);
        var names = Names(unused).Except(Names(used), StringComparer.Ordinal).ToList();
        await c.LocalSecrets.Where(s => names.Contains(s.Name)).ExecuteDeleteAsync(cancel);
    }

    private static IEnumerable<string> Names(SecretRef reference) => new[] { reference, reference.SignInWith }.OfType<LocalSecretRef>().Select(r => r.Name);

    private static IQueryable<KeyRotation> Open(JitSshContext c) => c.KeyRotations.Where(r => r.State != RotationState.Done && r.State != RotationState.Cancelled);

    private static async Task<RotationProgress?> ProgressAsync(JitSshContext c, KeyRotation? rotation, CancellationToken cancel) => rotation is null ? null
        : new(rotation, await c.RotatedServers.Where(s => s.RotationId == rotation.Id).OrderBy(s => s.Name).ToListAsync(cancel));

    private static void Tell(Db.Writing w, KeyRotation rotation, AuditEvent audit)
    {
        w.Audit(audit);
        w.Tell(ChangeOf.Integration, rotation.IntegrationId.Value);
        w.Tell(ChangeOf.Work);
    }
}
