using System.Globalization;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.Servers;
using JitSsh.Core.SshKeys;
using JitSsh.Lab.Servers;
using JitSsh.Tests.Lab;
using JitSsh.Tests.Support;
using Xunit;

namespace JitSsh.Tests.EndToEnd;

/// <summary>A server in New York whose OpenSSH reads the end in a trust line as its local time: the line alone refuses at the right second.</summary>
[Trait("Category", "Lab")]
public sealed class LocalTimeTests
{
    [Fact]
    public async Task OldOpenSshInAnotherTimeZone_TheTrustLineEndsOnTime()
    {
        await using var lab = await LabFixture.StartAsync("127.77.184.0", 1, timeZone: "America/New_York");
        var server = lab.Servers[0];
        await using var core = await CoreHost.StartAsync();
        await using var job = await AccessJob.PrepareAsync(core, lab);

        // The script asks sshd for its version once, and again when sshd's file is newer than what it noted.
        (await server.RunAsync("test -s /var/lib/jitssh/openssh && echo 9.0 >/var/lib/jitssh/openssh")).EnsureSuccess();
        var request = await job.ActiveAsync(job.Alice, [server.Name], [], TimeSpan.FromSeconds(20));
        var end = Assert.Single((await job.ShowAsync(request)).Servers).Grant!.NotAfter!.Value;
        // sshd takes a line through its last second, so the second before the end is what stands there.
        var local = TimeZoneInfo.ConvertTime(end.AddSeconds(-1), TimeZoneInfo.FindSystemTimeZoneById("America/New_York")).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        Assert.Contains($"expiry-time=\"{local}\"", (await server.RunAsync("cat /etc/ssh/jitssh/alice")).Output, StringComparison.Ordinal);
        Assert.Equal("9.0", AccessJob.Done(await core.Get<ListServers>().FindAsync(job.Admin, job.Servers[server.Name])).OpenSshVersion);

        // Nobody ends anything, and the certificate goes on: only the line is left to refuse.
        var key = await job.KeyAsync(job.Alice, request);
        await CertifyForAnHourAsync(core, request, key);
        await server.CutOffFromJitSshAsync(core);
        Assert.Equal(0, (await job.SshAsync(key, server, "alice", "true")).ExitCode);
        var left = end - TimeProvider.System.GetUtcNow();
        Assert.True(left > TimeSpan.Zero, "The log-in took so long that it says nothing.");
        await Task.Delay(left + TimeSpan.FromMilliseconds(100));

        var late = await job.SshAsync(key, server, "alice", "true");

        Assert.Contains("Permission denied", late.Error, StringComparison.Ordinal);
        // It was the line and nothing else: with a later end in it, the same log-in works.
        (await server.RunAsync("sed -i 's/expiry-time=\"2/expiry-time=\"3/' /etc/ssh/jitssh/alice")).EnsureSuccess();
        Assert.Equal(0, (await job.SshAsync(key, server, "alice", "true")).ExitCode);
    }

    private static async Task CertifyForAnHourAsync(CoreHost core, RequestId request, string key)
    {
        using var signer = await core.Get<Authority>().CreateSignerAsync(default);
        var now = TimeProvider.System.GetUtcNow();
        var issued = await new IssueCertificate(signer, new(TimeSpan.FromHours(2))).ExecuteAsync(
            new()
            {
                PublicKey = SshPublicKey.Parse(await File.ReadAllTextAsync(key + ".pub")), KeyId = "an-hour", Principal = request.ToString(),
                ValidAfter = now.AddMinutes(-1), ValidBefore = now.AddHours(1), PermitPty = true,
            }, default);
        await File.WriteAllTextAsync(key + "-cert.pub", issued.Certificate!.Text + "\n");
    }
}

internal static class Silence
{
    /// <summary>No connector comes any more, and the server's own timer is gone.</summary>
    public static async Task CutOffFromJitSshAsync(this LabServer server, CoreHost core)
    {
        await core.StopAsync();
        (await server.RunAsync("read -r pid rest </var/lib/jitssh/sleeper && kill -KILL $pid")).EnsureSuccess();
    }
}
