using System.Globalization;

namespace JitSsh.Tests.Core.Servers.ReconcileScript;

/// <summary>The desired state as it goes to the script, written out a record at a time.</summary>
internal sealed class DesiredStateText(ScriptServer server)
{
    private readonly List<string> records = [];

    public long Generation { get; init; } = 1;

    public string Keep { get; init; } = "2592000 archive";

    public string Prepared { get; init; } = "keep";

    public string Mode { get; init; } = "reconcile";

    /// <summary>The connector's clock.</summary>
    public long Now { get; init; } = server.StartedAt.ToUnixTimeSeconds();

    public DesiredStateText Account(string account, string policy = "refuse") => Record($"account {account} {policy}");

    public DesiredStateText Grant(string account, string grant, string principal, string permits = "pty", int minutes = 60) =>
        Record($"grant {account} {grant} {principal} {Now + (minutes * 60)} {permits} {server.Authority}");

    public DesiredStateText GrantUntil(string account, string grant, string principal, long end) => Record($"grant {account} {grant} {principal} {end} pty {server.Authority}");

    public DesiredStateText Group(string account, string grant, string group) => Record($"group {account} {grant} {group}");

    public DesiredStateText Ending(string account, string grant, string principal, string reason = "expired") => Record($"ending {account} {grant} {principal} {reason}");

    public DesiredStateText Record(string record)
    {
        records.Add(record);
        return this;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"""
        jitssh 1
        mode {Mode}
        now {Now}
        generation {Generation}
        self jitadmin
        keep {Keep}
        prepared {Prepared}
        {string.Concat(records.Select(record => record + "\n"))}end

        """);
}
