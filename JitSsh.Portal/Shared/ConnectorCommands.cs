using JitSsh.Core.Connectors;

namespace JitSsh.Portal.Shared;

/// <summary>The one command that starts a connector, in three ways. Each writes the token to a file that only its reader can read.</summary>
/// <param name="portal">The portal's address, as people reach it.</param>
/// <param name="token">The token.</param>
public sealed class ConnectorCommands(Uri portal, NewToken token)
{
    private string Address => portal.GetLeftPart(UriPartial.Authority) + portal.AbsolutePath.TrimEnd('/');

    /// <summary>From a directory with the published portal.</summary>
    public string Plain =>
        $"""
        (umask 077; printf '%s\n' '{token.Token}' > connector-token)
        dotnet JitSsh.Portal.dll connector --portal {Address} --token-file connector-token --data connector-data
        """;

    /// <summary>With the image of the portal.</summary>
    public string Container =>
        $"""
        printf '%s\n' '{token.Token}' | docker run -i --rm -v jitssh-connector:/data --entrypoint sh jitssh -c 'umask 077; cat > /data/token'
        docker run -d --name jitssh-connector --restart on-failure --no-healthcheck -v jitssh-connector:/data jitssh connector --portal {Address} --token-file /data/token --data /data/connector
        """;

    /// <summary>As a service, with the published portal in <c>/opt/jitssh</c>.</summary>
    public string Systemd =>
        $"""
        (umask 077; mkdir -p /etc/jitssh-connector && printf '%s\n' '{token.Token}' > /etc/jitssh-connector/token)
        cat > /etc/systemd/system/jitssh-connector.service <<'END'
        [Unit]
        Description=JitSsh connector
        Wants=network-online.target
        After=network-online.target

        [Service]
        ExecStart=dotnet /opt/jitssh/JitSsh.Portal.dll connector --portal {Address} --token-file %d/token --data /var/lib/jitssh-connector
        WorkingDirectory=/opt/jitssh
        LoadCredential=token:/etc/jitssh-connector/token
        DynamicUser=yes
        StateDirectory=jitssh-connector
        StateDirectoryMode=0700
        PrivateTmp=yes
        Restart=on-failure
        RestartSec=5
        RestartPreventExitStatus=3

        [Install]
        WantedBy=multi-user.target
        END
        systemctl daemon-reload && systemctl enable --now jitssh-connector
        """;
}
