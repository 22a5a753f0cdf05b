using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>Everything that was typed about an integration, as it was typed: by the wizard and by the page that edits.</summary>
/// <param name="kind">The kind of its source.</param>
/// <param name="isStored">True when it is connected already: then empty secrets keep the stored ones.</param>
public sealed class IntegrationForm(string kind, bool isStored) : IDisposable
{
    private const string DefaultGroup = "Default";

    /// <summary>The kind of its source.</summary>
    public string Kind => kind;

    /// <summary>True when it is connected already.</summary>
    public bool IsStored => isStored;

    /// <summary>True for Azure.</summary>
    public bool IsAzure => kind == AzureVmSettings.KindName;

    /// <summary>What was typed about Azure.</summary>
    public AzureForm Azure { get; private init; } = new();

    /// <summary>The list of servers.</summary>
    public ServerListForm Servers { get; private init; } = new();

    /// <summary>Azure's client secret; never shown again.</summary>
    public string? SourceSecret { get; set; }

    /// <summary>The store that the client secret or the certificate lies in.</summary>
    public SecretStoreForm SourceStore { get; private init; } = new(SecretPurpose.SourceSecret);

    /// <summary>The connector that works on it.</summary>
    public ConnectorId ConnectorId { get; set; } = ConnectorId.Embedded;

    /// <summary>True when a client secret is stored or was typed.</summary>
    public bool HasSourceSecret => !string.IsNullOrWhiteSpace(SourceSecret) || (isStored && HasStoredSourceSecret);

    /// <summary>True when the connected integration has one in the portal's own store.</summary>
    public bool HasStoredSourceSecret { get; private init; }

    /// <summary>The name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The user with sudo.</summary>
    public string LoginUser { get; set; } = "";

    /// <summary>Linux groups, with commas or blanks between; empty is "Default".</summary>
    public string LinuxGroups { get; set; } = "";

    /// <summary>The private key, where it lies in the portal's own store.</summary>
    public LoginKeyForm Key { get; } = new();

    /// <summary>The store that the private key lies in.</summary>
    public SecretStoreForm KeyStore { get; private init; } = new();

    /// <summary>The connected integration; null in the wizard.</summary>
    public IntegrationId? Id { get; private init; }

    /// <summary>The public half of the stored key; null in the wizard.</summary>
    public string? StoredPublicKeyLine { get; private init; }

    /// <summary>Who looks after it; null for whoever connects.</summary>
    public PersonId? OwnerId { get; set; }

    /// <summary>The tag that names a server's owner; empty for the usual one.</summary>
    public string OwnerTag { get; set; } = "";

    /// <summary>What people who connect are told.</summary>
    public string Message { get; set; } = "";

    /// <summary>Days an account is kept.</summary>
    public string KeepDays { get; set; } = Days(Integration.DefaultKeep);

    /// <summary>What then becomes of its home.</summary>
    public HomeDisposal HomeDisposal { get; set; }

    /// <summary>What becomes of accounts that are not JitSsh's.</summary>
    public ExistingAccounts ExistingAccounts { get; set; }

    private string? TypedSourceSecret => IsAzure && Azure.NeedsSecret && SourceStore.IsLocal ? SourceSecret : null;

    private SecretRef? SourceSecretFrom => !IsAzure || !Azure.NeedsSecret || (isStored && SourceStore.IsAsStored) ? null : SourceStore.ToReference();

    private string? SourceSecretSignIn => IsAzure && Azure.NeedsSecret && SourceStore.NeedsSignIn ? SourceStore.SignInSecret : null;

    private bool IsCertificate => Azure.Credential == AzureCredentialKind.ClientCertificate;

    /// <summary>As it is stored, without the secrets.</summary>
    public static IntegrationForm Of(Integration integration) => new(integration.Source.Kind, isStored: true)
    {
        Azure = integration.Source is AzureVmSettings azure ? AzureForm.Of(azure) : new(),
        Servers = integration.Source is SshServersSettings list ? ServerListForm.Of(list) : new(),
        HasStoredSourceSecret = integration.SourceSecret is LocalSecretRef,
        SourceStore = integration.SourceSecret is { } source ? SecretStoreForm.Of(source, SecretPurpose.SourceSecret) : new(SecretPurpose.SourceSecret),
        ConnectorId = integration.ConnectorId,
        Name = integration.Name,
        LoginUser = integration.LoginUser,
        LinuxGroups = string.Join(", ", integration.LinuxGroups),
        StoredPublicKeyLine = integration.LoginPublicKey,
        KeyStore = SecretStoreForm.Of(integration.LoginKey),
        Id = integration.Id,
        OwnerId = integration.OwnerId,
        OwnerTag = integration.Source.OwnerTag ?? "",
        Message = integration.Message ?? "",
        KeepDays = Days(integration.Keep),
        HomeDisposal = integration.HomeDisposal,
        ExistingAccounts = integration.ExistingAccounts,
    };

