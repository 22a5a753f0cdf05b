using System.Diagnostics;
using System.Security.Cryptography;
using JitSsh.Bench.Lab;
using JitSsh.Bench.Output;
using JitSsh.Core.Certificates;
using JitSsh.Core.SshKeys;

namespace JitSsh.Bench.Figures;

/// <summary>Certificates through the whole pipeline, on one thread, against bare signatures on one thread.</summary>
internal static class Sign
{
    private const string KeyId = "jitssh-7d6e7c2e-0000-4000-8000-000000000000-aabbccddeeff";

    public static async Task RunAsync(Report report, Settings settings)
    {
        var scratch = Directory.CreateTempSubdirectory("jitssh-sign-").FullName;
        try
        {
            (await Command.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", Path.Combine(scratch, "person")])).EnsureSuccess();
            (await Command.RunAsync("ssh-keygen", ["-q", "-t", "ecdsa", "-b", "256", "-N", "", "-f", Path.Combine(scratch, "ca")])).EnsureSuccess();
            await MeasureAsync(report, settings, scratch);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task MeasureAsync(Report report, Settings settings, string scratch)
    {
        using var authority = CertificateAuthorityKey.Create();
        using var signer = authority.CreateSigner();
        var now = TimeProvider.System.GetUtcNow();
        var key = SshPublicKey.Parse(await File.ReadAllTextAsync(Path.Combine(scratch, "person.pub")));
        var order = new CertificateOrder
        {
            PublicKey = key,
            KeyId = KeyId,
            Principal = Guid.NewGuid().ToString(),
            ValidAfter = now,
            ValidBefore = now + TimeSpan.FromHours(1),
            PermitPty = true,
        };
        var issue = new IssueCertificate(signer, new(TimeSpan.FromHours(8)));
        var suspicious = new IssueCertificate(new VerifiedSigner(signer), new(TimeSpan.FromHours(8)));
        var certificate = (await issue.ExecuteAsync(order, CancellationToken.None)).Certificate!.Text;

        // What is signed is the certificate's blob without its signature: a string of about 100 bytes.
        var message = RandomNumberGenerator.GetBytes(Convert.FromBase64String(certificate.Split(' ')[1]).Length - 104);
        using var bare = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = new byte[64];

        Series certificates = new("a second"), signatures = new("a second"), verified = new("a second"), keygen = new("a second");
        var slice = TimeSpan.FromMilliseconds(settings.Quick ? 100 : 300);
        for (var i = 0; i < settings.Pairs + 2; i++)
        {
            var products = Rate(slice, () => Issue(issue, order));
            var bares = Rate(slice, () => bare.SignData(message, signature, HashAlgorithmName.SHA256));
            var each = Rate(slice, () => Issue(suspicious, order));
            var tool = await KeygenRateAsync(scratch);

            // The first two rounds warm the machine and the just-in-time compiler up.
            if (i >= 2)
            {
                certificates.Add(products);
                signatures.Add(bares);
                verified.Add(each);
                keygen.Add(tool);
            }
        }

        report.Ratio("sign: certificates over bare ECDSA P-256 signatures, one thread each, in-process signatures verified 1 in 64", certificates, "bare signatures", signatures, atLeast: 0.7);
        report.Ratio("sign: the same with every signature verified, as for a signer outside this process", verified, "bare signatures", signatures);
        report.Ratio("sign: certificates over ssh-keygen -s", certificates, "ssh-keygen -s", keygen);
    }

    private static void Issue(IssueCertificate issue, CertificateOrder order)
    {
        var result = issue.ExecuteAsync(order, CancellationToken.None);
        if (!result.IsCompletedSuccessfully || !result.Result.IsIssued)
        {
            throw new InvalidOperationException("The certificate was not issued.");
        }
    }

    private static double Rate(TimeSpan slice, Action work)
    {
        var began = Stopwatch.GetTimestamp();
        var count = 0;
        TimeSpan took;
        do
        {
            work();
            count++;
            took = Stopwatch.GetElapsedTime(began);
        }
        while (took < slice);
        return count / took.TotalSeconds;
    }

    private static async Task<double> KeygenRateAsync(string scratch)
    {
        const int Count = 10;
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Count; i++)
        {
            (await Command.RunAsync("ssh-keygen", ["-q", "-s", Path.Combine(scratch, "ca"), "-I", KeyId, "-n", "principal", "-V", "+1h", "-O", "clear", "-O", "permit-pty", Path.Combine(scratch, "person.pub")])).EnsureSuccess();
        }

        return Count / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    /// <summary>The same key, treated as one that is elsewhere.</summary>
    private sealed class VerifiedSigner(ICertificateSigner inner) : ICertificateSigner
    {
        public ReadOnlyMemory<byte> PublicKeyBlob => inner.PublicKeyBlob;

        public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => inner.SignAsync(data, cancellationToken);
    }
}
