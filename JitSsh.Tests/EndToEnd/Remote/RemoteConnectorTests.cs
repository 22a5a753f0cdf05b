using System.Net;
using System.Net.Sockets;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Core.Secrets;
using JitSsh.Core.Servers;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using Xunit;

namespace JitSsh.Tests.EndToEnd.Remote;

/// <summary>Connectors in processes of their own, a portal that has no key, and real servers.</summary>
[Trait("Category", "Lab")]
public sealed class RemoteConnectorTests : IAsyncLifetime
{
    private const string Rules = """{"groups":["docker","developers"],"longest":"04:00:00","networks":["127.77.48.0/24"]}""";

    private readonly string directory = Directory.CreateTempSubdirectory("jitssh-remote-").FullName;
    private readonly List<ConnectorProcess> connectors = [];
    private readonly int port = FreePort();
    private ServerLab lab = null!;
    private KestrelPortal portal = null!;
    private Relay relay = null!;
    private AccessJob job = null!;
    private ConnectorId connector;

    private LabServer Web => lab.Servers[0];

    public async ValueTask InitializeAsync()
    {
        lab = await LabFixture.StartAsync("127.77.48.0", 2);
        try
        {
            var keys = Directory.CreateDirectory(Path.Combine(directory, "keys")).FullName;
            File.Copy(lab.AdminPrivateKeyPath!, Path.Combine(keys, "login.pem"));
            relay = new(port);
            portal = KestrelPortal.Start(Path.Combine(directory, "portal"), port);
            job = await AccessJob.PrepareAsync(portal.Core, lab, change: async (admin, input) =>
            {
                var token = AccessJob.Done(await portal.Core.Get<ManageConnectors>().AddAsync(admin, "Far away"));
                connector = token.Connector;
                await StartAsync("one", token.Token);
                return input with { ConnectorId = connector, Base64PrivateKey = null, LoginKeyFrom = new FileSecretRef(Path.Combine(keys, "login.pem")) };
            });
        }
        catch
        {
            foreach (var one in connectors)
            {
                TestContext.Current.TestOutputHelper?.WriteLine(one.Said);
            }

            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in connectors)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(one.Said);
            await one.DisposeAsync();
        }

        if (job is not null)
        {
            await job.DisposeAsync();
        }

        if (relay is not null)
        {
            await relay.DisposeAsync();
        }

        if (portal is not null)
        {
            await portal.DisposeAsync();
        }

        await lab.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Grant_ThroughAConnectorApart_BeginsAndEnds_AndNothingOfTheKeyCrosses()
    {
        var request = await job.ActiveAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(5));
        Assert.Equal("", (await job.SshAsync(job.Alice, request, Web, "alice", "id")).Error);
        var checks = AccessJob.Done(await portal.Core.Get<TestServer>().RunAsync(job.Admin, job.Servers[Web.Name]));
        Assert.Contains(checks, c => c is { Name: "connection", Result: "ok" });

        AccessJob.Done(await portal.Core.Get<EndAccess>().RunAsync(job.Alice, request));
        await job.UntilAsync(request, AccessStatus.Revoked);
        Assert.NotEqual(0, (await job.SshAsync(Web, "alice", "id")).ExitCode);

