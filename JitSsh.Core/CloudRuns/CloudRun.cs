using JitSsh.Core.Common;

namespace JitSsh.Core.CloudRuns;

/// <summary>What is done on a server through its cloud's control plane.</summary>
public enum CloudRunKind
{
    /// <summary>Reads its host keys; Azure vouches for them.</summary>
    ReadHostKeys,

    /// <summary>Looks what preparing it would make, and changes nothing.</summary>
    Look,

    /// <summary>Makes what JitSsh needs to log in: user, key, sudo.</summary>
    Prepare,

    /// <summary>Takes away what preparing made.</summary>
    Undo,

    /// <summary>Makes it match its desired state, as over SSH: for ends that SSH cannot carry out.</summary>
    EndAccess,

    /// <summary>Switches it on.</summary>
    Start,
}

/// <summary>How far it is.</summary>
public enum CloudRunState
{
    /// <summary>Its turn has not come.</summary>
    Waiting,

    /// <summary>Under way.</summary>
    Running,

    /// <summary>It went well.</summary>
    Done,

    /// <summary>It did not; the text says why and what to do.</summary>
    Failed,

    /// <summary>Taken back before its end.</summary>
    Cancelled,
}

/// <summary>One thing that was looked at, made or taken away.</summary>
/// <param name="Name"><c>user</c>, <c>key</c>, <c>sudo</c> or <c>sshd</c>.</param>
/// <param name="State"><c>there</c>, <c>missing</c>, <c>later</c>, <c>made</c>, <c>removed</c>, <c>gone</c>, <c>kept</c> or <c>failed</c>.</param>
/// <param name="Text">Which one, or why not.</param>
public sealed record CloudFinding(string Name, string State, string Text);

/// <summary>A piece of work on one server through its cloud's control plane, with its result. Kept, so that a restart neither loses nor hides it.</summary>
public sealed class CloudRun
{
    /// <summary>The id.</summary>
    public required CloudRunId Id { get; init; }

    /// <summary>The integration.</summary>
    public required IntegrationId IntegrationId { get; init; }

    /// <summary>The server.</summary>
    public required ServerId ServerId { get; init; }

    /// <summary>Its name when it was asked.</summary>
    public required string ServerName { get; init; }

    /// <summary>What is done.</summary>
    public required CloudRunKind Kind { get; init; }

    /// <summary>How far it is.</summary>
    public CloudRunState State { get; set; }

    /// <summary>Who asked; null when JitSsh did by the integration's settings.</summary>
    public PersonId? AskedBy { get; init; }

    /// <summary>That person's name, or JitSsh.</summary>
    public required string AskedByName { get; init; }

    /// <summary>For which request, where there is one.</summary>
    public RequestId? RequestId { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>When it was begun.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>True when somebody wants it stopped while it runs.</summary>
    public bool IsCancelAsked { get; set; }

    /// <summary>What came of it, in sentences; null while it is open.</summary>
    public string? Text { get; set; }

    /// <summary>What was found, made or taken away.</summary>
    public IReadOnlyList<CloudFinding> Findings { get; set; } = [];

    /// <summary>True until it has ended.</summary>
    public bool IsOpen => State is CloudRunState.Waiting or CloudRunState.Running;

    /// <summary>What the kinds are called, as in "Prepare web-1".</summary>
    public static string WordsOf(CloudRunKind kind) => kind switch
    {
        CloudRunKind.ReadHostKeys => "Read host keys",
        CloudRunKind.Look => "Look what is there",
        CloudRunKind.Prepare => "Prepare",
        CloudRunKind.Undo => "Undo the preparation",
        CloudRunKind.EndAccess => "End access",
        CloudRunKind.Start => "Start",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, message: null),
    };
}

/// <summary>What came of a run.</summary>
/// <param name="State">Done or Failed.</param>
/// <param name="Text">What came of it, in sentences.</param>
/// <param name="Findings">What was found, made or taken away.</param>
public sealed record CloudRunResult(CloudRunState State, string Text, IReadOnlyList<CloudFinding> Findings)
{
    /// <summary>It went well.</summary>
    public static CloudRunResult Done(string text, params IReadOnlyList<CloudFinding> findings) => new(CloudRunState.Done, text, findings);

    /// <summary>It did not.</summary>
    public static CloudRunResult Failed(string text, params IReadOnlyList<CloudFinding> findings) => new(CloudRunState.Failed, text, findings);
}
