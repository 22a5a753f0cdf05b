using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace JitSsh.Core.Common;

/// <summary>
/// What JitSsh measures of itself, named and in the units as OpenTelemetry has them. Nothing of it costs anything until an operator says where it goes (docs/operations.md). No measure and no span
/// carries a name of a person, a server or an account: ids only.
/// </summary>
public static class Measures
{
    /// <summary>The name of the meter, and of the source of spans.</summary>
    public const string Name = "JitSsh";

    private static readonly Meter Meter = new(Name);

    /// <summary>The spans: one for each visit at a server, with one for the connection and one for the script within it.</summary>
    public static ActivitySource Spans { get; } = new(Name);

    /// <summary>Seconds from the decision, or the time that access was asked for, until the server has it.</summary>
    public static Histogram<double> GrantLatency { get; } = Meter.CreateHistogram<double>("jitssh.grant.latency", "s", "From the approval, or the start that was asked for, until access works.");

    /// <summary>Seconds from when access was to end until nothing of it was left; by the reason of the end.</summary>
    public static Histogram<double> EndLag { get; } = Meter.CreateHistogram<double>("jitssh.end.lag", "s", "From when access was to end until nothing of it was left on the server.");

    /// <summary>Seconds of a visit at a server; <c>outcome</c> is <c>ok</c>, <c>lease-lost</c>, <c>stopped</c> or a class of failure.</summary>
    public static Histogram<double> VisitDuration { get; } = Meter.CreateHistogram<double>("jitssh.visit.duration", "s", "Of a visit at a server, by its outcome.");

    /// <summary>Sessions and processes of people whose access ended, that were ended with it.</summary>
    public static Counter<long> SessionsEnded { get; } = Meter.CreateCounter<long>("jitssh.sessions.ended", "{session}", "Sessions and processes that were ended with the access of their owner.");

    /// <summary>Requests that were decided; <c>decision</c> is <c>approved</c>, <c>rejected</c>, <c>cancelled</c> or <c>lapsed</c>.</summary>
    public static Counter<long> RequestsDecided { get; } = Meter.CreateCounter<long>("jitssh.requests.decided", "{request}", "Requests that were decided, by how.");
}
