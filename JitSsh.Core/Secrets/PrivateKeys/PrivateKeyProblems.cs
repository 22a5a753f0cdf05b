namespace JitSsh.Core.Secrets.PrivateKeys;

/// <summary>What an admin is told when a pasted private key cannot be used: what it is, and what to do.</summary>
internal static class PrivateKeyProblems
{
    public const string Empty = "Nothing was pasted. Paste the output of: cat key.pem | base64";

    public const string TooLong = "This is too long for a private key. Paste one key file, or the output of: cat key.pem | base64";

    public const string NotBase64 =
        "This is neither a private key file nor base64. Paste the output of: cat key.pem | base64";

    public const string NoKey =
        "This holds no private key. Encode the whole file, with its BEGIN and END lines: cat key.pem | base64";

    public const string Truncated =
        "The key is cut off: its end is missing. Copy the whole file again, up to and including the END line.";

    public const string Damaged = "The key is damaged: its parts do not fit together. Copy the file again from where it was made.";

    public const string Putty =
        "This is a PuTTY key (.ppk). Convert it with: puttygen key.ppk -O private-openssh -o key.pem, and paste key.pem.";

    public const string PublicKey =
        "This is a public key. Paste the private half: the file of the same name without .pub.";

    public const string Certificate =
        "This is a certificate, not a private key. Paste the private key that belongs to it.";

    public const string Passphrase =
        "This key is protected by a passphrase, and the connector has nobody to ask for it. Paste a copy without one "
        + "(ssh-keygen -p -N '' -f copy.pem), or a key made for JitSsh.";

    public const string Dsa = "This is a DSA key, which OpenSSH no longer accepts. Make a new one with: ssh-keygen -t ed25519";

    public const string SecurityKey =
        "This key needs a security key to be touched, which a connector cannot do. Make one without: ssh-keygen -t ed25519";

    public const string SeveralKeys = "These are several private keys. Paste one.";

    public const string UnknownKind =
        "This kind of key cannot be used with SSH. Use Ed25519, ECDSA (P-256, P-384, P-521) or RSA: ssh-keygen -t ed25519";

    public static string ShortRsa(int bits) =>
        $"This RSA key has {bits} bits; at least 2048 are needed. Make a new one with: ssh-keygen -t ed25519";
}
