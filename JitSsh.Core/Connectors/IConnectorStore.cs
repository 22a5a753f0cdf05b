namespace JitSsh.Core.Connectors;

/// <summary>The connectors there are.</summary>
public interface IConnectorStore
{
    /// <summary>Notes that a connector runs, adding it if it is new.</summary>
    Task SeenAsync(Connector connector, CancellationToken cancel);

    /// <summary>All of them by name.</summary>
    Task<IReadOnlyList<Connector>> ListAsync(CancellationToken cancel);
}
