namespace JitSsh.Core.Servers;

/// <summary>Why a server could not be worked on. Each has its own sentence about what an admin does (<see cref="ShellFailureAdvice"/>).</summary>
public enum ShellFailure
{
    /// <summary>No route, or the name does not resolve.</summary>
    NoRoute,

    /// <summary>Nothing listens on the port.</summary>
    Refused,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>Nobody has accepted the server's host key yet.</summary>
    HostKeyUnknown,

    /// <summary>The server shows another host key than the accepted one.</summary>
    HostKeyChanged,

    /// <summary>The server does not take the connector's key.</summary>
    AuthenticationFailed,

    /// <summary>The login user may not run sudo without a password.</summary>
    SudoDenied,

    /// <summary>The connection worked, and the script did not finish its work.</summary>
    ScriptFailed,

    /// <summary>The connector could not read its private key.</summary>
    SecretUnavailable,

    /// <summary>The server has no address.</summary>
    NoAddress,

    /// <summary>The server through which it is reached cannot be used.</summary>
    JumpFailed,

    /// <summary>The server is switched off.</summary>
    SwitchedOff,

    /// <summary>The connector's own rules do not allow it, whatever the portal says.</summary>
    NotAllowedThere,

    /// <summary>No process of the connector that works on it is there to be asked.</summary>
    NoConnector,
}

/// <summary>What an admin does about a failure.</summary>
public static class ShellFailureAdvice
{
    /// <summary>One sentence of advice.</summary>
    public static string For(ShellFailure failure) => failure switch
    {
        ShellFailure.NoRoute => "Check that the address is right and that the connector's network reaches it.",
        ShellFailure.Refused => "Check that the server is up, that sshd runs, and that the port is right.",
        ShellFailure.Timeout => "Check that the server is up and that no firewall or network security group drops the connector's packets.",
        ShellFailure.HostKeyUnknown => "Compare the fingerprint with the server's own (ssh-keygen -lf on the server) and accept it.",
        ShellFailure.HostKeyChanged => "Find out why the key changed. If the server was rebuilt, accept the new key; if not, somebody may be in between.",
        ShellFailure.AuthenticationFailed => "Check that the login user exists and that its authorized_keys holds the integration's public key.",
        ShellFailure.SudoDenied => "Give the login user a sudoers line: USER ALL=(ALL) NOPASSWD:ALL, checked with visudo -c.",
        ShellFailure.ScriptFailed => "Read the error; it names what the server refused.",
        ShellFailure.JumpFailed => "Put the jump server right first; this server is tried again by itself.",
        ShellFailure.SecretUnavailable => "Check the integration's secret; it cannot be read or holds no private key.",
        ShellFailure.SwitchedOff => "Start it, or wait until somebody does: JitSsh tries again by itself.",
        ShellFailure.NotAllowedThere => "Change the file there if this is wanted; the portal cannot.",
        ShellFailure.NoConnector => "Start the connector, or see under Connectors what it says.",
        _ => "Give the server an address, or choose the other kind of address in the integration.",
    };
}
