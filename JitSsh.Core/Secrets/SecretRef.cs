using System.Text.Json.Serialization;
using JitSsh.Core.Common;

namespace JitSsh.Core.Secrets;

/// <summary>
/// Where a secret lies: which store, and where in it. Never the secret. Stored as JSON with the word <c>store</c>; two references are equal
/// when they lead to the same place.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "store")]
[JsonDerivedType(typeof(LocalSecretRef), LocalSecretRef.StoreName)]
[JsonDerivedType(typeof(KeyVaultSecretRef), KeyVaultSecretRef.StoreName)]
[JsonDerivedType(typeof(VaultSecretRef), VaultSecretRef.StoreName)]
[JsonDerivedType(typeof(FileSecretRef), FileSecretRef.StoreName)]
[JsonDerivedType(typeof(EnvironmentSecretRef), EnvironmentSecretRef.StoreName)]
public abstract record SecretRef
{
    /// <summary>The store's name: the same word as <c>store</c> in the JSON.</summary>
    [JsonIgnore]
    public abstract string Store { get; }

    /// <summary>The field to take where the value is a JSON object; null takes the one that is usual for the purpose (<see cref="SecretField"/>).</summary>
    public string? Field { get; init; }

    /// <summary>What the connector signs in to the store with (a token, a secret id, a client secret), where the store needs that; it lies in a store without a sign-in of its own.</summary>
    public SecretRef? SignInWith { get; init; }

    /// <summary>True when the store cannot be read without <see cref="SignInWith"/>.</summary>
    [JsonIgnore]
    public virtual bool NeedsSignIn => false;

    /// <summary>Where what <see cref="SignInWith"/> leads to is sent; null when it is sent nowhere. It stays with a reference only while this stays the same.</summary>
    [JsonIgnore]
    public virtual string? SentTo => null;

    /// <summary>What is wrong with the reference, each sentence at its property; empty if nothing is. Asks nobody: pure.</summary>
    public virtual IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [];
        if (Field is not null && (Field.Length is 0 or > 128 || Field.Any(char.IsControl)))
        {
            problems.Add(new(nameof(Field), "The field's name has 1 to 128 characters. Leave it out for base64_private_key."));
        }

        if (SignInWith is not (null or LocalSecretRef or FileSecretRef or EnvironmentSecretRef))
        {
            problems.Add(new(nameof(SignInWith), "What the connector signs in to the store with lies in a file or an environment variable there, or is typed here."));
        }
        else if (SignInWith is { } signIn)
        {
            problems.AddRange(signIn.Problems().Select(p => p with { Field = nameof(SignInWith) }));
        }

        return problems;
    }

    /// <summary>The store and the place in it, for screens and messages.</summary>
    public abstract override string ToString();
}

/// <summary>A secret in the portal's own database, encrypted. Only Core makes such a reference: nobody can name another one's secret.</summary>
/// <param name="Name">The name within the store.</param>
public sealed record LocalSecretRef(string Name) : SecretRef
{
    /// <summary>The store's name.</summary>
    public const string StoreName = "local";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Store => StoreName;

    /// <inheritdoc/>
    public override string ToString() => $"local:{Name}";
}

/// <summary>A secret in a file where the connector runs: below one of the directories that its operator allows (<see cref="SecretOptions.FileRoots"/>).</summary>
/// <param name="Path">The absolute path.</param>
public sealed record FileSecretRef(string Path) : SecretRef
{
    /// <summary>The store's name.</summary>
    public const string StoreName = "file";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Store => StoreName;

    /// <inheritdoc/>
    public override IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [.. base.Problems()];
        if (Path is null || !Path.StartsWith('/') || Path.Length > 1000 || Path.Any(char.IsControl) || Path.Split('/').Any(part => part is "." or ".."))
        {
            problems.Add(new(nameof(Path), "Give the file's absolute path, for example /run/secrets/jitssh/key.pem, without . and .. in it."));
        }

        return problems;
    }

    /// <inheritdoc/>
    public override string ToString() => $"the file {Path}";
}

/// <summary>A secret in an environment variable of the connector: one that its operator allows (<see cref="SecretOptions.EnvironmentPrefix"/>).</summary>
/// <param name="Variable">The variable's name.</param>
public sealed record EnvironmentSecretRef(string Variable) : SecretRef
{
    /// <summary>The store's name.</summary>
    public const string StoreName = "environment";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Store => StoreName;

    /// <inheritdoc/>
    public override IReadOnlyList<Problem> Problems()
    {
        List<Problem> problems = [.. base.Problems()];
        if (Variable is not { Length: > 0 and <= 200 } || char.IsAsciiDigit(Variable[0]) || !Variable.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            problems.Add(new(nameof(Variable), "An environment variable's name holds letters, digits and _, and does not begin with a digit."));
        }

        return problems;
    }

    /// <inheritdoc/>
    public override string ToString() => $"the environment variable {Variable}";
}
