using JitSsh.Lab.Servers;

namespace JitSsh.Lab.Tour;

/// <summary>Certificates as ssh-keygen makes and shows them.</summary>
internal static class OwnCertificate
{
    /// <summary>A certificate that a person signs for themselves, with a CA of their own.</summary>
    public static async Task<SshTicket> MakeAsync(LabPerson person, string principal, string knownHosts, string directory, CancellationToken cancel)
    {
        var authority = Path.Combine(directory, "own-ca");
        if (!File.Exists(authority))
        {
            await KeygenAsync(["-q", "-t", "ecdsa", "-N", "", "-f", authority], cancel);
        }

        var stem = Path.Combine(directory, $"own-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync($"{stem}.pub", person.Key.PublicKey + "\n", cancel);
        await KeygenAsync(["-q", "-s", authority, "-I", "own", "-n", principal, "-V", "-1m:+1h", $"{stem}.pub"], cancel);
        return new(person.Key.PrivateKeyPath, $"{stem}-cert.pub", knownHosts);
    }

    /// <summary>What <c>ssh-keygen -L</c> says of a certificate, a line each, trimmed; times in UTC.</summary>
    public static async Task<IReadOnlyList<string>> DescribeAsync(string file, CancellationToken cancel)
    {
        var shown = await HostCommand.RunAsync("env", ["TZ=UTC", "LC_ALL=C", "ssh-keygen", "-L", "-f", file], null, cancel);
        return shown.EnsureSuccess().Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }

    public static async Task<string> FingerprintAsync(string publicKeyFile, CancellationToken cancel) =>
        (await KeygenAsync(["-l", "-f", publicKeyFile], cancel)).Output.Split(' ')[1];

    private static async Task<CommandResult> KeygenAsync(string[] arguments, CancellationToken cancel) =>
        (await HostCommand.RunAsync("ssh-keygen", arguments, null, cancel)).EnsureSuccess();
}
