using JitSsh.Core.Catalog;
using JitSsh.Core.Secrets;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.Core.Connectors;

/// <summary>When the next discovery is due.</summary>
public sealed class SyncScheduleTests
{
    [Fact]
    public async Task Warning_ThatStays_IsLookedAtLaterEachTimeUpToTheHour_AndAfterItEndsHourly()
    {
        var directory = Directory.CreateTempSubdirectory("jitssh-mount-").FullName;
        try
        {
            await using var server = await AnsweredServer.StartAsync(("JitSsh:Secrets:FileRoots:0", directory));
            var path = Path.Combine(directory, "key.pem");
            using var key = JitSsh.Core.Secrets.PrivateKeys.GeneratePrivateKey.Execute();
            await File.WriteAllBytesAsync(path, key.Text.ToArray());
            Screen.Done(await server.Core.Get<ChangeIntegration>().RunAsync(server.Ada, server.Integration, new()
            {
                Name = "Servers", LoginUser = "jitadmin", Source = new SshServersSettings { Servers = [new("web-01", "192.0.2.1")] }, LoginKeyFrom = new FileSecretRef(path),
            }));
            Assert.Equal(60, await MinutesAsync(server, IntegrationStatus.Active));
            File.Delete(path);

            List<double> pauses = [];
            for (var i = 0; i < 7; i++)
            {
                pauses.Add(await MinutesAsync(server, IntegrationStatus.Warning));
            }

            Assert.Equal([5, 10, 20, 40, 60, 60, 60], pauses);
            await File.WriteAllBytesAsync(path, key.Text.ToArray());
            Assert.Equal(60, await MinutesAsync(server, IntegrationStatus.Active));
            File.Delete(path);
            Assert.Equal(5, await MinutesAsync(server, IntegrationStatus.Warning));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Waits, by the test's clock, until the next one is due, does it, and says for how long the one after that is put off.</summary>
    private static async Task<double> MinutesAsync(AnsweredServer server, IntegrationStatus expected)
    {
        server.Clock.Now = Screen.Done(await server.Core.Get<ListIntegrations>().FindAsync(server.Ada, server.Integration)).NextSyncAt!.Value;
        var after = await server.SyncDueAsync();
        Assert.Equal(expected, after.Status);
        return (after.NextSyncAt!.Value - server.Clock.Now).TotalMinutes;
    }
}
