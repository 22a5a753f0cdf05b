using System.Globalization;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;
using JitSsh.Core.Entra;
using JitSsh.Core.Secrets;

namespace JitSsh.Portal.Integrations.Form;

/// <summary>What was typed about the store that a secret is read from, as it was typed: nothing is lost because it is wrong.</summary>
/// <param name="purpose">What the secret is for.</param>
public sealed class SecretStoreForm(SecretPurpose purpose = SecretPurpose.LoginKey)
{
    /// <summary>What signs in to the store is typed here.</summary>
    public const string Typed = "typed";

    private SecretRef? stored;

    /// <summary>What the secret is for.</summary>
    public SecretPurpose Purpose => purpose;

    /// <summary>What the fields about the place are called by: this, and the name in the reference.</summary>
    public string Prefix => purpose == SecretPurpose.LoginKey ? nameof(IntegrationInput.LoginKeyFrom) : nameof(IntegrationInput.SourceSecretFrom);

    /// <summary>The field for what signs in to the store.</summary>
    public string SignInField => purpose == SecretPurpose.LoginKey ? nameof(IntegrationInput.LoginKeySignIn) : nameof(IntegrationInput.SourceSecretSignIn);

    /// <summary>The store's name; <see cref="LocalSecretRef.StoreName"/> for the portal's own.</summary>
    public string Store { get; set; } = LocalSecretRef.StoreName;

    /// <summary>True for the portal's own store: the secret itself is given.</summary>
    public bool IsLocal => Store == LocalSecretRef.StoreName;

    /// <summary>True when the stored secret lies in the portal's own store.</summary>
    public bool WasLocal => stored is null or LocalSecretRef;

    /// <summary>True when the store signs in with something secret.</summary>
    public bool NeedsSignIn => ToReference()?.NeedsSignIn == true;

    /// <summary>The Key Vault's address.</summary>
    public string Vault { get; set; } = "";

    /// <summary>The secret's name there.</summary>
    public string Name { get; set; } = "";

    /// <summary>The secret's version, in Key Vault and Vault; empty is the latest.</summary>
    public string Version { get; set; } = "";

    /// <summary>Who the connector is to the Key Vault.</summary>
    public AzureCredentialKind Credential { get; set; } = AzureCredentialKind.ManagedIdentity;

    /// <summary>The Key Vault's cloud.</summary>
    public AzureCloud Cloud { get; set; }

    /// <summary>Sign-in address of a custom cloud.</summary>
    public string AuthorityHost { get; set; } = "";

    /// <summary>Directory (tenant) id.</summary>
    public string TenantId { get; set; } = "";

    /// <summary>Application (client) id.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>HashiCorp Vault's address.</summary>
    public string Address { get; set; } = "";

    /// <summary>Where its engine is mounted.</summary>
    public string Mount { get; set; } = "secret";

    /// <summary>The secret's path below the mount.</summary>
    public string Path { get; set; } = "";

    /// <summary>The engine's version.</summary>
    public string Engine { get; set; } = "2";

    /// <summary>The namespace.</summary>
    public string Namespace { get; set; } = "";

    /// <summary>How to sign in to Vault.</summary>
    public VaultSignIn SignIn { get; set; }

    /// <summary>AppRole's role id, or the Kubernetes role.</summary>
    public string Role { get; set; } = "";

    /// <summary>Where the auth method is mounted.</summary>
    public string SignInMount { get; set; } = "";

    /// <summary>The file's path.</summary>
    public string File { get; set; } = "";

    /// <summary>The environment variable.</summary>
    public string Variable { get; set; } = "";

    /// <summary>The field of the value; empty is the purpose's own (<see cref="SecretField"/>).</summary>
    public string Field { get; set; } = "";

    /// <summary>Where what signs in lies: <see cref="Typed"/>, or a store's name.</summary>
    public string SignInFrom { get; set; } = Typed;

    /// <summary>The file or the environment variable that holds it.</summary>
    public string SignInPlace { get; set; } = "";

    /// <summary>What was typed to sign in with; never shown again.</summary>
    public string? SignInSecret { get; set; }

    /// <summary>True when something was typed before, and is stored.</summary>
    public bool HasStoredSignIn => stored?.SignInWith is LocalSecretRef;

    /// <summary>True when all is as it is stored.</summary>
    public bool IsAsStored => stored is not null && string.IsNullOrEmpty(SignInSecret) && (IsLocal ? WasLocal : ToReference() is { } typed && (stored with { SignInWith = typed.SignInWith }).Equals(typed)
        && (typed.SignInWith is null ? stored.SignInWith is null or LocalSecretRef : typed.SignInWith.Equals(stored.SignInWith)));

