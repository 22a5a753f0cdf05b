namespace JitSsh.Lab.Servers;

/// <summary>A throw-away key pair in files: <c>NAME</c> (private, PEM, no passphrase) and <c>NAME.pub</c>.</summary>
internal sealed record LabKeyPair(string PrivateKeyPath, string PublicKey)
{
    public static async Task<LabKeyPair> CreateAsync(string directory, string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, name);
        var made = await HostCommand.RunAsync(
            "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", $"{name}@jitssh-lab", "-f", path], null, cancellationToken);
        made.EnsureSuccess();
        return new LabKeyPair(path, (await File.ReadAllTextAsync(path + ".pub", cancellationToken)).Trim());
    }
}
