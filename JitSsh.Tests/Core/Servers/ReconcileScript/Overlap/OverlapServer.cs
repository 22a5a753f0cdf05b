using System.Globalization;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript.Overlap;

/// <summary>A real server beside its model: every step is done to both, and they are compared whenever the script has run.</summary>
internal sealed class OverlapServer : IAsyncDisposable
{
    private const string Days = "21915";
    private readonly ScriptServer server;
    private readonly string asNew;
    private ServerModel model = null!;

    private OverlapServer(ScriptServer server, string asNew)
    {
        this.server = server;
        this.asNew = asNew;
    }

    /// <param name="readsDropIns">Whether sshd's configuration includes sshd_config.d; without, JitSsh writes into the file itself.</param>
    public static async Task<OverlapServer> StartAsync(bool readsDropIns)
    {
        var server = await ScriptServer.StartAsync();

        // The server's clock is moved by giving it another date. What the search for files of a UID would wade through is hidden.
        await server.Root("""
            mv /usr/bin/date /usr/bin/date.real; echo 0 >/run/moved
            cat >/usr/bin/date <<'EOF'
            #!/bin/sh
            case " $* " in *' -d '*) exec /usr/bin/date.real "$@" ;; esac
            exec /usr/bin/date.real -d "@$(($(/usr/bin/date.real +%s) + $(cat /run/moved)))" "$@"
            EOF
            chmod 755 /usr/bin/date
            for hidden in /root /work /opt /usr/include /usr/src /usr/share /usr/local/lib /var/lib/apt /var/lib/dpkg /usr/lib/*; do
              [ -d $hidden ] && [ ! -L $hidden ] || continue
              case $hidden in *-linux-gnu* | */openssh | */systemd | */sftp*) ;; *) mount -t tmpfs tmpfs $hidden ;; esac
            done
            for group in docker ops web; do groupadd $group; done
            for person in bob dave; do useradd -m -p '*' $person; done
            """);
        if (!readsDropIns)
        {
            await server.Root("sed -i '/^Include/d' /etc/ssh/sshd_config");
        }

        await server.Root("cp -p /etc/ssh/sshd_config /run/sshd_config.before");
        return new OverlapServer(server, await server.Fingerprint());
    }

