using System.Collections.Concurrent;

namespace JitSsh.Core.Common;

/// <summary>What kind of thing changed.</summary>
public enum ChangeOf
{
    /// <summary>Something is due on a server or an integration: connectors look.</summary>
    Work,

    /// <summary>A request or one of its grants.</summary>
    Request,

    /// <summary>A server.</summary>
    Server,

    /// <summary>An integration.</summary>
    Integration,

    /// <summary>Work through the control plane.</summary>
    CloudRun,

    /// <summary>An access flow.</summary>
    AccessFlow,

    /// <summary>A person or a group.</summary>
    People,

    /// <summary>What a person is told; the id is the person's.</summary>
    Notice,

    /// <summary>A webhook, or what was sent to one.</summary>
    Webhook,

    /// <summary>A shift: who is on call, or what is known of its feed.</summary>
    Shift,

    /// <summary>A saved report; the id is its owner's.</summary>
    Report,

    /// <summary>A connector, or one of its processes.</summary>
    Connector,

    /// <summary>Something that a connector was asked to do at once: asked, or answered.</summary>
    ConnectorAsk,
}

/// <summary>A hint that something changed. It carries no data: whoever hears it reads again.</summary>
/// <param name="Of">The kind of thing.</param>
/// <param name="Id">Which one; empty when it may be any.</param>
public readonly record struct Change(ChangeOf Of, Guid Id);

/// <summary>Tells open pages and connectors that something changed: in this process at once, and what other processes tell over the database. Only a hint: the database is the truth, and a lost hint costs time, never correctness.</summary>
public sealed class ChangeFeed
{
    private readonly ConcurrentDictionary<long, Action<Change>> listeners = new();
    private long last;

    /// <summary>This process, among those that use one database.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Calls back at each change until disposed. The callback must return at once and must not throw.</summary>
    public IDisposable Subscribe(Action<Change> listener)
    {
        var key = Interlocked.Increment(ref last);
        listeners[key] = listener;
        return new Subscription(this, key);
    }

    /// <summary>Tells everyone. Called after the transaction was committed, never before.</summary>
    public void Publish(ChangeOf of, Guid id = default)
    {
        foreach (var listener in listeners.Values)
        {
            listener(new(of, id));
        }
    }

    private sealed class Subscription(ChangeFeed feed, long key) : IDisposable
    {
        public void Dispose() => feed.listeners.TryRemove(key, out _);
    }
}
