using JitSsh.Lab.Servers;
using Xunit;

namespace JitSsh.Tests.Lab;

/// <summary>The real ssh client, with the lab's known_hosts and nothing of this machine's configuration.</summary>
internal static class LabSsh
{
    public static Task<CommandResult> AsAdminAsync(this ServerLab lab, LabServer server, string command) =>
        lab.SshAsync(server, ServerLab.AdminUser, lab.AdminPrivateKeyPath!, command);

    public static Task<CommandResult> SshAsync(
        this ServerLab lab, LabServer server, string user, string key, string command, params string[] options) =>
        HostCommand.RunAsync(
            "ssh",
            [
                "-F", "none", "-i", key, "-p", $"{server.Port}", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes",
                "-o", "StrictHostKeyChecking=yes", "-o", $"UserKnownHostsFile={lab.KnownHostsPath}",
                "-o", "GlobalKnownHostsFile=/dev/null", "-o", "ConnectTimeout=2", .. options,
                "--", $"{user}@{server.Address}", command,
            ],
            null,
            TestContext.Current.CancellationToken);
}
