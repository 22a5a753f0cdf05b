using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

[Trait("Category", "Lab")]
public sealed class ServerTests(LabFixture fixture)
{
    [Fact]
    public async Task Account_MadeOnOneServer_IsUnknownToTheOthersAndTheHost()
    {
        var lab = await fixture.StartedAsync();
        (await lab.Servers[0].RunAsync("useradd -m lonely")).EnsureSuccess();
        var elsewhere = await lab.Servers[1].RunAsync("id lonely");
        (await lab.Servers[0].RunAsync("userdel -r lonely")).EnsureSuccess();

        Assert.Equal(1, elsewhere.ExitCode);
        Assert.DoesNotContain("lonely", await File.ReadAllTextAsync("/etc/passwd"));
    }

    [Fact]
    public async Task Disk_OfAFreshServer_HasNothingOfTheHostsPeople()
    {
        var lab = await fixture.StartedAsync();
        var homes = await lab.Servers[0].RunAsync("ls -A /home /root /tmp /opt /mnt; ls -d /work; awk -F: '$3 >= 1000 && $3 < 65534 { print $1 }' /etc/passwd");
        var keys = await File.ReadAllTextAsync(lab.AdminPrivateKeyPath!);
        var search = await lab.Servers[0].RunAsync($"ls {lab.StateDirectory}");

        Assert.Equal("/home:\njitadmin\nolduser\n\n/mnt:\n\n/opt:\n\n/root:\n\n/tmp:\njitadmin\nolduser\n", homes.Output);
        Assert.NotEqual(0, search.ExitCode);
        Assert.Contains("PRIVATE KEY", keys);
    }

    [Fact]
    public async Task Processes_OfAServer_AreItsOwnOnly()
    {
        var lab = await fixture.StartedAsync();
        var snapshot = await lab.Servers[1].SnapshotAsync();

        Assert.Contains(snapshot.Processes, p => p is { Pid: 1, Uid: 0, Arguments: "busybox init" });
        Assert.Single(snapshot.Processes, p => p.Arguments.Contains("[listener]", StringComparison.Ordinal));
        Assert.DoesNotContain(snapshot.Processes, p => p.Arguments.Contains("dotnet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Processes_OfAServer_HoldNothingThatTheLabHasOpen()
    {
        var lab = await fixture.StartedAsync();
        var open = await lab.Servers[1].RunAsync("readlink /proc/1/fd/* | sort -u");

        Assert.Equal("/dev/null\n", open.Output);
    }

    [Fact]
    public async Task Groups_ThatPeopleAskFor_ExistOnEveryServer()
    {
        var lab = await fixture.StartedAsync();
        foreach (var server in lab.Servers)
        {
            (await server.RunAsync("getent group docker developers dba && visudo -c")).EnsureSuccess();
        }
    }

    [Fact]
    public async Task HostKeys_OfAllServers_DifferFromEachOtherAndFromTheHosts()
    {
        var lab = await fixture.StartedAsync();
        var keys = lab.Servers.SelectMany(s => s.Info.HostKeys).Select(k => k.PublicKey).ToList();
        var hosts = Directory.GetFiles("/etc/ssh", "*.pub").Select(File.ReadAllText);

        Assert.Equal(6, keys.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(hosts, host => keys.Exists(key => host.StartsWith(key, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RunAsync_WithInput_GivesOutputErrorAndExitCode()
    {
        var lab = await fixture.StartedAsync();
        var result = await lab.Servers[0].RunAsync("cat; echo oh >&2; exit 3", "in");

        Assert.Equal(new CommandResult(3, "in", "oh\n"), result);
    }

    [Fact]
    public async Task Orphan_ThatEnds_IsReaped()
    {
        var lab = await fixture.StartedAsync();
        var pid = (await lab.Servers[0].RunAsync("setsid sh -c 'echo $$; exec sleep 0.1' & wait -n 2>/dev/null; exit 0")).Output.Trim();

        Assert.True(await Condition.WaitAsync(
            () => !Path.Exists($"{lab.Servers[0].Info.RootDirectory}/proc/{pid}"), TimeSpan.FromSeconds(30), CancellationToken.None));
    }

    [Fact]
    public async Task Snapshot_BeforeAndAfterAChange_ShowsThatChangeOnly()
    {
        var lab = await fixture.StartedAsync();
        var server = lab.Servers[2];
        var before = await server.SnapshotAsync();
        (await server.RunAsync("groupadd -g 3000 passing; install -d /var/lib/jitssh; echo x >/var/lib/jitssh/generation")).EnsureSuccess();
        var between = await server.SnapshotAsync();
        (await server.RunAsync("groupdel passing; rm -r /var/lib/jitssh")).EnsureSuccess();
        var after = await server.SnapshotAsync();

        Assert.Collection(
            before.DifferencesTo(between),
            line => Assert.Equal("+ /etc/group: passing:x:3000:", line),
            line => Assert.Equal("+ /etc/gshadow: passing:!::", line),
            line => Assert.StartsWith("+ file: /var/lib/jitssh drwxr-xr-x root:root", line),
            line => Assert.StartsWith("+ file: /var/lib/jitssh/generation -rw-r--r-- root:root 73cb3858", line));
        Assert.Empty(before.DifferencesTo(after));
    }
}
