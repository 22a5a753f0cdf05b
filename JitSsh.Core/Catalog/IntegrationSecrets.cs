using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;
using JitSsh.Core.Secrets.PrivateKeys;
using Microsoft.Extensions.Options;

namespace JitSsh.Core.Catalog;

/// <summary>The secrets of an integration on their way in: checked first, by reading those that lie in a store, and stored only when everything else is right too.</summary>
public sealed class IntegrationSecrets(LocalSecretStore local, ReadSecret secrets, IConnectorSecrets apart, IOptions<SecretOptions> options)
{
    /// <summary>What was checked. Disposing it overwrites the pasted key.</summary>
    internal sealed record Checked(PrivateKeyText? Pasted, StoredSecret? LoginKey, StoredSecret? SourceSecret, string? TypedSourceSecret) : IDisposable
    {
        /// <summary>The public half of the key, pasted or read; null when the stored key is kept.</summary>
        public string? PublicKeyLine { get; init; }

        public string? Fingerprint { get; init; }

        public void Dispose() => Pasted?.Dispose();
    }

    /// <summary>Checks what was said about both secrets; the sentences go to <paramref name="problems"/>.</summary>
    internal async Task<Checked> CheckAsync(IntegrationInput input, Integration? stored, List<Problem> problems, CancellationToken cancel)
    {
        var sourceSecret = input.SourceSecretFrom is { } place
            ? StoredSecret.Check(place, input.SourceSecretSignIn, stored?.SourceSecret, nameof(input.SourceSecretFrom), nameof(input.SourceSecretSignIn), problems)
            : null;
        var connector = ConnectorOf(input, stored);
        if (connector != ConnectorId.Embedded)
        {
            return await CheckApartAsync(connector, input, stored, sourceSecret, problems, cancel);
        }

        CheckSentTo(input, stored, problems);
        if (input.LoginKeyFrom is not { } from)
        {
            return PastedKey(input, stored, sourceSecret, problems);
        }

        var before = problems.Count;
        var loginKey = StoredSecret.Check(from, input.LoginKeySignIn, stored?.LoginKey, nameof(input.LoginKeyFrom), nameof(input.LoginKeySignIn), problems);
        if (loginKey is null || problems.Count > before)
        {
            return new(null, null, sourceSecret, input.SourceSecret);
        }

        using var reading = await loginKey.ReadAsync(secrets, SecretField.PrivateKey, cancel);
        var (key, problem) = ReadKey(reading, loginKey.Reference);
        using var read = key;
        if (problem is not null)
        {
            problems.Add(new(nameof(input.LoginKeyFrom), problem));
        }

        return new(null, loginKey, sourceSecret, input.SourceSecret) { PublicKeyLine = read?.PublicKeyLine, Fingerprint = read?.Fingerprint };
    }

    /// <summary>The same for a connector apart from the portal: only places that it reads itself will do, and it is asked what lies there.</summary>
    private async Task<Checked> CheckApartAsync(ConnectorId connector, IntegrationInput input, Integration? stored, StoredSecret? sourceSecret, List<Problem> problems, CancellationToken cancel)
    {
        const string elsewhere = "A connector apart from the portal reads its secrets itself, so that the portal never has them. Name the Key Vault, the Vault, or the file or environment variable of the connector.";
        Refuse(!string.IsNullOrWhiteSpace(input.Base64PrivateKey), nameof(input.Base64PrivateKey));
        Refuse(!string.IsNullOrWhiteSpace(input.SourceSecret), nameof(input.SourceSecret));
        Refuse(!string.IsNullOrWhiteSpace(input.LoginKeySignIn), nameof(input.LoginKeySignIn));
        Refuse(!string.IsNullOrWhiteSpace(input.SourceSecretSignIn), nameof(input.SourceSecretSignIn));
        Refuse(input.LoginKeyFrom is null && string.IsNullOrWhiteSpace(input.Base64PrivateKey) && stored?.LoginKey is null or LocalSecretRef or { SignInWith: LocalSecretRef }, nameof(input.LoginKeyFrom));
        Refuse(input.SourceSecretFrom is null && stored?.SourceSecret is LocalSecretRef or { SignInWith: LocalSecretRef }, nameof(input.SourceSecretFrom));
        var loginKey = input.LoginKeyFrom is { } from ? StoredSecret.Check(from, null, null, nameof(input.LoginKeyFrom), nameof(input.LoginKeySignIn), problems) : null;
        if (problems.Count > 0)
        {
            return new(null, null, sourceSecret, null);
        }

        // Also when the key stays where it was: another connector may read something else there.
        var found = await apart.FindAsync(connector, loginKey?.Reference ?? stored!.LoginKey, true, cancel);
        if (found.Problem is { } problem)
        {
            problems.Add(new(nameof(input.LoginKeyFrom), problem));
        }

        return new(null, loginKey, sourceSecret, null) { PublicKeyLine = found.PublicKeyLine, Fingerprint = found.Fingerprint };

        void Refuse(bool isWrong, string field)
        {
            if (isWrong)
            {
                problems.Add(new(field, elsewhere));
            }
        }
    }

    private static ConnectorId ConnectorOf(IntegrationInput input, Integration? stored) => input.ConnectorId ?? stored?.ConnectorId ?? ConnectorId.Embedded;

