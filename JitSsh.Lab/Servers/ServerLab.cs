using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace JitSsh.Lab.Servers;

/// <summary>A number of real servers on this machine. They end with this object, and with this process however it ends.</summary>
public sealed class ServerLab : IAsyncDisposable
{
    /// <summary>The user that JitSsh's connector logs in as; it may do everything with sudo.</summary>
    public const string AdminUser = "jitadmin";

    /// <summary>A person's account that JitSsh did not make; member of the groups <c>operators</c> and <c>dba</c>.</summary>
    public const string PersonUser = "olduser";

    private readonly LabDirectory state;
    private readonly ServerLabOptions options;
    private readonly Lock writing = new();
    private LabKeyPair? adminKey;
    private LabKeyPair? personKey;
    private List<LabServer> servers = [];
    private bool started;
    private bool disposed;

    private ServerLab(LabDirectory state, ServerLabOptions options)
    {
        this.state = state;
        this.options = options;
    }

    /// <summary>All servers, in the order of their addresses.</summary>
    public IReadOnlyList<LabServer> Servers => servers;

    /// <summary>Where keys, <c>known_hosts</c> and <c>servers.json</c> are.</summary>
    public string StateDirectory => state.Path;

    /// <summary>The private key (PEM) of <see cref="AdminUser"/>; null if the public key was given.</summary>
    public string? AdminPrivateKeyPath => adminKey?.PrivateKeyPath;

    /// <summary>The private key (PEM) of <see cref="PersonUser"/>.</summary>
    public string PersonPrivateKeyPath => personKey!.PrivateKeyPath;

    /// <summary>The host keys of all servers, by address, in the form of OpenSSH's <c>known_hosts</c>.</summary>
    public string KnownHostsPath => state.KnownHosts;

    /// <summary>Starts the servers side by side; they are all reachable when this returns.</summary>
    /// <exception cref="LabException">This machine cannot have the lab; the message says why and what to do.</exception>
    public static async Task<ServerLab> StartAsync(ServerLabOptions options, CancellationToken cancellationToken = default)
    {
        Prerequisites.Check(options);
        var addresses = Enumerable.Range(1, options.Count + options.Full).Select(n => Add(options.AddressBase, n)).ToList();
        var directory = LabDirectory.Open(options.StateDirectory);
        if (directory.ReadState() is { } earlier)
        {
            if (earlier.Processes.Any(p => p.IsAlive) || earlier.Owner is { IsAlive: true })
            {
                throw new LabException($"A lab already runs in {directory.Path}. End it with down, or choose another --state.");
            }

            await TearDown.RunAsync(directory);
            directory = LabDirectory.Open(options.StateDirectory);
        }

        var lab = new ServerLab(directory, options);
        try
        {
            foreach (var address in addresses)
            {
                // A lab that was killed with its power cut off left that behind, and nobody could listen there.
                await AddressRoutes.RestoreAsync(address, cancellationToken);
                Prerequisites.CheckFree(address, options.Port);
            }

            await lab.StartServersAsync(addresses, cancellationToken);
            return lab;
        }
        catch
        {
            await lab.DisposeAsync();
            throw;
        }
    }

    /// <summary>The server of that name.</summary>
    public LabServer Server(string name) =>
        servers.Find(s => s.Name == name) ?? throw new LabException($"This lab has no server {name}.");

    /// <summary>Ends all servers; nothing of the lab is left running, mounted or on the disk when this returns.</summary>
    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        await Task.WhenAll(servers.Select(server => server.DisposeAsync().AsTask()));
        state.Delete();
    }

    private async Task StartServersAsync(List<IPAddress> addresses, CancellationToken cancellationToken)
    {
        await state.WriteScriptsAsync(cancellationToken);
        if (options.AdminPublicKey is null)
        {
            adminKey = await LabKeyPair.CreateAsync(state.Path, AdminUser, cancellationToken);
        }

        personKey = await LabKeyPair.CreateAsync(state.Path, PersonUser, cancellationToken);
        servers = [.. ServerPlan.Take(options.Count, options.Full).Zip(addresses, Prepare)];
        WriteState();
        await Task.WhenAll(servers.Select(async server =>
        {
            await server.InstallAsync(cancellationToken);
            await server.PowerOnAsync(cancellationToken);
        }));
        started = true;
        WriteState();
    }

    private LabServer Prepare(ServerPlan plan, IPAddress address)
    {
        var directory = state.ForServer(plan.Name);
        var info = new ServerInfo
        {
            Name = plan.Name,
            Kind = plan.Kind,
            ResourceGroup = plan.ResourceGroup,
            Region = plan.Region,
            Tags = plan.Tags,
            Address = address.ToString(),
            Port = options.Port,
            VmId = Guid.NewGuid(),
            HostKeys = [],
            Pid = null,
        };
        var keeper = Keeper.Start(state.Scripts, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LAB_DIR"] = directory,
            ["LAB_KIND"] = plan.Kind == ServerKind.Full ? "full" : "light",
            ["LAB_NAME"] = plan.Name,
            ["LAB_ADDRESS"] = address.ToString(),
            ["LAB_PORT"] = options.Port.ToString(CultureInfo.InvariantCulture),
            ["LAB_GROUP"] = ControlGroup.NameFor(info),
            ["LAB_TIME_ZONE"] = options.TimeZone ?? "",
            ["LAB_ADMIN_KEY"] = options.AdminPublicKey ?? adminKey!.PublicKey,
            ["LAB_PERSON_KEY"] = personKey!.PublicKey,
        });
        return new LabServer(keeper, directory, info, WriteState);
    }

    private void WriteState()
    {
        lock (writing)
        {
            state.Write(new LabState(
                options.Owner,
                [.. servers.SelectMany(s => s.Processes)],
                [.. servers.Select(s => s.Address)],
                [.. servers.Where(s => s.Info.Kind == ServerKind.Full).Select(s => ControlGroup.NameFor(s.Info))]));
            if (started)
            {
                var known = servers.SelectMany(s => s.Info.HostKeys.Select(key => $"{s.KnownAs} {key.PublicKey}\n"));
                File.WriteAllText(state.KnownHosts, string.Concat(known));
                state.Write(new ServerList(
                    AdminUser, AdminPrivateKeyPath, PersonUser, PersonPrivateKeyPath, [.. servers.Select(s => s.Info)]));
            }
        }
    }

    private static IPAddress Add(IPAddress address, int number)
    {
        var bytes = address.GetAddressBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)number);
        return new IPAddress(bytes);
    }
}
