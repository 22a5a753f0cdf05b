using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

/// <summary>What connectors apart from the portal call, and are asked.</summary>
internal sealed partial class ConnectorStore
{
    public Task<(ConnectorInstance Instance, Connector Connector)?> InstanceAsync(ConnectorInstanceId id, CancellationToken cancel) => db.ReadAsync<(ConnectorInstance Instance, Connector Connector)?>(async c =>
        await c.ConnectorInstances.FirstOrDefaultAsync(i => i.Id == id, cancel) is { } instance && await c.Connectors.FirstOrDefaultAsync(x => x.Id == instance.ConnectorId, cancel) is { } connector
            ? (instance, connector)
            : null, cancel);

    public async Task<bool> NoteCallAsync(ConnectorCall call, DateTimeOffset forget, CancellationToken cancel)
    {
        try
        {
            return await db.WriteAsync(async (c, w) =>
            {
                await c.ConnectorCalls.Where(x => x.InstanceId == call.InstanceId && x.At < forget).ExecuteDeleteAsync(cancel);
                if (await c.ConnectorCalls.AnyAsync(x => x.InstanceId == call.InstanceId && x.Nonce == call.Nonce, cancel))
                {
                    return w.Abandon(false);
                }

                c.ConnectorCalls.Add(call);
                return true;
            }, cancel);
        }
        catch (DbUpdateException)
        {
            // The same call at two portals in one moment: the table's key lets one pass.
            return false;
        }
    }

    public Task NoteInstanceAsync(ConnectorInstance instance, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        await c.ConnectorInstances.Where(i => i.Id == instance.Id).ExecuteUpdateAsync(
            i => i.SetProperty(x => x.LastSeenAt, instance.LastSeenAt).SetProperty(x => x.Version, instance.Version).SetProperty(x => x.Doing, instance.Doing).SetProperty(x => x.Errors, instance.Errors), cancel);
        await c.Connectors.Where(x => x.Id == instance.ConnectorId).ExecuteUpdateAsync(x => x.SetProperty(y => y.LastSeenAt, instance.LastSeenAt).SetProperty(y => y.Version, instance.Version), cancel);
        w.Tell(ChangeOf.Connector, instance.ConnectorId.Value);
        return true;
    }, cancel);

    public Task<IReadOnlyList<string>> KindsAsync(ConnectorId id, CancellationToken cancel) => db.ReadAsync<IReadOnlyList<string>>(
        async c => [.. (await c.Integrations.Where(i => i.ConnectorId == id).Select(i => i.Source).ToListAsync(cancel)).Select(s => s.Kind).Distinct(StringComparer.Ordinal)], cancel);

    public Task AskAsync(ConnectorAsk ask, CancellationToken cancel) => db.WriteAsync((c, w) =>
    {
        c.ConnectorAsks.Add(ask);
        w.Tell(ChangeOf.ConnectorAsk, ask.Id.Value);
        return Task.FromResult(true);
    }, cancel);

    public async Task<IReadOnlyList<ConnectorAsk>> TakeAsksAsync(ConnectorId connector, string holder, DateTimeOffset now, int atMost, CancellationToken cancel)
    {
        // Asked at each call and at each hint, and hardly ever there: a reading then, and no writing.
        if (!await db.ReadAsync(c => c.ConnectorAsks.AnyAsync(a => a.ConnectorId == connector && a.Holder == null && a.Until > now, cancel), cancel))
        {
            return [];
        }

        return await db.WriteAsync<IReadOnlyList<ConnectorAsk>>(async (c, _) =>
        {
            List<ConnectorAsk> taken = [];
            foreach (var ask in await c.ConnectorAsks.Where(a => a.ConnectorId == connector && a.Holder == null && a.Until > now).OrderBy(a => a.Until).Take(atMost).ToListAsync(cancel))
            {
                if (await c.ConnectorAsks.Where(a => a.Id == ask.Id && a.Holder == null).ExecuteUpdateAsync(a => a.SetProperty(x => x.Holder, holder), cancel) == 1)
                {
                    taken.Add(ask);
                }
            }

            return taken;
        }, cancel);
    }

    public Task<bool> AnswerAsync(ConnectorAskId id, string holder, string answer, CancellationToken cancel) => db.WriteAsync(async (c, w) =>
    {
        w.Tell(ChangeOf.ConnectorAsk, id.Value);
        return await c.ConnectorAsks.Where(a => a.Id == id && a.Holder == holder && a.Answer == null).ExecuteUpdateAsync(a => a.SetProperty(x => x.Answer, answer), cancel) == 1 || w.Abandon(false);
    }, cancel);

    public Task<ConnectorAsk?> FindAskAsync(ConnectorAskId id, CancellationToken cancel) => db.ReadAsync(c => c.ConnectorAsks.FirstOrDefaultAsync(a => a.Id == id, cancel), cancel);

    public Task EndAskAsync(ConnectorAskId id, DateTimeOffset now, CancellationToken cancel) => db.WriteAsync(
        (c, _) => c.ConnectorAsks.Where(a => a.Id == id || a.Until < now).ExecuteDeleteAsync(cancel), cancel);
}
