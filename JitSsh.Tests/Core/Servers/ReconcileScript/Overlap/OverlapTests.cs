using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Xunit;

namespace JitSsh.Tests.Core.Servers.ReconcileScript.Overlap;

/// <summary>
/// Whatever the order of grants, extensions, ends, an admin's own changes and moves of the clock: the server has what was there
/// before, what its admin did, and the union of the grants in force; and at the end it is as it was. A failing sequence is
/// made small before it is shown; JITSSH_OVERLAP_SEED, with the two numbers that are shown with it ("1,2"), runs it again.
/// </summary>
[Trait("Category", "Script")]
public sealed class OverlapTests
{
    [Fact]
    public Task AnySequence_LeavesWhatWasThereAndTheUnionOfTheGrantsInForce() => CheckAsync(15);

    [Fact]
    [Trait("Category", "Long")]
    public Task ManySequences_LeaveWhatWasThereAndTheUnionOfTheGrantsInForce() => CheckAsync(300);

    private static async Task CheckAsync(int sequences)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root");
        await using var servers = new Pair();
        var configuration = Config.QuickThrowOnFailure.WithMaxTest(sequences);
        if (Environment.GetEnvironmentVariable("JITSSH_OVERLAP_SEED")?.Split(',') is [var seed, var gamma])
        {
            configuration = configuration.WithReplay(FSharpOption<Replay>.Some(new Replay(
                new Rnd(ulong.Parse(seed, CultureInfo.InvariantCulture), ulong.Parse(gamma, CultureInfo.InvariantCulture)), FSharpOption<int>.None)));
        }

        await Task.Run(() => Prop.ForAll(Step.Sequences, sequence => servers.GoAsync(sequence).GetAwaiter().GetResult()).Check(configuration));
    }

    /// <summary>The two servers. A sequence that went well leaves them as new; after any other they are thrown away.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        private OverlapServer[] servers = [];

        public async Task GoAsync(Sequence sequence)
        {
            if (servers.Length == 0)
            {
                servers = await Task.WhenAll(OverlapServer.StartAsync(readsDropIns: true), OverlapServer.StartAsync(readsDropIns: false));
            }

            var good = false;
            try
            {
                await Task.WhenAll(servers.Select((server, i) => server.GoAsync(sequence.Steps.Where(step => step.Server == i))));
                good = true;
            }
            finally
            {
                if (!good)
                {
                    await DisposeAsync();
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var server in servers)
            {
                await server.DisposeAsync();
            }

            servers = [];
        }
    }
}
