using System.Collections.Concurrent;
using System.Security.Cryptography;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.PrivateKeys;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>One secret's key, in an agent: the one it holds now, and the one it held before, should servers not take the new one yet.</summary>
/// <param name="Current">Holds the key that was read last.</param>
/// <param name="Earlier">Holds the one before; null when there was none since the connector started.</param>
/// <param name="ReadHash">SHA-256 of what was read, as the store had it.</param>
/// <param name="ReadAt">When the store was last asked.</param>
/// <param name="ChangedAt">When the secret was changed, as the store tells or as it was noticed; null when it has not been.</param>
internal sealed record LoginKey(SshAgent Current, SshAgent? Earlier, byte[] ReadHash, DateTimeOffset ReadAt, DateTimeOffset? ChangedAt);

/// <summary>
/// The agents of the connector, one for each secret. A secret is read at use; that it is still the same is asked again after a minute, and at once when a server refuses the key. A store that cannot
/// answer does not take away a key that was read: access has to be ended also while a Vault is sealed. A store that answers no does.
/// </summary>
internal sealed class LoginKeys(ReadSecret secrets, TimeSpan askAgainAfter, TimeProvider clock, Func<string> directory) : IDisposable
{
    /// <summary>A store is not asked more often than this: a hundred servers that refuse a key, or wait for a store that does not answer, are one question.</summary>
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<SecretRef, LoginKey> keys = new();
    private readonly ConcurrentDictionary<SecretRef, (string Problem, DateTimeOffset At)> problems = new();
    private readonly ConcurrentDictionary<SecretRef, SemaphoreSlim> gates = new();

    /// <summary>The key of this secret as it was last read; null when it was not.</summary>
    public LoginKey? Find(SecretRef reference) => keys.GetValueOrDefault(reference);

    /// <summary>The key, or the sentence that says why there is none.</summary>
    public async Task<(LoginKey? Key, string? Problem)> GetAsync(SecretRef reference, bool askNow, CancellationToken cancel)
    {
        // One gate for each secret: a store that is slow holds up nobody else's logins.
        var gate = gates.GetOrAdd(reference, _ => new(1, 1));
        await gate.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            var known = keys.GetValueOrDefault(reference);
            if (known is not null && !known.Current.IsAlive)
            {
                Drop(reference);
                known = null;
            }

            // The portal's own store is at hand, so it is always asked.
            var pause = reference is LocalSecretRef ? TimeSpan.Zero : askAgainAfter < AtMostEvery ? askAgainAfter : AtMostEvery;
            if (known is not null && now - known.ReadAt < (askNow || reference is LocalSecretRef ? pause : askAgainAfter))
            {
                return (known, null);
            }

            if (known is null && problems.TryGetValue(reference, out var last) && now - last.At < pause)
            {
                return (null, last.Problem);
            }

            using var reading = await secrets.RunAsync(reference, SecretField.PrivateKey, cancel);
            if (reading.Problem is { IsOutage: true } && known is not null)
            {
                return (keys[reference] = known with { ReadAt = now }, null);
            }

            if (reading.Problem is { } problem)
            {
                Drop(reference);
                problems[reference] = (problem.Sentence, now);
                return (null, problem.Sentence);
            }

            // Nearly always the same text, and to read a key takes longer than to log in with it.
            var readHash = SHA256.HashData(reading.Value.Span);
            if (known is not null && CryptographicOperations.FixedTimeEquals(known.ReadHash, readHash))
            {
                return (keys[reference] = known with { ReadAt = now }, null);
            }

            var read = PrivateKeyText.Read(reading.Value.Span);
            using var key = read.Key;
            if (key is null)
            {
                return (null, $"What lies in {reference} is no private key that can be used. {read.Problem}");
            }

            if (known is not null && CryptographicOperations.FixedTimeEquals(known.Current.KeyHash, SHA256.HashData(key.Text.Span)))
            {
                return (keys[reference] = known with { ReadHash = readHash, ReadAt = now }, null);
            }

            var (agent, wrong) = await SshAgent.StartAsync(directory(), key, cancel);
            if (agent is null)
            {
                return (null, wrong);
            }

            known?.Earlier?.Dispose();
            return (keys[reference] = new(agent, known?.Current, readHash, now, known is null ? null : reading.ChangedAt ?? now), null);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        foreach (var reference in keys.Keys)
        {
            Drop(reference);
        }

        foreach (var gate in gates.Values)
        {
            gate.Dispose();
        }
    }

    private void Drop(SecretRef reference)
    {
        if (keys.TryRemove(reference, out var key))
        {
            key.Current.Dispose();
            key.Earlier?.Dispose();
        }
    }
}
