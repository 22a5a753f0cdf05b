using System.Security.Cryptography;
using System.Text.Json;
using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors.Remote;

/// <summary>Who this process is to the portal: its id, and its own key, which it made itself and which never leaves its data directory.</summary>
internal sealed class ConnectorIdentity : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private ConnectorIdentity(Kept kept, ECDsa key) => (Instance, Connector, Name, Portal, Key) = (kept.Instance, kept.Connector, kept.Name, kept.Portal, key);

    public ConnectorInstanceId Instance { get; }

    public ConnectorId Connector { get; }

    public string Name { get; }

    public Uri Portal { get; }

    public ECDsa Key { get; }

    private sealed record Kept(Uri Portal, ConnectorInstanceId Instance, ConnectorId Connector, string Name, string PrivateKey)
    {
        public override string ToString() => $"identity of {Instance}";
    }

    /// <summary>The file in a data directory.</summary>
    public static string PathIn(string directory) => Path.Combine(directory, "connector.json");

    /// <summary>The identity that was kept; null when this process has not enrolled yet.</summary>
    /// <exception cref="InvalidOperationException">The file is there and cannot be used; the message says why.</exception>
    public static ConnectorIdentity? Read(string directory)
    {
        var path = PathIn(directory);
        if (!File.Exists(path))
        {
            return null;
        }

        if ((File.GetUnixFileMode(path) & ~OwnerOnly) != UnixFileMode.None)
        {
            throw new InvalidOperationException($"{path} holds this connector's private key, and others on this machine may read it. Revoke the connector in the portal if they are not trusted, or: chmod 600 {path}");
        }

        try
        {
            var kept = JsonSerializer.Deserialize<Kept>(File.ReadAllBytes(path), Wire.Json)!;
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(Convert.FromBase64String(kept.PrivateKey), out _);
            return new(kept, key);
        }
        catch (Exception e) when (e is JsonException or FormatException or CryptographicException or NullReferenceException)
        {
            throw new InvalidOperationException($"{path} cannot be read. Remove it and enrol again with a new token from Connectors.", e);
        }
    }

    /// <summary>Makes a key, enrols with it, and keeps both. The file is whole or not there.</summary>
    public static async Task<ConnectorIdentity> EnrolAsync(HttpClient http, Uri portal, string directory, string token, CancellationToken cancel)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var reply = await PortalClient.EnrolAsync(http, new(token, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()), Environment.MachineName, ConnectorDesk.LatestVersion), cancel);
        var kept = new Kept(portal, reply.Instance, reply.Connector, reply.Name, Convert.ToBase64String(key.ExportPkcs8PrivateKey()));
        var path = PathIn(directory);
        await using (var file = new FileStream(path + ".new", new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        {
            await JsonSerializer.SerializeAsync(file, kept, Wire.Json, cancel);
        }

        File.Move(path + ".new", path, overwrite: true);
        return new(kept, key);
    }

    public void Dispose() => Key.Dispose();
}
