using JitSsh.Core.SshKeys;
using JitSsh.Tests.Core.SshKeys;
using FsCheck;
using FsCheck.Fluent;
using JitSsh.Core.Certificates;
using Xunit;

namespace JitSsh.Tests.Core.Certificates;

public sealed class CertificateProperties
{
    private static readonly CertificateAuthorityKey Authority = CertificateAuthorityKey.Create();
    private static readonly EcdsaCertificateSigner Signer = Authority.CreateSigner();
    private static readonly CertificatePolicy Policy = new(TimeSpan.FromDays(7));

    private static Gen<string> Text(string characters) =>
        from length in Gen.Choose(1, 128)
        from text in Gen.ArrayOf(Gen.Elements(characters.ToCharArray()), length)
        select new string(text);

    private static Gen<string> Cidr =>
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255), 3)
        select $"{bytes[0]}.{bytes[1]}.{bytes[2]}.0/24";

    private static Gen<CertificateSpec> Specs =>
        from type in Gen.Elements(SampleKeys.Types.ToArray())
        from serial in Gen.Choose(1, int.MaxValue)
        from keyId in Text("ABCXYZabcxyz0189=._-")
        from principal in Text("ABCXYZabcxyz0189=._-:@+")
        from start in Gen.Choose(1, int.MaxValue)
        from seconds in Gen.Choose(1, 7 * 24 * 3600)
        from addresses in Gen.ListOf(Cidr)
        from permits in Gen.Choose(0, 7)
        select new CertificateSpec
        {
            PublicKey = SampleKeys.Key(type),
            Serial = ((ulong)serial << 33) | 1,
            KeyId = keyId,
            Principals = [principal],
            ValidAfter = DateTimeOffset.FromUnixTimeSeconds(start),
            ValidBefore = DateTimeOffset.FromUnixTimeSeconds((long)start + seconds),
            SourceAddresses = [.. addresses.Take(100)],
            PermitPty = (permits & 1) != 0,
            PermitPortForwarding = (permits & 2) != 0,
            PermitAgentForwarding = (permits & 4) != 0,
        };

    private static string Encode(CertificateSpec spec) =>
        CertificateEncoder.EncodeAsync(spec, Signer, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    [Fact]
    public void Encode_ThenParse_GivesTheSpecAgain() =>
        Prop.ForAll(Specs.ToArbitrary(), spec =>
            Policy.ProblemsOf(spec).Count == 0
            && CertificateComparison.DifferencesOf(spec, Signer.PublicKeyBlob, Encode(spec)).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_CertificateWithAnyByteChanged_NeverVerifies()
    {
        var mutations =
            from spec in Specs
            from place in Gen.Choose(0, int.MaxValue)
            from change in Gen.Choose(1, 255)
            select (spec, place, change);
        Prop.ForAll(mutations.ToArbitrary(), m =>
        {
            var words = Encode(m.spec).Split(' ');
            var blob = Convert.FromBase64String(words[1]);
            blob[m.place % blob.Length] ^= (byte)m.change;
            return !CertificateParser.Parse($"{words[0]} {Convert.ToBase64String(blob)}").IsValid;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }

    [Fact]
    public void Parse_EveryBitOfOneCertificateFlipped_NeverVerifies()
    {
        var words = Encode(CertificatePolicyTests.Spec).Split(' ');
        var blob = Convert.FromBase64String(words[1]);
        for (var bit = 0; bit < blob.Length * 8; bit++)
        {
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(CertificateParser.Parse($"{words[0]} {Convert.ToBase64String(blob)}").IsValid);
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.True(CertificateParser.Parse(string.Join(' ', words)).IsValid);
    }

    [Fact]
    public void Parse_Garbage_NeverThrows()
    {
        Prop.ForAll<string>(text => !Parsed(text)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
        Prop.ForAll<byte[]>(bytes => SampleKeys.Types.All(type => !Parsed($"{type} {Convert.ToBase64String(bytes)}")
            && !Parsed($"{type} {Convert.ToBase64String([.. SampleKeys.Wire(type), .. bytes])}"))).QuickCheckThrowOnFailure();

        var mutations =
            from type in Gen.Elements(SampleKeys.Types.ToArray())
            from place in Gen.Choose(0, int.MaxValue)
            from change in Gen.Choose(1, 255)
            select (type, place, change);
        Prop.ForAll(mutations.ToArbitrary(), m =>
        {
            var blob = SampleKeys.Blob(m.type);
            blob[m.place % blob.Length] ^= (byte)m.change;
            Parsed(SampleKeys.LineOf(m.type, blob));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Import_DamagedAuthorityKey_NeverThrows()
    {
        var good = Authority.ExportPkcs8();
        for (var bit = 0; bit < good.Length * 8; bit++)
        {
            good[bit / 8] ^= (byte)(1 << (bit % 8));
            CertificateAuthorityKey.Import(good).Value?.Dispose();
            good[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    private static bool Parsed(string text) =>
        SshPublicKey.Parse(text).IsValid | HostPublicKey.Parse(text).IsValid | CertificateParser.Parse(text).IsValid;
}
