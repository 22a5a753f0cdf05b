using System.Net;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Hosting;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace JitSsh.Bench.Lab;

/// <summary>The product as the portal runs it, with a database on the disk, and servers of the lab that are connected, accepted and prepared.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("jitssh-bench-");
    private IHost? host;
    private Actor admin = Actor.System;
    private Actor approver = Actor.System;
    private IntegrationId integration;
    private GroupId askers;
    private int people;

    private Site(ServerLab lab) => Lab = lab;

    public ServerLab Lab { get; }

    /// <summary>The product's servers, in the order of the lab's.</summary>
    public IReadOnlyList<ServerId> Servers { get; private set; } = [];

    public string Scratch => directory.FullName;

    private string Data => Path.Combine(Scratch, "data");

    private string Runtime => Path.Combine(Scratch, "run");

    public string Database => Path.Combine(Data, "jitssh.db");

    public static async Task<Site> StartAsync(int count, string addressBase)
    {
        var site = new Site(await ServerLab.StartAsync(new ServerLabOptions { Count = count, AddressBase = IPAddress.Parse(addressBase) }));
        try
        {
            await SmallDisk.MakeAsync(site.Lab.Servers);
            await site.StartPortalAsync();
            await site.ConnectAsync();
            await site.PrepareServersAsync();
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>The product does nothing by itself for so long: longer than raw ssh takes with a fleet, which sends the generation that it saw before.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    /// <summary>The product's default: at its end an account is locked, and deleted much later.</summary>
    public const int KeepDays = 30;

    public T Get<T>() where T : notnull => host!.Services.GetRequiredService<T>();

    public async Task StartPortalAsync()
    {
        Directory.CreateDirectory(Runtime);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["JitSsh:Data:Directory"] = Data, ["JitSsh:OpenSsh:RuntimeDirectory"] = Runtime, ["JitSsh:SweepEvery"] = "7.00:00:00" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddJitSshCore(builder.Configuration);
        host = builder.Build();
        await host.StartAsync();
    }

    /// <summary>The portal and its connector are gone, with every connection they kept.</summary>
    public async Task StopPortalAsync()
    {
        if (host is null)
        {
            return;
        }

        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
        host = null;
    }

    public async Task<Actor> PersonAsync(string account)
    {
        var id = Done(await Get<AddPerson>().RunAsync(admin, new() { Name = $"Person {++people}", Email = $"person{people}@example.com", LinuxName = account, Groups = [askers] }));
        return (await Get<LoadActor>().RunAsync(id))!;
    }

    /// <summary>An approved request's way: how long from the commit of the approval to the commit that makes all its grants active.</summary>
    public async Task<(RequestId Request, TimeSpan Took)> GrantAsync(Actor who, IReadOnlyList<ServerId> servers, TimeSpan duration, TimeSpan? limit = null)
    {
        var request = Done(await Get<SubmitRequest>().RunAsync(who, new() { Servers = servers, Duration = duration, Justification = "bench" }));
        using var watch = new RequestWatch(this, request);
        Done(await Get<DecideRequest>().RunAsync(approver, request, approve: true, ""));
        return (request, await watch.UntilAsync(AccessStatus.Active, limit ?? TimeSpan.FromMinutes(1)));
    }

    /// <summary>How long from the commit of the end to the commit that says that nothing of it is left anywhere.</summary>
    public async Task<TimeSpan> EndAsync(RequestId request, TimeSpan? limit = null)
    {
        using var watch = new RequestWatch(this, request);
        Done(await Get<EndAccess>().RunAsync(admin, request));
        return await watch.UntilAsync(AccessStatus.Revoked, limit ?? TimeSpan.FromMinutes(1));
    }

    public async Task<RequestRow> ShowAsync(RequestId request) => Done(await Get<ShowRequests>().FindAsync(admin, request));

    public async Task<Server> ServerAsync(ServerId server) => Done(await Get<ListServers>().FindAsync(admin, server));

    /// <summary>Waits until the servers have searched, and the product has collected that and has nothing to do on them for a while, so that its own work does not fall into a measurement.</summary>
    public async Task QuietAsync(IReadOnlyList<ServerId> servers)
    {
        await Searches.EndAsync();
        foreach (var id in servers)
        {
            await Until.TrueAsync(async () =>
            {
                var server = await ServerAsync(id);
                return server is { LeaseHolder: null, ScanContacts: 0 } && (server.NextReconcileAt is null || server.NextReconcileAt > TimeProvider.System.GetUtcNow() + Quiet);
            }, TimeSpan.FromMinutes(10), $"The product goes on working on {id}.");
        }
    }

    /// <summary>Ends the connections that the connector keeps, so that the next grant needs a fresh one.</summary>
    public async Task ForgetConnectionsAsync() => await Parallel.ForEachAsync(
        Directory.EnumerateFiles(Runtime, "c*", SearchOption.AllDirectories).ToList(),
        async (control, _) =>
        {
            await Command.RunAsync("ssh", ["-F", "none", "-o", $"ControlPath={control}", "-O", "exit", "--", "none"]);
            await Until.TrueAsync(() => Task.FromResult(!File.Exists(control)), TimeSpan.FromSeconds(10), "A kept connection does not end.");
        });

    public async ValueTask DisposeAsync()
    {
        await StopPortalAsync();
        await Lab.DisposeAsync();
        directory.Delete(recursive: true);
    }

    public static T Done<T>(Outcome<T> outcome) => outcome.IsDone ? outcome.Value : throw new InvalidOperationException($"{outcome.Kind}: {string.Join(" | ", outcome.Problems.Select(p => $"{p.Field}: {p.Sentence}"))}");

    private async Task ConnectAsync()
    {
        var id = Done(await Get<SetUp>().RunAsync(new() { Name = "Ada Admin", Email = "ada@example.com", Password = "correct horse battery" }));
        admin = (await Get<LoadActor>().RunAsync(id))!;
        askers = Done(await Get<SaveGroup>().RunAsync(admin, null, "Askers", []));
        var bob = Done(await Get<AddPerson>().RunAsync(admin, new() { Name = "Bob Approver", Email = "bob@example.com", LinuxName = "bob" }));
        approver = (await Get<LoadActor>().RunAsync(bob))!;
        integration = Done(await Get<ConnectIntegration>().RunAsync(admin, new()
        {
            Name = "Lab servers",
            Source = new SshServersSettings { Servers = [.. Lab.Servers.Select(s => new SshServerEntry(s.Name, s.Address, s.Port))] },
            LoginUser = ServerLab.AdminUser,
            Base64PrivateKey = await File.ReadAllTextAsync(Lab.AdminPrivateKeyPath!),
            KeepDays = KeepDays,
            HomeDisposal = HomeDisposal.Remove,
        }));
        Done(await Get<SaveAccessFlow>().AddAsync(admin, "Approved access", new()
        {
            Grantees = new([], [askers]),
            Targets = new() { Integrations = [integration] },
            MaxDuration = TimeSpan.FromHours(8),
            Approvers = new([bob], []),
        }));
        await Until.TrueAsync(
            async () => Done(await Get<ListIntegrations>().FindAsync(admin, integration)).Status == IntegrationStatus.Active, TimeSpan.FromMinutes(1), "The lab's servers were not discovered.");
    }

    /// <summary>Accepts the host keys that the lab vouches for, and gives access once everywhere: the first grant prepares a server's sshd.</summary>
    private async Task PrepareServersAsync()
    {
        var found = Done(await Get<ListServers>().OfIntegrationAsync(admin, integration)).ToDictionary(s => s.Name, s => s.Id, StringComparer.Ordinal);
        Servers = [.. Lab.Servers.Select(s => found[s.Name])];
        await Parallel.ForEachAsync(Lab.Servers, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (server, cancel) =>
        {
            var keys = Done(await Get<HostKeys>().ScanAsync(admin, found[server.Name], cancel));
            if (!keys.All(k => server.Info.HostKeys.Any(own => own.Fingerprint == k.Fingerprint)))
            {
                throw new InvalidOperationException($"{server.Name} shows a host key that is not its own.");
            }

            Done(await Get<HostKeys>().AcceptAsync(admin, found[server.Name], keys, cancel));
            await Until.TrueAsync(async () => (await ServerAsync(found[server.Name])).Health == ServerHealth.Ready, TimeSpan.FromMinutes(2), $"{server.Name} does not become ready.");
        });
        var (request, _) = await GrantAsync(await PersonAsync("first"), Servers, TimeSpan.FromHours(1), TimeSpan.FromMinutes(10));
        await EndAsync(request, TimeSpan.FromMinutes(10));
        await QuietAsync(Servers);
    }
}
