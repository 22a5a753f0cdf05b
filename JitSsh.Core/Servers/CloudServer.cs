using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Servers;

/// <summary>A server as its cloud's control plane knows it: what an adapter needs to reach it without SSH.</summary>
/// <param name="ServerId">The server.</param>
/// <param name="Name">Its name, for sentences.</param>
/// <param name="Source">How its integration signs in.</param>
/// <param name="Secret">The secret it signs in with, read at use; null where there is none.</param>
/// <param name="ExternalId">The cloud's own name for it: Azure's resource id.</param>
/// <param name="VmId">Azure's vmId as the last discovery saw it. Another machine under the same name is not touched.</param>
public sealed record CloudServer(ServerId ServerId, string Name, SourceSettings Source, string? Secret, string ExternalId, string? VmId)
{
    /// <summary>Everything but the secret.</summary>
    public override string ToString() => $"{Name} ({ExternalId})";
}

/// <summary>Why the control plane could not do it.</summary>
public enum CloudProblemKind
{
    /// <summary>Something else; the sentence says what.</summary>
    Other,

    /// <summary>The server's source has no control plane.</summary>
    NotSupported,

    /// <summary>The VM is not running.</summary>
    SwitchedOff,

    /// <summary>The VM's agent does not answer.</summary>
    AgentNotReady,

    /// <summary>Another command runs on this VM.</summary>
    Busy,

    /// <summary>A permission is missing.</summary>
    Forbidden,

    /// <summary>The VM does not exist any more.</summary>
    NotFound,

    /// <summary>Another machine has the VM's name now.</summary>
    AnotherMachine,

    /// <summary>The cloud asks to wait.</summary>
    Throttled,

    /// <summary>No end in time.</summary>
    Timeout,

    /// <summary>The cloud cannot be reached, or does not let JitSsh in.</summary>
    Unreachable,

    /// <summary>The answer did not come back whole, or is not what was asked for.</summary>
    BadAnswer,
}

/// <summary>Why the control plane could not do it, for a person.</summary>
/// <param name="Kind">For code to decide by.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
/// <param name="MissingAction">The permission by name, such as <c>Microsoft.Compute/virtualMachines/runCommand/action</c>.</param>
public sealed record CloudProblem(CloudProblemKind Kind, string Sentence, string? MissingAction = null);

/// <summary>What came of it.</summary>
/// <param name="Problem">Why not; null when it went well.</param>
/// <param name="Text">Standard output, or the power state; empty when there is a problem.</param>
public sealed record CloudResult(CloudProblem? Problem, string Text)
{
    /// <summary>It was not done.</summary>
    public static CloudResult Failed(CloudProblemKind kind, string sentence, string? missingAction = null) => new(new(kind, sentence, missingAction), "");
}