    /// <summary>As it is stored.</summary>
    public static SecretStoreForm Of(SecretRef reference, SecretPurpose purpose = SecretPurpose.LoginKey)
    {
        var form = new SecretStoreForm(purpose) { stored = reference, Store = reference.Store, Field = reference.Field ?? "" };
        (form.SignInFrom, form.SignInPlace) = reference.SignInWith switch
        {
            FileSecretRef file => (FileSecretRef.StoreName, file.Path),
            EnvironmentSecretRef variable => (EnvironmentSecretRef.StoreName, variable.Variable),
            _ => (Typed, ""),
        };
        switch (reference)
        {
            case KeyVaultSecretRef { Identity: var identity } vault:
                (form.Vault, form.Name, form.Version) = (vault.Vault.GetLeftPart(UriPartial.Authority), vault.Name, vault.Version ?? "");
                (form.Cloud, form.Credential, form.AuthorityHost, form.TenantId, form.ClientId) = (identity.Cloud, identity.Credential, identity.AuthorityHost?.OriginalString ?? "", identity.TenantId ?? "", identity.ClientId ?? "");
                break;
            case VaultSecretRef vault:
                (form.Address, form.Path, form.Mount, form.Engine) = (vault.Address.GetLeftPart(UriPartial.Authority), vault.Path, vault.Mount, vault.Engine.ToString(CultureInfo.InvariantCulture));
                (form.Version, form.Namespace, form.SignIn) = (vault.Version?.ToString(CultureInfo.InvariantCulture) ?? "", vault.Namespace ?? "", vault.SignIn);
                (form.Role, form.SignInMount) = (vault.Role ?? "", vault.SignInMount ?? "");
                break;
            case FileSecretRef file:
                form.File = file.Path;
                break;
            case EnvironmentSecretRef variable:
                form.Variable = variable.Variable;
                break;
        }

        return form;
    }

    /// <summary>As Core takes it; null for the portal's own store. What cannot be read becomes a value that Core refuses.</summary>
    public SecretRef? ToReference()
    {
        SecretRef? place = Store switch
        {
            KeyVaultSecretRef.StoreName => new KeyVaultSecretRef(Uri(Vault)!, Name.Trim())
            {
                Version = OrNull(Version),
                Identity = new() { Cloud = Cloud, Credential = Credential, AuthorityHost = Cloud == AzureCloud.Custom ? Uri(AuthorityHost) : null, TenantId = OrNull(TenantId), ClientId = OrNull(ClientId) },
            },
            VaultSecretRef.StoreName => new VaultSecretRef(Uri(Address)!, Path.Trim().Trim('/'))
            {
                Mount = Mount.Trim().Trim('/'),
                Engine = int.TryParse(Engine, NumberStyles.None, CultureInfo.InvariantCulture, out var engine) ? engine : 0,
                Version = OrNull(Version) is { } version ? int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0 : null,
                Namespace = OrNull(Namespace),
                SignIn = SignIn,
                Role = SignIn == VaultSignIn.Token ? null : OrNull(Role),
                SignInMount = SignIn == VaultSignIn.Token ? null : OrNull(SignInMount),
            },
            FileSecretRef.StoreName => new FileSecretRef(File.Trim()),
            EnvironmentSecretRef.StoreName => new EnvironmentSecretRef(Variable.Trim()),
            _ => null,
        };
        return place is null ? null : place with
        {
            Field = OrNull(Field),
            SignInWith = !place.NeedsSignIn ? null : SignInFrom switch
            {
                FileSecretRef.StoreName => new FileSecretRef(SignInPlace.Trim()),
                EnvironmentSecretRef.StoreName => new EnvironmentSecretRef(SignInPlace.Trim()),
                _ => null,
            },
        };
    }

    /// <summary>Core's sentences, each at the field of the form it is about.</summary>
    public IReadOnlyList<Problem> Problems()
    {
        if (ToReference() is not { } reference)
        {
            return [];
        }

        List<Problem> problems = [.. reference.Problems().Select(p => p with { Field = $"{Prefix}.{p.Field}" })];
        if (reference is { NeedsSignIn: true, SignInWith: null } && string.IsNullOrWhiteSpace(SignInSecret) && !HasStoredSignIn)
        {
            problems.Add(new(SignInField, "Type what the connector signs in to the store with, or name the file or the environment variable of the connector that holds it."));
        }

        return problems;
    }

    private static string? OrNull(string text) => text.Trim() is { Length: > 0 } trimmed ? trimmed : null;

    private static Uri? Uri(string text) => System.Uri.TryCreate(text.Trim(), UriKind.Absolute, out var address) ? address : null;
}
