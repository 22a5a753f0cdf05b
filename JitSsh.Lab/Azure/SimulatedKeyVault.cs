using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace JitSsh.Lab.Azure;

/// <summary>A version of a secret in the simulated Key Vault.</summary>
/// <param name="Id">32 hexadecimal digits.</param>
/// <param name="Value">The value.</param>
/// <param name="Created">When.</param>
/// <param name="IsEnabled">False when it may not be read.</param>
public sealed record SimulatedSecretVersion(string Id, string Value, DateTimeOffset Created, bool IsEnabled = true);

/// <summary>The one simulated Key Vault: secrets with versions, of which the last is the latest; soft delete; and an identity that may or may not read.</summary>
public sealed class SimulatedKeyVault(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<SimulatedSecretVersion>> secrets = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, DateTimeOffset> deleted = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>False = 403, as for an identity without a role on the vault.</summary>
    public bool MayRead { get; set; } = true;

    /// <summary>False = 403, as for an identity whose address the vault's firewall keeps out.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>How often each secret was read.</summary>
    public int Reads { get; private set; }

    /// <summary>Writes a new version; it is the latest one. The version's id.</summary>
    /// <exception cref="InvalidOperationException">The secret is deleted and not purged: Azure answers 409.</exception>
    public string Set(string name, string value)
    {
        if (deleted.ContainsKey(name))
        {
            throw new InvalidOperationException($"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.");
        }

        var version = new SimulatedSecretVersion(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), value, time.GetUtcNow());
        secrets.AddOrUpdate(name, [version], (_, before) => [.. before, version]);
        return version.Id;
    }

    /// <summary>Disables a version, or enables it.</summary>
    public void Enable(string name, string version, bool isEnabled) =>
        secrets[name] = [.. secrets[name].Select(v => v.Id == version ? v with { IsEnabled = isEnabled } : v)];

    /// <summary>Deletes it, so that it can be recovered.</summary>
    public void Delete(string name) => deleted[name] = time.GetUtcNow();

    /// <summary>Recovers it.</summary>
    public void Recover(string name) => deleted.TryRemove(name, out _);

    internal SimulatedSecretVersion? Find(string name, string? version)
    {
        Reads++;
        return deleted.ContainsKey(name) || !secrets.TryGetValue(name, out var versions) ? null
            : string.IsNullOrEmpty(version) ? versions[^1] : versions.FirstOrDefault(v => v.Id == version);
    }

    internal IReadOnlyList<SimulatedSecretVersion>? Versions(string name) => deleted.ContainsKey(name) ? null : secrets.GetValueOrDefault(name);

    internal DateTimeOffset? DeletedOn(string name) => deleted.TryGetValue(name, out var at) ? at : null;
}
