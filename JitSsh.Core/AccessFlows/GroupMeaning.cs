namespace JitSsh.Core.AccessFlows;

/// <summary>What a Linux group usually allows, for who decides about it. Only of groups that mean the same on most systems; of all others a server's own administrators know.</summary>
public static class GroupMeaning
{
    /// <summary>In words, for example "root, through sudo"; null when it is not one that is known.</summary>
    public static string? Of(string group) => group switch
    {
        "sudo" or "wheel" => "root, through sudo",
        "docker" or "podman" => "as good as root, through containers",
        "lxd" or "incus" or "incus-admin" or "libvirt" or "kvm" => "as good as root, through virtual machines and containers",
        "disk" => "as good as root: reads and writes the disks directly",
        "shadow" => "reads the hashes of passwords",
        "adm" => "reads the system's logs",
        "systemd-journal" => "reads the journal",
        "www-data" or "nginx" or "apache" => "the web server's files",
        "postgres" or "mysql" => "the database's files",
        "backup" => "reads files for backups",
        "staff" => "writes below /usr/local",
        "dialout" or "tty" => "serial lines and terminals",
        _ => null,
    };
}
