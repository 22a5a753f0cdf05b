using System.Threading.Channels;
using JitSsh.Core.Audit;
using JitSsh.Core.Catalog;
using JitSsh.Core.CloudRuns;
using JitSsh.Core.Common;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;

namespace JitSsh.Core.Connectors;

/// <summary>The work of connectors as the stores have it.</summary>
public sealed class StoredWork(
    IReconcileStore work, IIntegrationStore integrations, IServerStore servers, IDiscoveryStore found, IConnectorStore connectors, LookAtPower power, SyncProgress progress, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How long a lease is.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly IReconcileStore work = work;
    private readonly IIntegrationStore integrations = integrations;
    private readonly IServerStore servers = servers;
    private readonly IDiscoveryStore found = found;
    private readonly IConnectorStore connectors = connectors;
    private readonly LookAtPower power = power;
    private readonly SyncProgress progress = progress;
    private readonly ChangeFeed feed = feed;
    private readonly TimeProvider clock = clock;

    private static readonly TimeSpan Every = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(5);

    /// <summary>For one process.</summary>
    /// <param name="connector">Its connector.</param>
    /// <param name="holder">What its leases are held by.</param>
    /// <param name="patience">How long it waits when nothing is due; five minutes when not said.</param>
    public IConnectorWork For(ConnectorId connector, string holder, TimeSpan? patience = null) => new Work(this, connector, holder, patience ?? TimeSpan.FromMinutes(5));

    /// <summary>An hour after all went well; else soon, each time later up to that hour, but never sooner than the source asked.</summary>
    private static SyncEnd Next(SyncWork before, IntegrationStatus status, string reason, TimeSpan? asked, DateTimeOffset now)
    {
        var pause = status == IntegrationStatus.Active ? Every : AfterFailure;
        if (status != IntegrationStatus.Active && before is { Status: IntegrationStatus.Warning or IntegrationStatus.Error, DueAt: { } due, LastAt: { } last })
        {
            pause = TimeSpan.FromTicks(Math.Clamp((due - last).Ticks * 2, AfterFailure.Ticks, Every.Ticks));
        }

        return new(status, reason, now, now + (asked > pause ? asked.Value : pause), now + asked);
    }

    private sealed class Work(StoredWork owner, ConnectorId connector, string holder, TimeSpan patience) : IConnectorWork
    {
        private DateTimeOffset Now => owner.clock.GetUtcNow();

        public async Task<DueWork> TakeAsync(int servers, string doing, CancellationToken cancel)
        {
            var signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
            using var listening = owner.feed.Subscribe(change =>
            {
                if (change.Of is ChangeOf.Work or ChangeOf.ConnectorAsk)
                {
                    signal.Writer.TryWrite(true);
                }
            });
            var until = Now + patience;
            while (true)
            {
                var now = Now;
                IReadOnlyList<AskedNow> asks = connector == ConnectorId.Embedded ? [] : [.. (await owner.connectors.TakeAsksAsync(connector, holder, now, servers, cancel)).Select(a => new AskedNow(a.Id, a.Question, a.Until))];
                var leases = await owner.work.LeaseDueAsync(connector, holder, now, now + Lease, servers, cancel);
                var sync = await owner.integrations.LeaseDueAsync(connector, holder, now, now + Lease, cancel);
                var taken = new DueWork(leases, sync is null ? null : SyncWork.Of(sync), asks);
                if (taken.IsAny || now >= until)
                {
                    return taken;
                }

                var due = new[] { await owner.work.NextDueAsync(connector, cancel), await owner.integrations.NextDueAsync(connector, cancel), until }.Min()!.Value;
                if (due > Now)
                {
                    await SleepAsync(signal.Reader, due - Now, cancel);
                }
            }
        }

        public async Task<ServerState?> BeginAsync(ServerLease lease, string? keyNote, CancellationToken cancel)
        {
            if (await owner.work.BeginAsync(lease, Now, cancel) is not { } state)
            {
                return null;
            }

            await owner.servers.NoteKeyAsync(lease.ServerId, keyNote, Now, cancel);
            return state;
        }

        public Task<bool> ReportAnswerAsync(ServerLease lease, VisitReport report, CancellationToken cancel)
        {
            var now = Now;
            var refused = report.Refused.Select(r => new ServerError("grant", r.Grant.ToString(), ReconcileVerdict.ConnectorRefusal, ServerAnswer.Text(r.Sentence, 600)));
            return owner.work.ReportAnswerAsync(lease, ServerAnswer.Read(report.Output, now - report.AskedAgo, refused), now, cancel);
        }

        public async Task<bool> ReportFailureAsync(ServerLease lease, ShellFailure failure, string text, CancellationToken cancel)
        {
            // A server that is off is no fault of anybody's: it is said, and waited for.
            if (failure is ShellFailure.NoRoute or ShellFailure.Refused or ShellFailure.Timeout or ShellFailure.NoAddress && await owner.power.RunAsync(lease.ServerId, cancel) is var (name, state))
            {
                (failure, text) = (ShellFailure.SwitchedOff, $"{name} is switched off ({state.ToLowerInvariant()}).");
            }

            return await owner.work.ReportFailureAsync(lease, failure, text, Now, cancel);
        }

        public Task GiveBackAsync(ServerLease lease, CancellationToken cancel) => owner.work.ReleaseAsync(lease, Now, cancel);

        public Task<bool> RenewSyncAsync(SyncWork sync, CancellationToken cancel) => owner.integrations.RenewSyncAsync(sync.Id, holder, Now + Lease, cancel);

        public IProgress<DiscoveryProgress> ProgressOf(SyncWork sync) => owner.progress.Begin(sync.Id);

        public Task<IReadOnlyList<string>> MissingWithAccessAsync(SyncWork sync, DiscoveryResult result, CancellationToken cancel) => owner.found.MissingWithAccessAsync(sync.Id, result, cancel);

        public async Task EndSyncAsync(SyncWork sync, SyncReport report, CancellationToken cancel)
        {
            if (await owner.integrations.FindAsync(sync.Id, cancel) is not { } integration || integration.SyncHolder != holder)
            {
                return;
            }

            var result = report.Result;
            var changes = await owner.found.ApplyAsync(sync.Id, result, cancel);
            List<string> keys = [];
            if (report.KeyProblem is { } problem)
            {
                keys.Add(problem);
            }
            else if (report.KeyInStore is { } key)
            {
                var changed = Audited.Integration(Actor.System, Now, sync.Id, "key-changed-in-store", $"{integration.Name}: {sync.LoginKey} holds another key now, {key.Fingerprint}");
                await owner.integrations.ChangePublicKeyAsync(sync.Id, sync.LoginKey, key.PublicLine, changed, cancel);
            }

            if (await owner.servers.CountKeyNotesAsync(sync.Id, cancel) is > 0 and var count)
            {
                keys.Add(KeyNotes.Sentence(count));
            }

            List<string> sentences = [.. result.Problems.Select(p => p.Sentence), .. changes.Lost.Select(l => l.Sentence), .. keys];
            var status = sentences.Count == 0 ? IntegrationStatus.Active : result.Scopes.Any(s => s.Complete) ? IntegrationStatus.Warning : IntegrationStatus.Error;
            var reason = string.Join(' ', [$"{result.Servers.Count} server{(result.Servers.Count == 1 ? "" : "s")}.", .. sentences.Count > 0 ? sentences : result.Notes]);
            var now = Now;
            var audit = changes is { Added: 0, Changed: 0, Gone: 0 } ? null : Audited.Discovered(now, sync.Id, $"{integration.Name}: {changes.Added} added, {changes.Changed} changed, {changes.Gone} not seen");
            await owner.integrations.EndSyncAsync(sync.Id, holder, Next(sync, status, status == IntegrationStatus.Error ? string.Join(' ', sentences) : reason, result.RetryAfter, now), audit, cancel);
        }

        public Task FailSyncAsync(SyncWork sync, string sentence, CancellationToken cancel) =>
            owner.integrations.EndSyncAsync(sync.Id, holder, Next(sync, IntegrationStatus.Error, sentence, null, Now), null, cancel);

        public void SyncIsOver(SyncWork sync) => owner.progress.End(sync.Id);

        public Task AnswerAsync(AskedNow ask, string answer, CancellationToken cancel) => owner.connectors.AnswerAsync(ask.Id, holder, answer, cancel);

        private async Task SleepAsync(ChannelReader<bool> signal, TimeSpan sleep, CancellationToken cancel)
        {
            using var awake = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            await Task.WhenAny(signal.WaitToReadAsync(awake.Token).AsTask(), Task.Delay(sleep + TimeSpan.FromMilliseconds(1), owner.clock, awake.Token));
            signal.TryRead(out _);
            await awake.CancelAsync();
            cancel.ThrowIfCancellationRequested();
        }
    }
}
