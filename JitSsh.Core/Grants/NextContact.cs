using System.Buffers.Binary;
using JitSsh.Core.Common;

namespace JitSsh.Core.Grants;

/// <summary>What decides when a server is visited next.</summary>
public sealed record NextContactFacts
{
    /// <summary>The first end among the grants in force.</summary>
    public DateTimeOffset? GrantEnd { get; init; }

    /// <summary>When something is to be done that the server knows nothing of: access begins, or ends because nobody used it.</summary>
    public DateTimeOffset? OnlyHere { get; init; }

    /// <summary>When the server has something to do by itself.</summary>
    public DateTimeOffset? OwnNext { get; init; }

    /// <summary>What ends access there by itself, as it told.</summary>
    public string? Timer { get; init; }

    /// <summary>The next second for which that is armed.</summary>
    public DateTimeOffset? ArmedUntil { get; init; }

    /// <summary>Contacts in a row at which it was still searching its files.</summary>
    public int ScanContacts { get; init; }

    /// <summary>When it is compared with what should be there, although nothing is due.</summary>
    public DateTimeOffset? Sweep { get; init; }
}

/// <summary>When a server is visited next. Pure.</summary>
public static class NextContact
{
    private static readonly TimeSpan ScanFirst = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ScanLongest = TimeSpan.FromMinutes(5);

    /// <summary>A server that says it has had something to do for long is not asked without a pause.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>The moment; null when there is no reason to visit it.</summary>
    /// <param name="now">Now.</param>
    /// <param name="facts">What decides.</param>
    /// <param name="random">A number from 0 to 1.</param>
    public static DateTimeOffset? After(DateTimeOffset now, NextContactFacts facts, double random)
    {
        var own = facts.OwnNext < now + Pause ? now + Pause : facts.OwnNext;
        var scan = facts.ScanContacts > 0 ? now + Doubled(facts.ScanContacts) : (DateTimeOffset?)null;
        return new[] { facts.OnlyHere, Collected(facts.GrantEnd, facts, random), Collected(own, facts, random), scan, facts.Sweep }.Min();
    }

    /// <summary>True when the server does at this moment by itself what is then to be done.</summary>
    public static bool IsArmed(string? timer, DateTimeOffset? armedUntil, DateTimeOffset moment) => timer is not null and not "none" && armedUntil <= moment;

    /// <summary>
    /// The first moment from now on at which this server is swept. Each server has its own place in the period, by its id, so that they do not all come due together,
    /// and a restart changes nothing.
    /// </summary>
    /// <param name="server">The server.</param>
    /// <param name="from">Not before this.</param>
    /// <param name="every">The period.</param>
    public static DateTimeOffset Sweep(ServerId server, DateTimeOffset from, TimeSpan every)
    {
        Span<byte> id = stackalloc byte[16];
        server.Value.TryWriteBytes(id);

        // The last half of a version 7 UUID is random.
        var place = (long)(BinaryPrimitives.ReadUInt64LittleEndian(id[8..]) % (ulong)every.Ticks);
        var into = (from.UtcTicks - place) % every.Ticks;
        return from.ToUniversalTime() + TimeSpan.FromTicks(into == 0 ? 0 : every.Ticks - into);
    }

    /// <summary>What the server does by itself is collected a little later, spread out; what it does not is done on the second.</summary>
    private static DateTimeOffset? Collected(DateTimeOffset? moment, NextContactFacts facts, double random) =>
        moment is { } at && IsArmed(facts.Timer, facts.ArmedUntil, at) ? at + TimeSpan.FromSeconds(0.5 + (2.5 * random)) : moment;

    private static TimeSpan Doubled(int times)
    {
        var doubled = ScanFirst * Math.Pow(2, Math.Clamp(times - 1, 0, 10));
        return doubled < ScanLongest ? doubled : ScanLongest;
    }
}
