using System.Collections.Concurrent;

namespace JitSsh.Core.Servers.OpenSsh;

/// <summary>Lets one at a time do something for the same name: many servers behind one jump server want its connection in the same moment.</summary>
internal sealed class Gates
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> gates = new(StringComparer.Ordinal);

    public async Task<T> AloneAsync<T>(string name, Func<Task<T>> work, CancellationToken cancel)
    {
        var gate = gates.GetOrAdd(name, _ => new(1, 1));
        await gate.WaitAsync(cancel);
        try
        {
            return await work();
        }
        finally
        {
            gate.Release();
        }
    }
}