        // The secret of the key in pieces, however they are written: none has crossed.
        var crossed = relay.Seen;
        Assert.Contains("/connector/v1/report", crossed, StringComparison.Ordinal);
        Assert.All(Writings(await File.ReadAllLinesAsync(lab.AdminPrivateKeyPath!)), piece => Assert.DoesNotContain(piece, crossed, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("PRIVATE KEY", crossed, StringComparison.Ordinal);
        Assert.DoesNotContain("JITSSH_SCRIPT", crossed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grant_OutsideTheConnectorsRules_FailsWithTheRule_AndTheServerIsAsItWas()
    {
        var before = await Web.RunAsync("getent passwd alice; getent group dba");
        var request = await job.RequestAsync(job.Alice, [Web.Name], ["dba"], TimeSpan.FromMinutes(5));
        AccessJob.Done(await portal.Core.Get<DecideRequest>().RunAsync(job.Bob, request, true, ""));
        var row = await job.UntilAsync(request, AccessStatus.Failing);
        Assert.StartsWith("This connector gives no access with the group 'dba': \"groups\" in ", Assert.Single(row.Servers).Grant!.LastError, StringComparison.Ordinal);
        Assert.Equal(before.Output, (await Web.RunAsync("getent passwd alice; getent group dba")).Output);
        AccessJob.Done(await portal.Core.Get<EndAccess>().RunAsync(job.Alice, request));
        await job.UntilAsync(request, AccessStatus.Revoked);
    }

    [Fact]
    public async Task TwoProcesses_ShareTheWork_AndNoGrantIsDoneTwice()
    {
        await StartAsync("two", AccessJob.Done(await portal.Core.Get<ManageConnectors>().NewTokenAsync(job.Admin, connector)).Token);
        await portal.Core.UntilAsync(async () => (await portal.Core.Get<IConnectorStore>().FindAsync(connector, default))!.Instances.Count, n => n == 2, TimeSpan.FromSeconds(60));
        List<RequestId> requests = [];
        foreach (var who in new[] { job.Alice, job.Carol })
        {
            requests.Add(await job.RequestAsync(who, [.. lab.Servers.Select(s => s.Name)], ["docker"], TimeSpan.FromMinutes(5)));
        }

        foreach (var request in requests)
        {
            AccessJob.Done(await portal.Core.Get<DecideRequest>().RunAsync(job.Bob, request, true, ""));
        }

        foreach (var request in requests)
        {
            await job.UntilAsync(request, AccessStatus.Active, TimeSpan.FromSeconds(60));
        }

        // A generation belongs to one lease, and a lease to one process: a server that two had worked on at once would have told one of them so.
        Assert.All(connectors, c => Assert.DoesNotContain("lease was lost", c.Said, StringComparison.Ordinal));
        foreach (var server in lab.Servers)
        {
            Assert.Equal("alice\ncarol\n", (await server.RunAsync("ls /etc/ssh/jitssh")).Output);
            Assert.Equal("2\n", (await server.RunAsync("cat /etc/ssh/jitssh/* | wc -l | tr -d ' '")).Output);
        }
    }

    [Fact]
    public async Task Portal_IsStartedAnew_TheConnectorGoesOn()
    {
        await portal.DisposeAsync();
        portal = KestrelPortal.Start(Path.Combine(directory, "portal"), port);
        job.Use(portal.Core);
        await job.ActiveAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(5));
        Assert.Single(connectors);
    }

    [Fact]
    public async Task Connector_IsRevoked_ItsProcessEndsWithTheSentence()
    {
        AccessJob.Done(await portal.Core.Get<ManageConnectors>().RevokeAsync(job.Admin, connector));
        Assert.Equal(3, await connectors[0].EndAsync());
        Assert.Contains("The connector Far away was revoked.", connectors[0].Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connector_IsStoppedAndStarted_KeepsItsKey_AndNobodyElseMayReadIt()
    {
        Assert.Equal(0, await connectors[0].StopAsync());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, "one", "connector.json")));
        await StartAsync("one", "a token that was used up");
        await job.ActiveAsync(job.Alice, [Web.Name], ["docker"], TimeSpan.FromMinutes(5));
        Assert.Single((await portal.Core.Get<IConnectorStore>().FindAsync(connector, default))!.Instances);
    }

    /// <summary>The 32 secret bytes of an Ed25519 key (the format is OpenSSH's PROTOCOL.key), in pieces: as base64 at each of its three alignments, as hexadecimal, and as they are.</summary>
    private static IEnumerable<string> Writings(string[] lines)
    {
        var bytes = Convert.FromBase64String(string.Concat(lines.Where(l => !l.StartsWith('-'))));
        var at = "openssh-key-v1\0"u8.Length;
        Skip(3);
        at += 4;
        Skip(1);
        at += 4 + 8;
        Assert.Equal("ssh-ed25519", System.Text.Encoding.ASCII.GetString(bytes, at + 4, 11));
        Skip(2);
        var secret = bytes.AsSpan(at + 4, 32).ToArray();
        for (var shift = 0; shift < 3; shift++)
        {
            // Groups of three bytes that lie wholly within the secret.
            var text = Convert.ToBase64String(secret.AsSpan(shift, (32 - shift) / 3 * 3));
            for (var i = 0; i + 12 <= text.Length; i++)
            {
                yield return text.Substring(i, 12);
            }
        }

        for (var i = 0; i + 8 <= secret.Length; i++)
        {
            yield return Convert.ToHexString(secret, i, 8);
            yield return System.Text.Encoding.Latin1.GetString(secret, i, 8);
        }

        void Skip(int fields)
        {
            for (; fields > 0; fields--)
            {
                at += 4 + (int)System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
            }
        }
    }

    private async Task StartAsync(string name, string token)
    {
        connectors.Add(new(Path.Combine(directory, name), relay.Port, token, Path.Combine(directory, "keys"), Rules));
        await portal.Core.UntilAsync(
            async () => (await portal.Core.Get<ListConnectors>().RunAsync(new(new(Guid.NewGuid()), "test", Role.Admin))).Value.Any(r => r.Connector.IsRemote && r.IsThere(TimeProvider.System.GetUtcNow())), there => there, TimeSpan.FromSeconds(60));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
