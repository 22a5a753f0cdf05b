using System.Buffers;
using System.Reflection;
using System.Text;

namespace JitSsh.Core.Rotations;

/// <summary>What goes to a server to add a line to the login user's <c>authorized_keys</c>, or to remove one: a constant program, and four words of an alphabet that means nothing to a shell.</summary>
internal static class AuthorizedKeysScript
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.+/=@-");

    private static readonly string Program = Load();

    /// <summary>Adds a line next to that of the key that JitSsh is logged in with.</summary>
    public static string Add(string publicKey, string anchor) => Write("add", anchor, publicKey);

    /// <summary>Removes a key's lines, if the key that JitSsh is logged in with stays.</summary>
    public static string Remove(string publicKey, string anchor) => Write("remove", anchor, publicKey);

    /// <summary>Why it was not done, as the server says; null when it was done. Never throws.</summary>
    public static string? ProblemIn(string output)
    {
        var lines = output.Split('\n').SkipWhile(l => l != "jitssh 1").ToList();
        return lines.FirstOrDefault(l => l.StartsWith("error ", StringComparison.Ordinal)) is { } error ? $"{Printable(error[6..])}."
            : lines.Contains("done", StringComparer.Ordinal) && lines.Any(l => l.StartsWith("key ", StringComparison.Ordinal)) ? null
            : "The server's answer broke off. Try again.";
    }

    private static string Write(string mode, string anchor, string publicKey)
    {
        string[] words = [.. anchor.Split(' '), .. publicKey.Split(' ')];
        if (words.Length != 4 || words.Any(w => w.Length == 0 || w.AsSpan().ContainsAnyExcept(Alphabet)))
        {
            throw new FormatException("A public key is a type and base64.");
        }

        return $"{Program}main {mode} {string.Join(' ', words)} end\n";
    }

    private static string Printable(string text)
    {
        var words = string.Concat(text.Select(c => c is >= ' ' and <= '~' ? c : '?'));
        return (words.Length <= 300 ? words : words[..300]).TrimEnd('.');
    }

    private static string Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("rotation/authorized-keys") ?? throw new InvalidOperationException("The script is not embedded in this build.");
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return reader.ReadToEnd();
    }
}
