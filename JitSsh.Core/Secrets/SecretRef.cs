namespace JitSsh.Core.Secrets;

/// <summary>Where a secret lies: which store, and under which name there. Never the secret.</summary>
/// <param name="Store">The store's name, for example <c>local</c>.</param>
/// <param name="Name">The name within the store.</param>
public sealed record SecretRef(string Store, string Name)
{
    /// <summary>The store that comes with the portal.</summary>
    public const string Local = "local";

    /// <summary>store:name, for screens and messages.</summary>
    public override string ToString() => $"{Store}:{Name}";
}
