namespace JitSsh.Core.Servers;

/// <summary>
/// Runs a script as root on a server through its cloud's control plane: no SSH, no open port, no host key. The cloud vouches for which machine it is.
/// Slow (Azure: 20 seconds and more), one at a time on each server, and what is said may be cut to its last 4096 bytes: use it through <see cref="RunCommandEnvelope"/>.
/// </summary>
public interface IRunCommand
{
    /// <summary>True when servers of this source can be reached so.</summary>
    bool Serves(Catalog.SourceSettings source);

    /// <summary>Runs a script and returns what it wrote to standard output, as far as the cloud passes it on. What a person can put right is a problem in the result; only cancelling and faults of the program are thrown.</summary>
    /// <param name="server">Where.</param>
    /// <param name="script">A shell script of at most 128 KB.</param>
    /// <param name="cancel">Stops waiting; a script that was begun goes on there.</param>
    Task<CloudResult> RunAsync(CloudServer server, string script, CancellationToken cancel);
}

/// <summary>Looks whether a server is switched on, and switches it on, through its cloud's control plane.</summary>
public interface IPowerSwitch
{
    /// <summary>True when servers of this source can be switched on.</summary>
    bool Serves(Catalog.SourceSettings source);

    /// <summary>The power state now, in Azure's words, for example <c>Running</c> or <c>Deallocated</c>.</summary>
    Task<CloudResult> ReadAsync(CloudServer server, CancellationToken cancel);

    /// <summary>Switches it on, waits until the cloud says that it is, and returns the power state then. Done when it was on already.</summary>
    Task<CloudResult> StartAsync(CloudServer server, CancellationToken cancel);
}
