namespace JitSsh.Core.Secrets;

/// <summary>The field that is taken from a secret whose value has several, by what it is for.</summary>
public static class SecretField
{
    /// <summary>The login user's private key.</summary>
    public const string PrivateKey = "base64_private_key";

    /// <summary>Azure's client secret.</summary>
    public const string ClientSecret = "client_secret";

    /// <summary>What signs in to a store.</summary>
    public const string SignIn = "token";
}
