using Microsoft.Extensions.Options;

namespace JitSsh.Core.Secrets.File;

/// <summary>
/// Secrets mounted as files where the connector runs, as Kubernetes, Docker and systemd do. Only below the directories that the operator allows: links inside them
/// are followed, since Kubernetes mounts each secret through a link to the directory of its present version, and what a link leads to must lie inside as well.
/// </summary>
internal sealed class FileSecretStore(IOptions<SecretOptions> options) : ISecretStore
{
    private const int MaximumLength = 64 * 1024;
    private const string OpenFiles = "/proc/self/fd";

    public string Name => FileSecretRef.StoreName;

    public async Task<SecretReading> ReadAsync(SecretRef reference, string? signIn, CancellationToken cancel)
    {
        var path = ((FileSecretRef)reference).Path;
        var roots = options.Value.FileRoots.Select(r => Path.TrimEndingDirectorySeparator(Path.GetFullPath(r))).ToList();
        if (roots.Count == 0)
        {
            return NotAllowed("The connector reads no files as secrets. Its operator can allow a directory: JitSsh:Secrets:FileRoots.");
        }

        // The same answer for every file outside, whether it is there or not.
        if (roots.FirstOrDefault(r => IsBelow(path, r)) is not { } root)
        {
            return NotAllowed($"{Upper(reference)} is not below a directory that the connector may read secrets from ({string.Join(", ", roots)}). Mount the secret there, or let the connector's operator add the directory to JitSsh:Secrets:FileRoots.");
        }

        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 4096, FileOptions.Asynchronous);

            // Where the open file really lies, after every link on the way: looked at after opening, so that nothing can be exchanged in between.
            var real = System.IO.File.ResolveLinkTarget($"{OpenFiles}/{file.SafeFileHandle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName;
            return real is null || !IsBelow(real, RealPath(root))
                ? NotAllowed($"{Upper(reference)} is a link, or lies behind one, to somewhere outside {root}. Put the file itself there.")
                : await ReadAsync(file, reference, cancel);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return SecretReading.Failed(SecretProblemKind.NotFound, $"There is no file {path} where the connector runs. Check the name, and that the secret is mounted there.");
        }
        catch (UnauthorizedAccessException)
        {
            return SecretReading.Failed(SecretProblemKind.Forbidden, $"The connector may not read {path} (it runs as {System.Environment.UserName}). Give that user leave to read the file and to enter its directories; a directory itself is no secret.");
        }
        catch (IOException e)
        {
            return SecretReading.Failed(SecretProblemKind.Busy, $"{path} cannot be read: {e.Message}");
        }
    }

    private static async Task<SecretReading> ReadAsync(FileStream file, SecretRef reference, CancellationToken cancel)
    {
        var buffer = new byte[MaximumLength + 1];
        var length = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancel);
        var value = buffer.AsSpan(0, Math.Min(length, MaximumLength)).ToArray();
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(buffer);
        var changedAt = new DateTimeOffset(System.IO.File.GetLastWriteTimeUtc(file.SafeFileHandle), TimeSpan.Zero);
        using var reading = SecretReading.Of(value, changedAt: changedAt);
        return length > MaximumLength ? SecretReading.Failed(SecretProblemKind.Value, $"{Upper(reference)} is larger than 64 KiB: that is no secret. Check the path.")
            : length == 0 ? SecretReading.Failed(SecretProblemKind.Value, $"{Upper(reference)} is empty.")
            : SecretReading.Of([.. value], changedAt: changedAt);
    }

    private static bool IsBelow(string path, string root) => path.StartsWith(root + "/", StringComparison.Ordinal) && !path.Split('/').Contains("..", StringComparer.Ordinal);

    /// <summary>The operator's directory may itself be reached through links (/var/run is one to /run).</summary>
    private static string RealPath(string directory)
    {
        var parent = Path.GetDirectoryName(directory);
        if (parent is null)
        {
            return directory;
        }

        var info = new DirectoryInfo(Path.Combine(RealPath(parent), Path.GetFileName(directory)));
        return info.ResolveLinkTarget(returnFinalTarget: true) is { } target ? RealPath(target.FullName) : info.FullName;
    }

    private static SecretReading NotAllowed(string sentence) => SecretReading.Failed(SecretProblemKind.NotAllowed, sentence);

    private static string Upper(SecretRef reference) => $"T{reference.ToString()[1..]}";
}
