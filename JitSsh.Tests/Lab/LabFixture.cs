using System.Net;
using JitSsh.Lab.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(JitSsh.Tests.Lab.LabFixture))]

namespace JitSsh.Tests.Lab;

/// <summary>Three servers for all tests that leave them as they were, started by the first test that asks.</summary>
public sealed class LabFixture : IAsyncDisposable
{
    private readonly Lazy<Task<ServerLab>> lab = new(() => StartAsync("127.77.20.0", 3));

    public Task<ServerLab> StartedAsync() => lab.Value;

    public static Task<ServerLab> StartAsync(string addressBase, int count, int full = 0, string? timeZone = null)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "The lab's servers need root.");
        return ServerLab.StartAsync(new ServerLabOptions
        {
            Count = count,
            Full = full,
            TimeZone = timeZone,
            AddressBase = IPAddress.Parse(addressBase),
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (lab is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await lab.Value).DisposeAsync();
        }
    }
}
