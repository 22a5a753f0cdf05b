using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using JitSsh.Core.Common;
using JitSsh.Core.Connectors;
using JitSsh.Core.Grants;
using JitSsh.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace JitSsh.Tests.Persistence;

/// <summary>What an operator sees of a request on its way: measures, spans, and lines of the log. Other tests are measured beside these, so that each looks for what only it has done.</summary>
public sealed class MeasuresTests : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> measured = new();
    private readonly MeterListener listener = new();

    public MeasuresTests()
    {
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == Measures.Name)
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Enqueue((instrument.Name, value, Text(tags))));
        listener.Start();
    }

    [Fact]
    public async Task Grant_ThatBeginsAndEnds_IsMeasuredFromWhatWasPromised()
    {
        await using var server = await AnsweredServer.StartAsync();
        var request = await server.RequestAsync();
        server.Clock.Now += TimeSpan.FromSeconds(123.25);
        await server.VisitAsync(state => string.Concat(state.Accounts.SelectMany(a => a.TrustLines).Select(l => $"grant {l.Grant} in-force\n")));
        var grant = await server.GrantAsync(request);
        Assert.Equal(GrantState.Active, grant.State);
        Assert.Contains(("jitssh.grant.latency", 123.25, ""), measured);

        // It was to end at its time, and the server could not be asked before.
        server.Clock.Now = grant.NotAfter!.Value.AddSeconds(77.5);
        await server.VisitAsync(state => string.Concat(state.Endings.Select(e => $"ended {e.Grant}\n")));
        Assert.Equal(GrantState.Ended, (await server.GrantAsync(request)).State);
        Assert.Contains(("jitssh.end.lag", 77.5, "reason=expired"), measured);
        Assert.Contains(measured, m => m.Name == "jitssh.requests.decided" && m.Tags == "decision=approved");
    }

    [Fact]
    public async Task Visit_IsASpanWithTheRequestInIt_AndNobodysName()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var tracing = new ActivityListener { ShouldListenTo = s => s.Name == Measures.Name, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData, ActivityStopped = spans.Enqueue };
        ActivitySource.AddActivityListener(tracing);
        var shell = new ObedientShell();
        shell.Open();
        await using var server = await AnsweredServer.StartAsync(shell);
        var request = await server.RequestAsync();
        await server.Core.Get<ReconcileServer>().RunAsync(server.Core.Get<StoredWork>().For(ConnectorId.Embedded, "test"), await server.LeaseAsync(), default);
        var visit = Assert.Single(spans, s => s.OperationName == "visit" && Equals(s.GetTagItem("jitssh.server"), server.Id.Value));
        Assert.Equal((request.ToString(), "ok"), (visit.GetTagItem("jitssh.requests"), visit.GetTagItem("jitssh.outcome")));
        Assert.Equal(["connect", "script"], spans.Where(s => s.ParentSpanId == visit.SpanId).Select(s => s.OperationName));
        Assert.All(spans.SelectMany(s => s.TagObjects), t => Assert.DoesNotContain("alice", $"{t.Value}", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(measured, m => m.Name == "jitssh.visit.duration" && m.Tags == "outcome=ok");
    }

    [Fact]
    public async Task Log_FollowsARequestByItsId_FromTheClickToTheServer()
    {
        var lines = new Lines();
        var shell = new ObedientShell();
        shell.Open();
        await using var server = await AnsweredServer.StartAsync(shell);
        server.Core.Get<ILoggerFactory>().AddProvider(lines);
        var request = await server.RequestAsync();
        await server.Core.Get<ReconcileServer>().RunAsync(server.Core.Get<StoredWork>().For(ConnectorId.Embedded, "test"), await server.LeaseAsync(), default);
        var said = lines.Said.Where(l => l.Contains(request.ToString(), StringComparison.Ordinal)).ToList();
        Assert.Contains(said, l => l.StartsWith("JitSsh.Audit ", StringComparison.Ordinal) && l.Contains("request.approved", StringComparison.Ordinal));
        Assert.Contains(said, l => l.StartsWith($"{typeof(ReconcileServer).FullName} Server {server.Id}", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Said, l => l.Contains("Alice", StringComparison.OrdinalIgnoreCase));
    }

    public void Dispose() => listener.Dispose();

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags) => string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));

    private sealed class Lines : ILoggerProvider
    {
        public ConcurrentQueue<string> Said { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

        public void Dispose()
        {
            // Nothing is held.
        }

        private sealed class Logger(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Said.Enqueue($"{category} {formatter(state, exception)}");
        }
    }
}
