using System.Text.Json.Serialization;
using JitSsh.Core.Common;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.PrivateKeys;

namespace JitSsh.Core.Catalog;

/// <summary>What an admin says about an integration. Secrets go in and never come out.</summary>
public sealed record IntegrationInput
{
    /// <summary>The name; unique.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where its servers come from.</summary>
    public SourceSettings? Source { get; init; }

    /// <summary>The secret the source signs in with (Azure's client secret); when changing, empty keeps the stored one.</summary>
    public string? SourceSecret { get; init; }

    /// <summary>The connector that works on it; null for the one inside the portal, and when changing, for the one it has.</summary>
    public ConnectorId? ConnectorId { get; init; }

    /// <summary>The store that the source's secret is read from, instead of <see cref="SourceSecret"/>; when changing, leaving out both keeps what there is.</summary>
    public SecretRef? SourceSecretFrom { get; init; }

    /// <summary>What the connector signs in to that store with (a token, a secret id, a client secret); when changing, empty keeps the stored one while it goes to the same address.</summary>
    public string? SourceSecretSignIn { get; init; }

    /// <summary>The user with sudo that the connector logs in as.</summary>
    public string LoginUser { get; init; } = "";

    /// <summary>That user's private key, as <c>cat key.pem | base64</c> prints it, or the PEM itself; when changing, empty keeps the stored one.</summary>
    [JsonPropertyName("base64_private_key")]
    public string? Base64PrivateKey { get; init; }

    /// <summary>The store that the private key is read from at use, instead of <see cref="Base64PrivateKey"/>; when changing, leaving out both keeps what there is.</summary>
    public SecretRef? LoginKeyFrom { get; init; }

    /// <summary>What the connector signs in to that store with (a token, a secret id, a client secret); when changing, empty keeps the stored one while it goes to the same address.</summary>
    public string? LoginKeySignIn { get; init; }

    /// <summary>The Linux groups that flows may offer; empty means only "Default".</summary>
    public IReadOnlyList<string> LinuxGroups { get; init; } = [];

    /// <summary>Who looks after it.</summary>
    public PersonId? OwnerId { get; init; }

    /// <summary>What people who connect to its servers are told.</summary>
    public string? Message { get; init; }

    /// <summary>How many days an account is kept locked after its last grant; 0 deletes it at once.</summary>
    public double KeepDays { get; init; } = Integration.DefaultKeep.TotalDays;

    /// <summary>What then becomes of its home.</summary>
    public HomeDisposal HomeDisposal { get; init; }

    /// <summary>What becomes of accounts that are not JitSsh's.</summary>
    public ExistingAccounts ExistingAccounts { get; init; }

    /// <summary>What is wrong apart from the private key, a sentence at each field; empty when nothing is.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [];
        Add(nameof(Name), PlainText.ProblemWithName(Name));
        Add(nameof(LoginUser), LinuxName.IsWellFormed(LoginUser) ? null
            : LoginUser.Length == 0 ? "Give the user that the connector logs in as."
            : "A Linux user starts with a lower-case letter or _, goes on with lower-case letters, digits, _ or -, and has at most 31 characters.");
        if (Source is null)
        {
            Add(nameof(Source), "Say where the servers come from.");
        }
        else
        {
            problems.AddRange(Source.Problems().Select(p => new Problem(nameof(Source), p)));
            Add(nameof(Source.OwnerTag), Source.ProblemWithOwnerTag());
        }

        foreach (var group in LinuxGroups)
        {
            Add(nameof(LinuxGroups), LinuxName.ProblemWithGroup(group) is { } sentence ? $"{SafeText.Quote(group)}: {sentence}" : null);
        }

        if (LoginKeyFrom is not null && !string.IsNullOrWhiteSpace(Base64PrivateKey))
        {
            Add(nameof(LoginKeyFrom), "Give the key itself or the store it is read from, not both.");
        }

        if (SourceSecretFrom is not null && !string.IsNullOrWhiteSpace(SourceSecret))
        {
            Add(nameof(SourceSecretFrom), "Give the secret itself or the store it is read from, not both.");
        }

        Add(nameof(Message), Message is null ? null : PlainText.ProblemWithText(Message, 1000));
        Add(nameof(KeepDays), KeepDays is >= 0 and <= 3650 ? null : "Accounts are kept between 0 and 3650 days.");
        return problems;

        void Add(string field, string? sentence)
        {
            if (sentence is not null)
            {
                problems.Add(new(field, sentence));
            }
        }
    }

    /// <summary>Reads the private key; whoever receives it disposes it.</summary>
    public PrivateKeyTextResult ReadPrivateKey() => PrivateKeyText.Read(Base64PrivateKey);

    /// <summary>Everything but the secrets.</summary>
    public override string ToString() => $"integration '{Name}'";
}
