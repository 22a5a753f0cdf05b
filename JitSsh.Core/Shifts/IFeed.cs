using JitSsh.Core.Common;

namespace JitSsh.Core.Shifts;

/// <summary>Reads a published feed.</summary>
public interface IFeed
{
    /// <summary>The text at this address, or the sentence that says why it could not be had.</summary>
    Task<Outcome<string>> ReadAsync(Uri address, CancellationToken cancel);
}
