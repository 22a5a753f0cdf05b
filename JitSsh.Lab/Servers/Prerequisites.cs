using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace JitSsh.Lab.Servers;

/// <summary>What a lab needs of its machine, asked before anything is touched.</summary>
internal static partial class Prerequisites
{
    private static readonly (string Package, string File)[] Needed =
    [
        ("openssh-server", "/usr/sbin/sshd"),
        ("openssh-client", "/usr/bin/ssh-keygen"),
        ("sudo", "/usr/bin/sudo"),
        ("busybox", "/usr/bin/busybox"),
        ("iproute2", "/usr/sbin/ip"),
        ("util-linux", "/usr/bin/nsenter"),
        ("passwd", "/usr/sbin/useradd"),
        ("procps", "/usr/bin/ps"),
    ];

    private static readonly (string Package, string File)[] NeededForFull =
    [
        ("systemd-container", "/usr/bin/systemd-nspawn"),
        ("libpam-systemd", "/usr/share/pam-configs/systemd"),
        ("dbus", "/usr/bin/dbus-daemon"),
        ("dbus-user-session", "/usr/lib/systemd/user/dbus.socket"),
    ];

    public static void Check(ServerLabOptions options)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new LabException("The lab makes servers out of namespaces and mounts and so has to run as root.");
        }

        var needed = options.Full > 0 ? [.. Needed, .. NeededForFull] : Needed;
        var missing = needed.Where(n => !Path.Exists(n.File)).Select(n => n.Package).ToArray();
        if (missing.Length > 0)
        {
            throw new LabException($"The lab needs {string.Join(", ", missing)}: apt-get install {string.Join(' ', missing)}");
        }

        if (options.AddressBase.AddressFamily != AddressFamily.InterNetwork || !IPAddress.IsLoopback(options.AddressBase))
        {
            throw new LabException($"The servers' addresses are loopback addresses (127.x.x.x), not {options.AddressBase}.");
        }

        if (options.Count < 0 || options.Full < 0 || options.Count + options.Full is < 1 or > 250)
        {
            throw new LabException(
                $"A lab has 1 to 250 servers, not {options.Count}{(options.Full == 0 ? "" : $" and {options.Full} full ones")}.");
        }

        if (options.TimeZone is { } zone && !(ZoneName().IsMatch(zone) && File.Exists($"/usr/share/zoneinfo/{zone}")))
        {
            throw new LabException($"This machine knows no time zone {zone}: apt-get install tzdata, and see /usr/share/zoneinfo for names.");
        }
    }

    // The path becomes part of mount's options, where commas and colons separate.
    public static void CheckDirectory(string directory)
    {
        if (!PlainPath().IsMatch(directory))
        {
            throw new LabException($"The state directory {directory} may only hold letters, digits and . _ - / in its path.");
        }
    }

    public static void CheckFree(IPAddress address, int port)
    {
        if (WhyNotFree(address, port) is { } e)
        {
            throw new LabException(
                $"{address}:{port} cannot be used ({e.Message}). Another lab may be there (choose another --address-base, " +
                "or end it with down), or the machine's own sshd listens on every address.", e);
        }
    }

    public static bool IsFree(IPAddress address, int port) => WhyNotFree(address, port) is null;

    private static SocketException? WhyNotFree(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return null;
        }
        catch (SocketException e)
        {
            return e;
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ZoneName();

    [GeneratedRegex("^/[A-Za-z0-9._/-]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainPath();
}