    /// <summary>The settings of its source.</summary>
    public SourceSettings ToSource()
    {
        SourceSettings source = IsAzure ? Azure.ToSettings() : Servers.ToSettings();
        return source with { OwnerTag = string.IsNullOrWhiteSpace(OwnerTag) ? null : OwnerTag.Trim() };
    }

    /// <summary>As Core takes it, with the secrets.</summary>
    public IntegrationInput ToInput() => WithoutSecrets() with
    {
        SourceSecret = TypedSourceSecret,
        SourceSecretFrom = SourceSecretFrom,
        SourceSecretSignIn = SourceSecretSignIn,
        Base64PrivateKey = KeyStore.IsLocal ? Key.ForHandingOver() : null,
        LoginKeyFrom = isStored && KeyStore.IsAsStored ? null : KeyStore.ToReference(),
        LoginKeySignIn = KeyStore.NeedsSignIn ? KeyStore.SignInSecret : null,
    };

    /// <summary>What a look at the source needs. What is stored already is left out, and taken from the store.</summary>
    public DiscoveryTrial ToTrial() => new()
    {
        Source = ToSource(), SourceSecret = TypedSourceSecret?.Trim(), SourceSecretFrom = SourceSecretFrom, SourceSecretSignIn = SourceSecretSignIn, Integration = Id, Connector = ConnectorId,
    };

    /// <summary>True for a sentence about the secret that the source signs in with.</summary>
    public static bool IsOfSourceSecret(Problem problem) =>
        problem.Field is nameof(SourceSecret) or nameof(IntegrationInput.SourceSecretSignIn) || problem.Field.StartsWith(nameof(IntegrationInput.SourceSecretFrom), StringComparison.Ordinal);

    /// <summary>Everything that is wrong, each sentence at the field of the form it is about.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [.. IsAzure ? Azure.Problems() : Servers.Problems()];
        problems.AddRange(WithoutSecrets().Problems().Where(p => p.Field != nameof(IntegrationInput.Source)));
        if (IsAzure && Azure.NeedsSecret && !SourceStore.IsLocal)
        {
            problems.AddRange(SourceStore.Problems());
        }
        else if (IsAzure && Azure.NeedsSecret && !HasSourceSecret)
        {
            problems.Add(new(nameof(SourceSecret), IsCertificate ? "Give the certificate of the app registration, with its private key." : "Give the client secret of the app registration."));
        }
        else if (IsAzure && IsCertificate && !string.IsNullOrWhiteSpace(SourceSecret) && ClientCertificateText.Problem(SourceSecret, TimeProvider.System.GetUtcNow()) is { } unusable)
        {
            problems.Add(new(nameof(SourceSecret), unusable));
        }

        if (KeyStore.IsLocal && ConnectorId != ConnectorId.Embedded)
        {
            problems.Add(new(nameof(KeyStore), "The connector you chose runs apart from this portal and reads the key itself, so that the portal never has it. Choose a store that it reads."));
        }
        else if (!KeyStore.IsLocal)
        {
            problems.AddRange(KeyStore.Problems());
        }
        else if (Key.Problem is { } sentence)
        {
            problems.Add(new(nameof(IntegrationInput.Base64PrivateKey), sentence));
        }
        else if (!(isStored && KeyStore.WasLocal) && !Key.IsGiven)
        {
            problems.Add(new(nameof(IntegrationInput.Base64PrivateKey), "Paste the private key of the user, or let JitSsh generate one."));
        }

        return problems;
    }

    /// <summary>Forgets the secrets, as they were handed over.</summary>
    public void HandedOver()
    {
        SourceSecret = null;
        KeyStore.SignInSecret = null;
        SourceStore.SignInSecret = null;
        Key.HandedOver();
    }

    /// <inheritdoc/>
    public void Dispose() => HandedOver();

    private IntegrationInput WithoutSecrets() => new()
    {
        Name = Name.Trim(),
        Source = ToSource(),
        LoginUser = LoginUser.Trim(),
        LinuxGroups = [.. TextLists.Words(LinuxGroups).Where(g => !g.Equals(DefaultGroup, StringComparison.OrdinalIgnoreCase))],
        ConnectorId = ConnectorId,
        OwnerId = OwnerId,
        Message = string.IsNullOrWhiteSpace(Message) ? null : Message,
        KeepDays = double.TryParse(KeepDays.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) ? days : -1,
        HomeDisposal = HomeDisposal,
        ExistingAccounts = ExistingAccounts,
    };

    private static string Days(TimeSpan keep) => keep.TotalDays.ToString(CultureInfo.InvariantCulture);
}
