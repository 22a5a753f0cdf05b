namespace JitSsh.Core.Common;

/// <summary>An identifier that cannot be mistaken for another noun's. The value is a version 7 UUID, so that ids sort by time of making.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
public interface ITypedId<TSelf> where TSelf : struct, ITypedId<TSelf>
{
    /// <summary>The UUID itself.</summary>
    Guid Value { get; }

    /// <summary>Wraps a UUID that was stored or sent.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Making and reading of typed ids.</summary>
public static class TypedId
{
    /// <summary>A new id, ordered by the clock.</summary>
    public static TId New<TId>(TimeProvider clock) where TId : struct, ITypedId<TId> =>
        TId.From(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>Reads the text form; false when it is no UUID.</summary>
    public static bool TryParse<TId>(string? text, out TId id) where TId : struct, ITypedId<TId>
    {
        var ok = Guid.TryParse(text, out var value);
        id = TId.From(value);
        return ok;
    }
}
