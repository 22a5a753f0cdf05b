using System.Net;

namespace JitSsh.Core.Hosting;

/// <summary>What the command <c>connector</c> was given.</summary>
/// <param name="Portal">The portal's address, ending in a slash.</param>
/// <param name="TokenFile">The file with the token to enrol with; needed once.</param>
/// <param name="Data">The directory of its identity.</param>
/// <param name="Allow">The file with its own rules; null for none.</param>
/// <param name="Proxy">The proxy to the portal; null for what the environment says.</param>
internal sealed record ConnectorSettings(Uri Portal, string? TokenFile, string Data, string? Allow, Uri? Proxy)
{
    /// <summary>How it is started.</summary>
    public const string Usage = "connector --portal https://… --token-file FILE [--data DIRECTORY] [--allow FILE] [--proxy http://…]";

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="InvalidOperationException">Something is wrong with them; the message says what.</exception>
    public static ConnectorSettings Read(IReadOnlyList<string> arguments)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (arguments[i] is not ("--portal" or "--token-file" or "--data" or "--allow" or "--proxy") || i + 1 == arguments.Count || !given.TryAdd(arguments[i], arguments[i + 1]))
            {
                throw new InvalidOperationException($"'{arguments[i]}' is not understood, has no value, or is given twice. Usage: {Usage}");
            }
        }

        if (!given.TryGetValue("--portal", out var address) || !Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var portal))
        {
            throw new InvalidOperationException($"Say where the portal is: --portal https://jit.example.com. Usage: {Usage}");
        }

        if (portal.Scheme != Uri.UriSchemeHttps && !(portal.Scheme == Uri.UriSchemeHttp && IPAddress.TryParse(portal.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip)))
        {
            throw new InvalidOperationException($"{portal} is not HTTPS. A connector calls its portal over https:// only; http:// is for 127.0.0.1 and ::1.");
        }

        Uri? proxy = null;
        if (given.TryGetValue("--proxy", out var through) && !Uri.TryCreate(through, UriKind.Absolute, out proxy))
        {
            throw new InvalidOperationException($"'{through}' is no proxy. Write it like http://proxy.example.com:3128.");
        }

        return new(portal, given.GetValueOrDefault("--token-file"), Path.GetFullPath(given.GetValueOrDefault("--data", "connector-data")), given.GetValueOrDefault("--allow"), proxy);
    }
}
