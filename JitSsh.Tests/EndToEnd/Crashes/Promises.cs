namespace JitSsh.Tests.EndToEnd.Crashes;

/// <summary>What is promised of a server at each stage of alice's access, as differences to what it was before JitSsh came.</summary>
internal static class Promises
{
    /// <summary>What JitSsh keeps on a server that it looks after, and the connection that a connector keeps while it has something to do there.</summary>
    private static readonly string[] Prepared =
    [
        @"\+ file: /etc/ssh/jitssh drwxr-xr-x root:root",
        @"\+ file: /etc/ssh/sshd_config\.d/50-jitssh\.conf -rw-r--r-- root:root \w+",
        @"\+ file: /var/lib/jitssh drwx------ root:root",
        @"\+ file: /var/lib/jitssh/(before|owned|receipts) drwx------ root:root",
        @"\+ file: /var/lib/jitssh/(left|search) drwx------ root:root ?",
        @"\+ file: /var/lib/jitssh/(desired|generation|lock|prepared|settled|openssh) -rw------- root:root \w+",
        @"\+ file: /var/lib/jitssh/reconcile\.sh -rwx------ root:root \w+",
        @"\+ file: /var/lib/jitssh/receipts/\d+ -rw------- root:root \w+ ?",
        @"\+ process: uid (0|1000) sshd: jitadmin.* ?",
    ];

    /// <summary>The account, its home, what JitSsh knows of it, and who waits for the next moment at which something is due.</summary>
    private static readonly string[] Account =
    [
        @"\+ /etc/passwd: alice:x:1002:1002:JitSsh:/home/alice:/bin/bash",
        @"\+ /etc/group: alice:x:1002:",
        @"\+ /etc/gshadow: alice:!::",
        @"\+ /etc/group: jitssh:x:\d+:alice",
        @"\+ /etc/gshadow: jitssh:!::alice",
        @"\+ file: /home/alice drwx[r-][w-][x-][r-]-[x-] alice:alice",
        @"\+ file: /var/lib/jitssh/owned/alice -rw------- root:root \w+",
        @"\+ file: /var/lib/jitssh/before/alice -rw------- root:root \w+",
        @"\+ file: /var/lib/jitssh/sleeper -rw------- root:root \w+",
        @"\+ process: uid 0 /bin/sh /var/lib/jitssh/reconcile\.sh sleep \d+",
        @"\+ process: uid 0 sleep [\d.]+ ?",
    ];

    public static Promise Granted { get; } = new(
    [
        .. Prepared,
        .. Account,
        @"\+ /etc/shadow: alice:\*:\d+:0:99999:7:::",
        @"- /etc/group: docker:x:\d+:",
        @"\+ /etc/group: docker:x:\d+:alice",
        @"- /etc/gshadow: docker:!::",
        @"\+ /etc/gshadow: docker:!::alice",
        @"\+ file: /etc/ssh/jitssh/alice -rw-r--r-- root:root \w+",
    ]);

    /// <summary>What alice started lives on.</summary>
    public static Promise GrantedAndUsed { get; } = new([.. Granted.Lines, @"\+ process: uid 1002 sleep 1000"]);

    /// <summary>The account is locked, in none but its own groups, and nothing of it runs.</summary>
    public static Promise Ended { get; } = new(
    [
        .. Prepared,
        .. Account,
        @"\+ /etc/shadow: alice:\*:\d+:0:99999:7::0:",
        @"\+ file: /var/lib/jitssh/(left|search)/alice(\.runs)?( .*)? ?",
        @"\+ process: uid 0 /bin/sh /var/lib/jitssh/reconcile\.sh search alice ?",
        @"\+ process: uid 0 find .* ?",
    ]);

    /// <summary>The server is as it was before JitSsh came; only the connector may still be connected.</summary>
    public static Promise Nothing { get; } = new([@"\+ process: uid (0|1000) sshd: jitadmin.* ?"]);
}