    /// <summary>The secret that the source would sign in with: as typed, from the store that was named, or the stored one. Null where it needs none or none is given; the sentences go to <paramref name="problems"/>.</summary>
    internal async Task<string?> ReadSourceAsync(IntegrationInput input, Integration? stored, List<Problem> problems, CancellationToken cancel)
    {
        if (input.Source is not AzureVmSettings { NeedsStoredCredential: true })
        {
            return null;
        }

        // A look sends the secret as well as a discovery does.
        CheckSentTo(input, stored, problems);
        var place = input.SourceSecretFrom is { } from && string.IsNullOrWhiteSpace(input.SourceSecret)
            ? StoredSecret.Check(from, input.SourceSecretSignIn, stored?.SourceSecret, nameof(input.SourceSecretFrom), nameof(input.SourceSecretSignIn), problems)
            : null;
        if (problems.Count > 0 || !string.IsNullOrWhiteSpace(input.SourceSecret))
        {
            return problems.Count > 0 ? null : input.SourceSecret!.Trim();
        }

        if (place is null && stored?.SourceSecret is null)
        {
            return null;
        }

        using var reading = place is not null ? await place.ReadAsync(secrets, SecretField.ClientSecret, cancel) : await secrets.RunAsync(stored!.SourceSecret!, SecretField.ClientSecret, cancel);
        if (reading.Problem is { } problem)
        {
            problems.Add(new(nameof(input.SourceSecretFrom), problem.Sentence));
            return null;
        }

        return Encoding.UTF8.GetString(reading.Value.Span).Trim();
    }

    /// <summary>Stores what belongs in the portal's own store.</summary>
    internal async Task StoreAsync(Actor actor, IntegrationId id, Checked secret, Action<SecretRef, string> takeKey, Action<SecretRef> takeSourceSecret, CancellationToken cancel)
    {
        if (secret.Pasted is { } pasted)
        {
            takeKey((await local.WriteAsync(actor, $"integration-{id}-login-key", pasted.Text.ToArray(), cancel)).Value, pasted.PublicKeyLine);
        }
        else if (secret.LoginKey is { } loginKey)
        {
            takeKey(await loginKey.StoreAsync(local, actor, $"integration-{id}-login-key-sign-in", cancel), secret.PublicKeyLine!);
        }

        if (secret.SourceSecret is { } sourceSecret)
        {
            takeSourceSecret(await sourceSecret.StoreAsync(local, actor, $"integration-{id}-source-sign-in", cancel));
        }
        else if (!string.IsNullOrWhiteSpace(secret.TypedSourceSecret))
        {
            takeSourceSecret((await local.WriteAsync(actor, $"integration-{id}-source", Encoding.UTF8.GetBytes(secret.TypedSourceSecret.Trim()), cancel)).Value);
        }
    }

    /// <summary>The private key in a reading, or the sentence that says why there is none. Whoever receives the key disposes it.</summary>
    internal static (PrivateKeyText? Key, string? Problem) ReadKey(SecretReading reading, SecretRef reference)
    {
        if (reading.Problem is { } problem)
        {
            return (null, problem.Sentence);
        }

        var read = PrivateKeyText.Read(reading.Value.Span);
        return read.IsValid ? (read.Key, null) : (null, $"What lies in {reference} is no private key that can be used. {read.Problem}");
    }

    /// <summary>A client secret is sent to the sign-in address, and in a custom cloud an admin types that: it must not become a way to have a secret sent to oneself that one cannot read.</summary>
    private void CheckSentTo(IntegrationInput input, Integration? stored, List<Problem> problems)
    {
        if (input.Source is not AzureVmSettings { Cloud: AzureCloud.Custom, AuthorityHost: { IsAbsoluteUri: true } to } || !string.IsNullOrWhiteSpace(input.SourceSecret))
        {
            return;
        }

        if ((input.SourceSecretFrom ?? stored?.SourceSecret) is not (null or LocalSecretRef))
        {
            if (!options.Value.Trusts(to))
            {
                problems.Add(new(nameof(input.SourceSecretFrom), SecretOptions.NotTrusted("The client secret", to.GetLeftPart(UriPartial.Authority))));
            }
        }
        else if (stored?.SourceSecret is not null && (stored.Source as AzureVmSettings)?.AuthorityHost?.GetLeftPart(UriPartial.Authority) != to.GetLeftPart(UriPartial.Authority))
        {
            problems.Add(new(nameof(input.SourceSecret), "The sign-in address is another one than before, so the client secret has to be typed again: the stored one is sent only to where it was given for."));
        }
    }

    private static Checked PastedKey(IntegrationInput input, Integration? stored, StoredSecret? sourceSecret, List<Problem> problems)
    {
        if (stored is not null && string.IsNullOrWhiteSpace(input.Base64PrivateKey))
        {
            return new(null, null, sourceSecret, input.SourceSecret);
        }

        var key = input.ReadPrivateKey();
        if (!key.IsValid)
        {
            problems.Add(new(nameof(input.Base64PrivateKey), key.Problem));
        }

        return new(key.Key, null, sourceSecret, input.SourceSecret) { PublicKeyLine = key.Key?.PublicKeyLine, Fingerprint = key.Key?.Fingerprint };
    }
}
