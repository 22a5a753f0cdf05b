using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;

namespace JitSsh.Tests.Portal.Integrations;

/// <summary>Servers of one integration, and a shell to them that does what a test says.</summary>
internal sealed class FakeServers : IServerStore, IIntegrationStore, IServerShell
{
    public const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBTWXPr4welBrlzdqclSXE27ZIedhnnK5z7qB6xTWxtO";

    public const string OtherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGhC8+87mrDwbG0I33k6aKkLx71Lg/VAltI8JcxabMS8";

    private readonly Dictionary<ServerId, Server> servers = [];

    private readonly Integration integration = new()
    {
        Id = TypedId.New<IntegrationId>(TimeProvider.System),
        Name = "Lab",
        Source = new SshServersSettings(),
        ConnectorId = ConnectorId.Embedded,
        LoginUser = "jitadmin",
        LoginKey = new LocalSecretRef("key"),
        LoginPublicKey = Key,
        ConnectedAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>What a scan waits for.</summary>
    public Func<CancellationToken, Task> BeforeScan { get; set; } = _ => Task.CompletedTask;

    public Func<HostAddress, (ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> Scan { get; set; } = _ => (null, "", HostKey.ReadLines(Key));

    public string CheckLines { get; set; } = "check disk ok /: 100 kB free";

    public int Scanning { get; private set; }

    public int MostScanning { get; private set; }

    public int Scans { get; private set; }

    public IReadOnlyList<Server> Add(int count, Action<Server>? change = null)
    {
        List<Server> added = [];
        for (var i = 0; i < count; i++)
        {
            var server = new Server
            {
                Id = TypedId.New<ServerId>(TimeProvider.System),
                IntegrationId = integration.Id,
                ExternalId = $"server-{i}",
                Name = $"server-{i}",
                Host = $"10.0.{i / 250}.{(i % 250) + 1}",
                LastSeenAt = DateTimeOffset.UnixEpoch,
            };
            change?.Invoke(server);
            servers.Add(server.Id, server);
            added.Add(server);
        }

        return added;
    }

    public Server Get(ServerId id) => servers[id];

    Task<Server?> IServerStore.FindAsync(ServerId id, CancellationToken cancel) => Task.FromResult(servers.GetValueOrDefault(id));

    Task IServerStore.OfferHostKeysAsync(ServerId id, string lines, CancellationToken cancel)
    {
        servers[id].OfferedHostKeys = lines;
        return Task.CompletedTask;
    }

    Task<bool> IServerStore.AcceptHostKeysAsync(ServerId id, string lines, PersonId by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel)
    {
        if (servers[id].OfferedHostKeys != lines)
        {
            return Task.FromResult(false);
        }

        servers[id].HostKeys = lines;
        return Task.FromResult(true);
    }

    Task<Integration?> IIntegrationStore.FindAsync(IntegrationId id, CancellationToken cancel) => Task.FromResult<Integration?>(integration);

    Task<ShellResult> IServerShell.ConnectAsync(ShellTarget target, CancellationToken cancel) => Task.FromResult(new ShellResult(null, ""));

    Task<ShellResult> IServerShell.RunAsync(ShellTarget target, string input, CancellationToken cancel) => Task.FromResult(new ShellResult(null, $"jitssh 1\n{CheckLines}\ndone\n"));

    Task<ShellResult> IServerShell.RunAsLoginUserAsync(ShellTarget target, string input, CancellationToken cancel) => throw new NotSupportedException();

    Task IServerShell.DisconnectAsync(ShellTarget target, CancellationToken cancel) => Task.CompletedTask;

    Task IServerStore.NoteKeyAsync(ServerId id, string? note, DateTimeOffset at, CancellationToken cancel) => throw new NotSupportedException();

    Task<int> IServerStore.CountKeyNotesAsync(IntegrationId id, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.ChangePublicKeyAsync(IntegrationId id, SecretRef loginKey, string publicKeyLine, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    async Task<(ShellFailure? Failure, string Text, IReadOnlyList<HostKey> Keys)> IServerShell.ScanHostKeysAsync(HostAddress address, ShellTarget? jump, CancellationToken cancel)
    {
        lock (servers)
        {
            Scans++;
            MostScanning = Math.Max(MostScanning, ++Scanning);
        }

        try
        {
            await BeforeScan(cancel);
            return Scan(address);
        }
        finally
        {
            lock (servers)
            {
                Scanning--;
            }
        }
    }

    Task<PageOf<ServerRow>> IServerStore.ListAsync(ServerFilter filter, Page page, CancellationToken cancel) => throw new NotSupportedException();

    Task IServerStore.RecordLookAsync(ServerId id, ServerLook look, IReadOnlyList<ServerCheck> checks, CancellationToken cancel) => Task.CompletedTask;

    Task<IReadOnlyList<HealthCount>> IServerStore.HealthAsync(IntegrationId? integration, CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<IntegrationHealth>> IServerStore.HealthByIntegrationAsync(IReadOnlyCollection<IntegrationId>? within, CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<Server>> IServerStore.OfIntegrationAsync(IntegrationId id, CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<ServerFacts>> IServerStore.FactsAsync(CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<ServerFacts>> IServerStore.FactsAsync(IReadOnlyCollection<ServerId> ids, CancellationToken cancel) => throw new NotSupportedException();

    Task<Vouched> IServerStore.VouchHostKeysAsync(ServerId id, string? vmId, string lines, Actor by, DateTimeOffset at, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IServerStore.AcceptVouchedAsync(ServerId id, string lines, PersonId by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task IServerStore.SetPowerAsync(ServerId id, string power, DateTimeOffset at, CancellationToken cancel) => throw new NotSupportedException();

    Task IServerStore.MakeDueAsync(ServerId id, DateTimeOffset at, CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<IntegrationRow>> IIntegrationStore.ListAsync(CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<Integration>> IIntegrationStore.AllAsync(CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.AddAsync(Integration added, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.ChangeAsync(Integration changed, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.DisableAsync(IntegrationId id, string reason, bool endAccess, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task<Deletion?> IIntegrationStore.DeletionAsync(IntegrationId id, CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<Integration>> IIntegrationStore.DeletingAsync(CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.BeginDeleteAsync(IntegrationId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.CancelDeleteAsync(IntegrationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.RemoveEndedAsync(IntegrationId id, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task<IReadOnlyList<OpenAccess>?> IIntegrationStore.RemoveAnywayAsync(IntegrationId id, Actor by, DateTimeOffset at, AuditEvent audit, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.HasConnectorAsync(ConnectorId id, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.MakeDueAsync(IntegrationId id, DateTimeOffset at, CancellationToken cancel) => throw new NotSupportedException();

    Task<Integration?> IIntegrationStore.LeaseDueAsync(ConnectorId connector, string holder, DateTimeOffset now, DateTimeOffset until, CancellationToken cancel) => throw new NotSupportedException();

    Task<DateTimeOffset?> IIntegrationStore.NextDueAsync(ConnectorId connector, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.RenewSyncAsync(IntegrationId id, string holder, DateTimeOffset until, CancellationToken cancel) => throw new NotSupportedException();

    Task<bool> IIntegrationStore.EndSyncAsync(IntegrationId id, string holder, SyncEnd end, AuditEvent? audit, CancellationToken cancel) => throw new NotSupportedException();
}
