using System.Text;
using JitSsh.Core.Secrets;
using JitSsh.Core.Secrets.PrivateKeys;
using Xunit;

namespace JitSsh.Tests.Core.Secrets.Stores;

/// <summary>A key to store, and what is seen of it when it is read.</summary>
internal sealed class StoreTrial : IDisposable
{
    private readonly PrivateKeyText key = GeneratePrivateKey.Execute();

    public string Pem => Encoding.ASCII.GetString(key.Text.Span);

    /// <summary>As <c>cat key.pem | base64</c> prints it.</summary>
    public string Base64 => Convert.ToBase64String(key.Text.Span, Base64FormattingOptions.InsertLineBreaks);

    public string PublicKeyLine => key.PublicKeyLine;

    /// <summary>The public line of the key that a reading holds.</summary>
    public static string PublicLineIn(SecretReading reading)
    {
        Assert.Null(reading.Problem);
        var read = PrivateKeyText.Read(reading.Value.Span);
        using var found = read.Key;
        Assert.Null(read.Problem);
        return found!.PublicKeyLine;
    }

    public static string SentenceOf(SecretReading reading, SecretProblemKind kind)
    {
        Assert.NotNull(reading.Problem);
        Assert.Equal(kind, reading.Problem.Kind);
        Assert.True(reading.Value.IsEmpty);
        return reading.Problem.Sentence;
    }

    public void Dispose() => key.Dispose();
}
