namespace JitSsh.Core.Common;

/// <summary>Work that one portal does for all that share a database: letting requests lapse, sending reports, reading feeds.</summary>
public interface IHouse
{
    /// <summary>Does the work while this portal is the one; waits while another is. Returns when cancelled, or when the work ends by itself.</summary>
    /// <param name="work">The work. Its token is cancelled when this portal is not the one any more; it is called again when it is once more.</param>
    /// <param name="cancel">Stops it.</param>
    Task KeepAsync(Func<CancellationToken, Task> work, CancellationToken cancel);
}

/// <summary>There is one portal.</summary>
internal sealed class OnlyPortal : IHouse
{
    public Task KeepAsync(Func<CancellationToken, Task> work, CancellationToken cancel) => work(cancel);
}
