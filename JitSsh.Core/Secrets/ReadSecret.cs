using System.Text;
using System.Text.Json;
using JitSsh.Core.Common;

namespace JitSsh.Core.Secrets;

/// <summary>Reads a secret from whichever store it lies in, at use. Only what runs where the connector runs uses it: no screen and no API hands a secret out.</summary>
public sealed class ReadSecret(IEnumerable<ISecretStore> stores)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 4 };

    /// <summary>The client secret of a source; null when there is none.</summary>
    /// <exception cref="SecretUnavailableException">It could not be read; the message says why and what to do.</exception>
    public async Task<byte[]?> RunAsync(SecretRef? reference, CancellationToken cancel)
    {
        if (reference is null)
        {
            return null;
        }

        using var reading = await RunAsync(reference, SecretField.ClientSecret, cancel);
        return reading.Problem is { } problem ? throw new SecretUnavailableException(problem) : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(reading.Value.Span).Trim());
    }

    /// <summary>The secret, or why it cannot be read. The caller disposes it.</summary>
    /// <param name="reference">Where it lies.</param>
    /// <param name="field">The field to take where the value has several and the reference names none (<see cref="SecretField"/>).</param>
    /// <param name="cancel">Stops it.</param>
    public async Task<SecretReading> RunAsync(SecretRef reference, string field, CancellationToken cancel)
    {
        if (reference.SignInWith is not { } place)
        {
            return await RunAsync(reference, field, null, cancel);
        }

        using var signIn = await RunAsync(place, SecretField.SignIn, null, cancel);
        return signIn.Problem is { } problem
            ? SecretReading.Failed(problem.Kind, $"What signs in to the store could not be read: {problem.Sentence}")
            : await RunAsync(reference, field, Encoding.UTF8.GetString(signIn.Value.Span).Trim(), cancel);
    }

    /// <summary>The same with what signs in to the store at hand, as somebody has just typed it.</summary>
    public async Task<SecretReading> RunAsync(SecretRef reference, string field, string? signIn, CancellationToken cancel)
    {
        if (reference.Problems() is [var wrong, ..])
        {
            return SecretReading.Failed(SecretProblemKind.NotAllowed, wrong.Sentence);
        }

        if (reference.NeedsSignIn && string.IsNullOrEmpty(signIn))
        {
            return SecretReading.Failed(SecretProblemKind.SignIn, $"Nothing is given to sign in with to {reference}. Type it, or name the file or the environment variable of the connector that holds it.");
        }

        var store = stores.FirstOrDefault(s => s.Name == reference.Store) ?? throw new NotSupportedException($"There is no secret store '{reference.Store}' in this build.");
        var reading = await store.ReadAsync(reference, signIn, cancel);
        return reading.Problem is not null ? reading : Pick(reading, reference, reference.Field ?? field);
    }

    /// <summary>A bare value is the secret itself; of a JSON object, the field is.</summary>
    private static SecretReading Pick(SecretReading reading, SecretRef reference, string field)
    {
        if (reference is LocalSecretRef)
        {
            return reading;
        }

        if (!reading.Value.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
        {
            return reference.Field is null
                ? reading
                : Wrong(reading, $"The value of {reference} is not a JSON object, so it has no field {SafeText.Quote(field)}. Leave the field out to take the whole value.");
        }

        try
        {
            using var json = JsonDocument.Parse(reading.Value, Strict);
            if (json.RootElement.TryGetProperty(field, out var found) && found.ValueKind == JsonValueKind.String)
            {
                return reading.With(Encoding.UTF8.GetBytes(found.GetString()!));
            }

            // Names of fields are no secrets, and a wrong one is seen at once next to the right ones.
            var names = string.Join(", ", json.RootElement.EnumerateObject().Take(10).Select(p => SafeText.Quote(p.Name)));
            return Wrong(reading, $"{Upper(reference.ToString())} has no field {SafeText.Quote(field)} with a text in it. Its fields: {(names.Length == 0 ? "none" : names)}. Name the field that holds the value, or store it as {field}.");
        }
        catch (JsonException)
        {
            return Wrong(reading, $"The value of {reference} begins with {{ and is no valid JSON. Store the bare value, or an object with the field {field}.");
        }
    }

    private static SecretReading Wrong(SecretReading reading, string sentence)
    {
        reading.Dispose();
        return SecretReading.Failed(SecretProblemKind.Value, sentence);
    }

    private static string Upper(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
