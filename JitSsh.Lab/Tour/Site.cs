using System.Net;
using JitSsh.Lab.Azure;
using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>Everything a demo or a tour happens in: servers, a simulated Azure that lists them, and a portal. Ends as a whole.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly DirectoryInfo directory;
    private ServerLab? servers;
    private SimulatedAzure? azure;
    private PortalProcess? portal;

    private Site(DirectoryInfo directory) => this.directory = directory;

    public ServerLab Servers => servers ?? throw new InvalidOperationException("The servers are not started.");

    public SimulatedAzure Azure => azure ?? throw new InvalidOperationException("The simulated Azure is not started.");

    public PortalProcess Portal => portal ?? throw new InvalidOperationException("The portal is not started.");

    /// <summary>True when all three are up.</summary>
    public bool IsComplete => servers is not null && azure is not null && portal is { IsRunning: true };

    /// <summary>The last lines of the portal's log, if there is one.</summary>
    public string LogTail => portal?.LogTail(40) ?? "";

    /// <summary>For keys and certificates of the people.</summary>
    public string Directory => directory.FullName;

    public static Site Create() => new(System.IO.Directory.CreateTempSubdirectory("jitssh-site-"));

    public async Task StartServersAsync(int count, IPAddress addressBase, CancellationToken cancel)
    {
        // A machine that is itself reached by SSH has an sshd on port 22 of every address.
        var port = Prerequisites.IsFree(addressBase, 22) ? 22 : 2222;
        servers = await ServerLab.StartAsync(new() { Count = count, AddressBase = addressBase, Port = port }, cancel);
    }

    /// <summary>The servers as VMs of one subscription, and a Windows VM, which JitSsh leaves out.</summary>
    public async Task StartAzureAsync(CancellationToken cancel)
    {
        var vms = Servers.Servers.Select(s => new SimulatedVm
        {
            Name = s.Name,
            ResourceGroup = s.Info.ResourceGroup,
            Region = s.Info.Region,
            Tags = s.Info.Tags,
            PrivateAddress = s.Address,
            VmId = s.Info.VmId,
        });
        var windows = new SimulatedVm
        {
            Name = "office-01",
            ResourceGroup = "rg-office",
            PrivateAddress = "127.0.0.1",
            OsType = "Windows",
            Image = SimulatedImage.WindowsServer2022,
        };
        azure = await SimulatedAzure.StartAsync(
            new()
            {
                Directory = Directory,
                PageSize = 2,
                Subscriptions = [new(Guid.NewGuid(), "Contoso Production", [.. vms, windows])],
                MachineOf = vm => Servers.Servers.FirstOrDefault(s => s.Name == vm.Name),
                RunCommandTakes = TimeSpan.FromSeconds(1),
            }, cancel);
    }

    public Task StartPortalAsync(string dll, int port, CancellationToken cancel) => StartPortalAsync(dll, port, new Dictionary<string, string>(), cancel);

    /// <summary>With settings of its own, as environment variables.</summary>
    public async Task StartPortalAsync(string dll, int port, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        portal = new(dll, Directory, port, Azure.CaBundlePath, settings);
        await portal.StartAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (portal is not null)
        {
            await portal.DisposeAsync();
        }

        if (azure is not null)
        {
            await azure.DisposeAsync();
        }

        if (servers is not null)
        {
            await servers.DisposeAsync();
        }

        directory.Delete(recursive: true);
    }
}
