using JitSsh.Core.Connectors;
using Microsoft.EntityFrameworkCore;

namespace JitSsh.Core.Persistence;

internal sealed class ConnectorStore(Db db) : IConnectorStore
{
    public Task SeenAsync(Connector connector, CancellationToken cancel) => db.WriteAsync(async (c, _) =>
    {
        if (await c.Connectors.Where(x => x.Id == connector.Id).ExecuteUpdateAsync(
            x => x.SetProperty(y => y.Version, connector.Version).SetProperty(y => y.LastSeenAt, connector.LastSeenAt), cancel) == 0)
        {
            c.Connectors.Add(connector);
        }

        return true;
    }, cancel);

    public Task<IReadOnlyList<Connector>> ListAsync(CancellationToken cancel) => db.ReadAsync<IReadOnlyList<Connector>>(
        async c => await c.Connectors.OrderBy(x => x.Name).ToListAsync(cancel), cancel);
}
