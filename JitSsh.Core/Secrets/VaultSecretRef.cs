using System.Text.Json.Serialization;
using JitSsh.Core.Common;

namespace JitSsh.Core.Secrets;

/// <summary>How the connector signs in to a HashiCorp Vault.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VaultSignIn>))]
public enum VaultSignIn
{
    /// <summary>With a token: <see cref="SecretRef.SignInWith"/>.</summary>
    Token,

    /// <summary>With AppRole: a role id, and <see cref="SecretRef.SignInWith"/> is the secret id.</summary>
    AppRole,

    /// <summary>With the service account's token of the connector's pod, for a role.</summary>
    Kubernetes,
}

/// <summary>A secret of a key-value engine of a HashiCorp Vault (or OpenBao).</summary>
/// <param name="Address">Vault's address, for example <c>https://vault.example.com:8200</c>.</param>
/// <param name="Path">The secret's path below the mount, for example <c>jitssh/login</c>.</param>
public sealed record VaultSecretRef(Uri Address, string Path) : SecretRef
{
    /// <summary>The store's name.</summary>
    public const string StoreName = "vault";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Store => StoreName;

    /// <summary>Where the engine is mounted.</summary>
    public string Mount { get; init; } = "secret";

    /// <summary>The engine's version: 1 or 2.</summary>
    public int Engine { get; init; } = 2;

    /// <summary>The secret's version, for engine 2; null is the latest one that there is at each reading.</summary>
    public int? Version { get; init; }

    /// <summary>The namespace (Vault Enterprise, HCP); null is none.</summary>
    public string? Namespace { get; init; }

    /// <summary>How to sign in.</summary>
    public VaultSignIn SignIn { get; init; }

    /// <summary>AppRole's role id, or the Kubernetes role; null for a token.</summary>
    public string? Role { get; init; }

    /// <summary>Where the auth method is mounted; null is <c>approle</c> or <c>kubernetes</c>.</summary>
    public string? SignInMount { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool NeedsSignIn => SignIn != VaultSignIn.Kubernetes;

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? SentTo => Address is { IsAbsoluteUri: true } ? Address.GetLeftPart(UriPartial.Authority) : null;

    /// <inheritdoc/>
    public override IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [.. base.Problems()];
        Add(Address is { IsAbsoluteUri: true } && Address.Scheme is "https" or "http" && Address is { AbsolutePath: "/", Query: "", UserInfo: "" }, nameof(Address),
            "Vault's address begins with https:// and has no path, for example https://vault.example.com:8200.");
        Add(IsPath(Path), nameof(Path), "The path holds names with / between, as in jitssh/login: without the mount, without data/, without . or .. in it.");
        Add(IsPath(Mount), nameof(Mount), "The mount is the engine's path, for example secret.");
        Add(Engine is 1 or 2, nameof(Engine), "The key-value engine is version 1 or 2.");
        Add(Version is null or > 0 && (Version is null || Engine == 2), nameof(Version), "A version is a number from 1, and only engine 2 has versions. Leave it out for the latest.");
        Add(Namespace is null || IsPath(Namespace), nameof(Namespace), "A namespace is a path, for example team-a.");
        Add(SignInMount is null || IsPath(SignInMount), nameof(SignInMount), "The auth method's mount is a path, for example approle.");
        Add(SignIn == VaultSignIn.Token || (!string.IsNullOrWhiteSpace(Role) && Role.Length <= 200 && !Role.Any(char.IsControl)), nameof(Role), SignIn == VaultSignIn.AppRole ? "Give AppRole's role id." : "Give the Kubernetes role's name.");
        return problems;

        void Add(bool isRight, string field, string sentence)
        {
            if (!isRight)
            {
                problems.Add(new(field, sentence));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Mount}/{Path}{(Version is null ? "" : $" (version {Version})")} of the Vault {Address?.Authority}{(Namespace is null ? "" : $", namespace {Namespace}")}{(Field is null ? "" : $", field {Field}")}";

    /// <summary>Each part is escaped when it is asked for; a dot part would lead elsewhere all the same.</summary>
    private static bool IsPath(string? text) =>
        text is { Length: > 0 and <= 500 } && text.Trim('/').Split('/').All(part => part is not ("" or "." or "..") && !part.Any(c => char.IsControl(c) || c is '?' or '#' or '\\' or '%'));
}
