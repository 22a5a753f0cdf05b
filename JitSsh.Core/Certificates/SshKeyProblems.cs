namespace JitSsh.Core.Certificates;

/// <summary>What a person is told when a pasted public key cannot be used: what it is, and what to do.</summary>
internal static class SshKeyProblems
{
    public const string Empty =
        "Nothing was pasted. Paste the line from the file that ends in .pub, for example ~/.ssh/id_ed25519.pub.";

    public const string PrivateKey =
        "This is a private key. Paste the public half, the line from the file that ends in .pub. "
        + "If this key was sent anywhere, replace it.";

    public const string SeveralLines = "This is more than one line. Paste one key, as one line without line breaks.";

    public const string TooLong = "This is too long for a public key. Paste the one line from the file that ends in .pub.";

    public const string Ssh2Form =
        "This is a public key in the SSH2 form. Convert it with: ssh-keygen -i -f key.pub, and paste the line it prints.";

    public const string PemForm =
        "This is a public key in PEM form. Convert it with: ssh-keygen -i -m PKCS8 -f key.pem, and paste the line it prints.";

    public const string Certificate =
        "This is a certificate. Paste the public key itself, from the file that ends in .pub but not in -cert.pub.";

    public const string Dsa = "This is a DSA key, which OpenSSH no longer accepts. Make a new one with: ssh-keygen -t ed25519";

    public const string Options =
        "There are options in front of the key, as in authorized_keys. Paste only the key: its type, its text, and a comment.";

    public const string NotAKey = "This is no SSH public key. Paste the line from the file that ends in .pub; it begins with ssh- or ecdsa-.";

    public const string TypeMissing =
        "The key's type is missing in front. Paste the whole line from the file that ends in .pub, with the ssh- or ecdsa- at its beginning.";

    public const string NoBlob = "The key itself is missing after its type. Paste the whole line from the file that ends in .pub.";

    public const string NotBase64 =
        "The text of the key is broken: it is not whole base64. Copy the line again from the file that ends in .pub.";

    public const string Truncated = "The key is cut off. Copy the whole line again from the file that ends in .pub.";

    public const string Trailing =
        "There is something behind the end of the key. Copy the line again from the file that ends in .pub.";

    public const string NotOnCurve = "The key is damaged: it is not a point on its curve. Copy the line again from the file that ends in .pub.";

    public const string BadRsa = "The key is damaged: its numbers cannot be those of an RSA key. Copy the line again from the file that ends in .pub.";

    public const string NoSecurityKeyHere = "A server's host key cannot live in a security key. Paste a line from /etc/ssh/ssh_host_*_key.pub.";

    public static string UnknownType(string type) =>
        $"Keys of the type {type} are not accepted. Use Ed25519, ECDSA or RSA: ssh-keygen -t ed25519";

    public static string WrongInnerType(string outer, string inner) =>
        $"The line says {outer}, but the key in it is {inner}. Copy the line again from the file that ends in .pub.";

    public static string WrongCurve(string type) =>
        $"The key is damaged: it names another curve than {type}. Copy the line again from the file that ends in .pub.";

    public static string ShortRsa(int bits, int needed) =>
        $"This RSA key has {bits} bits; at least {needed} are needed. Make a new one with: ssh-keygen -t ed25519";

    public static string LongRsa(int bits, int most) =>
        $"This RSA key has {bits} bits; OpenSSH takes at most {most}. Make a new one with: ssh-keygen -t ed25519";
}