    /// <summary>The steps, then the end of everything: the server is as before, but for what its admin did. Then that is undone, too, for the next sequence.</summary>
    public async Task GoAsync(IEnumerable<Step> steps)
    {
        model = new ServerModel(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        model.Start("bob");
        model.Start("dave");
        await server.Root("echo 0 >/run/moved");
        foreach (var step in steps)
        {
            await DoAsync(step);
        }

        model.EndAll();
        model.MoveClockToItsLatest();
        await SetClockAsync();
        await ReconcileAsync(keep: false, drop: true);
        await ExpectToBeLeftAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task DoAsync(Step step)
    {
        var group = step.Groups.FirstOrDefault() ?? "docker";
        switch (step.Kind)
        {
            case StepKind.Grant:
                model.Grant(step);
                await ReconcileAsync();
                break;
            case StepKind.Extend:
                model.Extend(step);
                await ReconcileAsync();
                break;
            case StepKind.End:
                await ReconcileAsync(ending: model.End(step));
                break;
            case StepKind.Sweep:
                await ReconcileAsync();
                break;
            case StepKind.CleanUp:
                await ReconcileAsync(keep: false);
                break;
            case StepKind.Clock:
                model.MoveClock(step.Number);
                await SetClockAsync();
                break;
            case StepKind.Timer:
                await FireTimerAsync();
                break;
            case StepKind.AddToGroup:
                model.AddToGroup(step.Account, group);
                await server.Root($"gpasswd -a {step.Account} {group}");
                break;
            case StepKind.AppendGroup:
                model.AddToGroup(step.Account, group);
                await server.Root($"usermod -aG {group} {step.Account}");
                break;
            case StepKind.TakeFromGroup:
                model.TakeFromGroup(step.Account, group);
                await server.Root($"gpasswd -d {step.Account} {group}");
                break;
            case StepKind.SetExpiry:
                if (model.SetExpiry(step.Account, Days))
                {
                    await server.Root($"chage -E {Days} {step.Account}");
                }

                break;
            case StepKind.AddUser:
                model.AddUser(step.Account);
                await server.Root($"useradd -m {step.Account}");
                break;
            case StepKind.ConfigureSshd:
                string[] lines = step.Number > 1 ? ["# a rule of this site", "ClientAliveCountMax 7"] : ["Match User zed", "    PermitTTY no"];
                model.AdminLines.AddRange(lines);
                await server.Root($"printf '%s\\n' '{string.Join("' '", lines)}' >>/etc/ssh/sshd_config");
                break;
            case StepKind.DeleteTrust:
                model.DeleteTrust(step.Account);
                await server.Root($"rm -f /etc/ssh/jitssh/{step.Account}");
                break;
            case StepKind.DeleteConfiguration:
                model.DeleteConfiguration();
                await server.Root("rm -f /etc/ssh/sshd_config.d/50-jitssh.conf; sed -i '/^# BEGIN JitSsh$/,/^# END JitSsh$/d' /etc/ssh/sshd_config");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(step), step.Kind, "Nobody has said what this does.");
        }
    }

    private Task SetClockAsync() => server.Root(string.Create(CultureInfo.InvariantCulture, $"echo {model.Moved} >/run/moved"));

    private async Task FireTimerAsync()
    {
        var hadPreparation = (await server.Root("[ ! -f /var/lib/jitssh/prepared ] || echo yes")).Trim() == "yes";
        model.FireTimer(hadPreparation);
        await server.Root("[ ! -f /var/lib/jitssh/reconcile.sh ] || env -i PATH=/usr/bin:/bin sh /var/lib/jitssh/reconcile.sh timer </dev/null");
        await ExpectModelAsync("the timer's run");
    }

    private async Task ReconcileAsync(bool keep = true, bool drop = false, WantedGrant? ending = null)
    {
        var text = new DesiredStateText(server) { Keep = keep ? "2592000 remove" : "0 remove", Prepared = drop ? "drop" : "keep", Now = model.Clock };
        foreach (var account in model.Document.GroupBy(g => g.Account, StringComparer.Ordinal))
        {
            text.Account(account.Key, "use");
            foreach (var grant in account)
            {
                text.GrantUntil(account.Key, grant.Id, $"req{grant.Id}", grant.End);
                foreach (var group in grant.Groups)
                {
                    text.Group(account.Key, grant.Id, group);
                }
            }
        }

        if (ending is not null)
        {
            text.Ending(ending.Account, ending.Id, $"req{ending.Id}", "revoked-by-admin");
        }

        var over = model.Document.Where(g => g.End <= model.Clock).Select(g => g.Id).ToArray();
        var inForce = model.Reconcile(keep);
        var answer = (await server.Reconcile(text)).Succeeded();
        Assert.Equal(inForce.Select(g => $"grant {g.Id} in-force").Order(StringComparer.Ordinal),
            answer.Lines.Where(l => l.EndsWith(" in-force", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.All(over.Concat(ending is null ? [] : [ending.Id]), id => answer.Says($"ended {id}"));
        if (!drop)
        {
            await ExpectModelAsync(answer.ToString());
        }
    }

    private async Task ExpectModelAsync(string answer)
    {
        var (expected, actual) = (model.ToString(), await StateAsync());
        Assert.True(expected == actual, $"expected:\n{expected}but the server has:\n{actual}--- after:\n{answer}");
    }

    /// <summary>The server in the words of the model. What else is in sshd's configuration is the admin's.</summary>
    private Task<string> StateAsync() => server.Root($$"""
        for account in {{string.Join(' ', Step.Accounts)}}; do
          getent passwd $account >/dev/null || { [ ! -e /home/$account ] && [ ! -e /etc/ssh/jitssh/$account ] || echo "something of $account is left"; continue; }
          groups=$(id -Gn $account | tr ' ' '\n' | grep -vx $account | LC_ALL=C sort | xargs)
          trust=
          [ ! -f /etc/ssh/jitssh/$account ] || while IFS= read -r line; do
            end=${line#*expiry-time=\"}; end=${end%%Z\"*}
            day=${end%??????}; time=${end#$day}; minute=${time#??}
            trust="$trust ${line##* jitssh:}@$(($(/usr/bin/date.real -u -d "$day ${time%????}:${minute%??}:${time#????}" +%s) + 1))"
          done </etc/ssh/jitssh/$account
          echo "$account [$groups] expires [$(getent shadow $account | cut -d : -f 8)] trust [${trust# }]"
        done
        sed '/^# BEGIN JitSsh$/,/^# END JitSsh$/d' /etc/ssh/sshd_config >/run/bare
        { cat /run/sshd_config.before; printf '%s' '{{string.Concat(model.AdminLines.Select(l => l + "\n"))}}'; } | diff - /run/bare
        ours=no
        [ ! -f /etc/ssh/sshd_config.d/50-jitssh.conf ] || ours=yes
        [ "$(grep -c '^# BEGIN JitSsh$' /etc/ssh/sshd_config) $(tail -n 1 /etc/ssh/sshd_config) $(head -n 1 /etc/ssh/sshd_config)" != "2 # END JitSsh # BEGIN JitSsh" ] || ours=yes
        echo "prepared $ours"
        """);

    private async Task ExpectToBeLeftAsync()
    {
        model.DeleteConfiguration();
        await ExpectModelAsync("everything had ended, and the server was left");
        Assert.Equal("", await server.Root("getent group jitssh; grep jitssh /etc/gshadow; ls -d /var/lib/jitssh /etc/ssh/jitssh /home/.jitssh-* 2>/dev/null; grep -il jitssh -r /etc/ssh /etc/cron.d"));
        await server.Root($"""
            cp -p /run/sshd_config.before /etc/ssh/sshd_config
            for group in docker ops web; do for person in bob dave; do gpasswd -d $person $group; done; done
            for person in bob dave; do chage -E -1 $person; done
            for account in {string.Join(' ', model.Strangers("bob", "dave"))} ; do userdel -r $account; done
            """);
        var now = await server.Fingerprint();
        Assert.True(asNew == now, "When the admin's own changes are undone, this differs from the beginning:\n"
            + string.Join('\n', asNew.Split('\n').Except(now.Split('\n')).Select(l => "- " + l).Concat(now.Split('\n').Except(asNew.Split('\n')).Select(l => "+ " + l))));
    }
}
