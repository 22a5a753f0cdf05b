using System.Text.Json.Serialization;

namespace JitSsh.Lab.Servers;

/// <summary>How much of a Debian a server of the lab is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ServerKind>))]
public enum ServerKind
{
    /// <summary>sshd, sudo and a syslog under busybox init; starts in a fraction of a second.</summary>
    Light,

    /// <summary>Boots systemd, with logind, the journal, timers and user managers; cron and at where the host has them.</summary>
    Full,
}
