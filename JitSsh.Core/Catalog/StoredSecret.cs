using System.Text;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.Local;

namespace JitSsh.Core.Catalog;

/// <summary>
/// What an admin says about a secret that lies in a store, checked against what is stored already: a reference goes in, never one to the portal's own store, where it could
/// name another integration's secret.
/// </summary>
/// <param name="Reference">Where it lies; its <see cref="SecretRef.SignInWith"/> is set when what was typed is stored.</param>
/// <param name="Typed">What was typed to sign in to the store with; null when it lies elsewhere or is stored already.</param>
internal sealed record StoredSecret(SecretRef Reference, string? Typed)
{
    /// <summary>Checks what was said.</summary>
    /// <param name="reference">Where it lies.</param>
    /// <param name="typed">What was typed to sign in with; empty keeps what is stored.</param>
    /// <param name="stored">What the integration has now; null when it is new.</param>
    /// <param name="field">The input's property for the reference.</param>
    /// <param name="signInField">The input's property for what was typed.</param>
    /// <param name="problems">Where the sentences go.</param>
    public static StoredSecret? Check(SecretRef reference, string? typed, SecretRef? stored, string field, string signInField, List<Problem> problems)
    {
        if (reference is LocalSecretRef || reference.SignInWith is LocalSecretRef)
        {
            problems.Add(new(field, "The portal's own store is not named: give the secret itself, and it is stored there. Leave it out to keep what is stored."));
            return null;
        }

        var wrong = reference.Problems();
        problems.AddRange(wrong.Select(p => new Problem($"{field}.{p.Field}", p.Sentence)));
        if (wrong.Count > 0)
        {
            return null;
        }

        if (!string.IsNullOrWhiteSpace(typed))
        {
            return new(reference with { SignInWith = null }, typed.Trim());
        }

        if (!reference.NeedsSignIn || reference.SignInWith is not null)
        {
            return new(reference, null);
        }

        // A stored token goes with the reference only while it is sent to the same place: otherwise whoever may edit could have it sent to themselves.
        if (stored?.SignInWith is LocalSecretRef kept && stored.Store == reference.Store && stored.SentTo is { } to && string.Equals(to, reference.SentTo, StringComparison.OrdinalIgnoreCase))
        {
            return new(reference with { SignInWith = kept }, null);
        }

        problems.Add(new(signInField, stored?.SignInWith is LocalSecretRef
            ? "The address is another one than before, so what signs in there has to be typed again: the stored one is sent only to where it was given for."
            : "Type what the connector signs in to the store with, or name the file or the environment variable of the connector that holds it."));
        return null;
    }

    /// <summary>Reads it, where the connector runs.</summary>
    public Task<SecretReading> ReadAsync(ReadSecret secrets, string field, CancellationToken cancel) =>
        Typed is null ? secrets.RunAsync(Reference, field, cancel) : secrets.RunAsync(Reference, field, Typed, cancel);

    /// <summary>Stores what was typed, and gives the whole reference.</summary>
    public async Task<SecretRef> StoreAsync(LocalSecretStore local, Actor actor, string name, CancellationToken cancel) =>
        Typed is null ? Reference : Reference with { SignInWith = (await local.WriteAsync(actor, name, Encoding.UTF8.GetBytes(Typed), cancel)).Value };
}
