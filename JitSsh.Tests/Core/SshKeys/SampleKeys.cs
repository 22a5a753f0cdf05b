using System.Security.Cryptography;
using JitSsh.Core.SshKeys;
using Xunit;

namespace JitSsh.Tests.Core.SshKeys;

/// <summary>A public key of every accepted type. The sk- ones are written here: a real one needs a device.</summary>
internal static class SampleKeys
{
    private static readonly Lazy<IReadOnlyDictionary<string, string>> All = new(Make);

    public static IEnumerable<string> Types => ["ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "ssh-rsa", "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com"];

    public static TheoryData<string> TypeData => [.. Types];

    public static string Line(string type) => All.Value[type];

    public static SshPublicKey Key(string type) => SshPublicKey.Parse(Line(type)).Value!;

    public static byte[] Blob(string type) => Convert.FromBase64String(Line(type).Split(' ')[1]);

    public static string LineOf(string type, byte[] blob) => $"{type} {Convert.ToBase64String(blob)} x";

    public static byte[] Point(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        var q = key.ExportParameters(false).Q;
        return [4, .. q.X!, .. q.Y!];
    }

    public static byte[] Wire(params object[] parts)
    {
        using var writer = new SshWireWriter(64);
        foreach (var part in parts)
        {
            if (part is string text)
            {
                writer.String(text);
            }
            else
            {
                writer.String((byte[])part);
            }
        }

        return writer.ToArray();
    }

    private static Dictionary<string, string> Make()
    {
        using var tools = new SshTools();
        var lines = new Dictionary<string, string>
        {
            ["ssh-ed25519"] = tools.MakeKey("ed", "-t", "ed25519"),
            ["ecdsa-sha2-nistp256"] = tools.MakeKey("p256", "-t", "ecdsa", "-b", "256"),
            ["ecdsa-sha2-nistp384"] = tools.MakeKey("p384", "-t", "ecdsa", "-b", "384"),
            ["ecdsa-sha2-nistp521"] = tools.MakeKey("p521", "-t", "ecdsa", "-b", "521"),
            ["ssh-rsa"] = tools.MakeKey("rsa", "-t", "rsa", "-b", "3072"),
        };
        var ed = Convert.FromBase64String(lines["ssh-ed25519"].Split(' ')[1])[^32..];
        const string SkEd = "sk-ssh-ed25519@openssh.com", SkEc = "sk-ecdsa-sha2-nistp256@openssh.com";
        lines[SkEd] = LineOf(SkEd, Wire(SkEd, ed, "ssh:"));
        lines[SkEc] = LineOf(SkEc, Wire(SkEc, "nistp256", Point(ECCurve.NamedCurves.nistP256), "ssh:"));
        return lines.ToDictionary(pair => pair.Key, pair => pair.Value.Trim());
    }
}
