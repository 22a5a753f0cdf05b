using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using JitSsh.Core.Discovery;
using JitSsh.Core.Grants;
using JitSsh.Core.Servers;
using Microsoft.Extensions.Logging;

namespace JitSsh.Core.Connectors.Remote;

/// <summary>The portal, as a connector apart from it sees it: signed calls over HTTPS.</summary>
internal sealed partial class PortalClient(HttpClient http, ConnectorIdentity identity, TimeProvider clock, ILogger<PortalClient> log) : IConnectorWork
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ClockPause = TimeSpan.FromSeconds(30);

    /// <summary>What cannot wait for a lease's end is tried for this long: a portal that is started anew is back by then.</summary>
    private static readonly TimeSpan AtMost = TimeSpan.FromMinutes(2);

    private readonly ConcurrentQueue<string> errors = new();

    /// <summary>Enrols, once.</summary>
    /// <exception cref="ConnectorRefusedException">The token is not good.</exception>
    public static async Task<EnrolReply> EnrolAsync(HttpClient http, EnrolCall call, CancellationToken cancel)
    {
        using var response = await SendAsync(http, SignedCall.Enrol, Wire.Bytes(call), null, cancel);
        return await ReadAsync<EnrolReply>(response, cancel);
    }

    public async Task<DueWork> TakeAsync(int servers, string doing, CancellationToken cancel)
    {
        List<string> told = [];
        while (errors.TryDequeue(out var error))
        {
            told.Add(error);
        }

        try
        {
            return await CallAsync<DueWork>("take", new TakeCall(servers, doing, told), cancel);
        }
        catch (PortalSaysNoException e)
        {
            Refused(log, e.Message);
            await Task.Delay(ClockPause, clock, cancel);
            return new([], null, []);
        }
        catch (HttpRequestException e)
        {
            NotReached(log, http.BaseAddress!, e.Message);
            Note($"The portal could not be reached: {e.Message}");
            await Task.Delay(Pause, clock, cancel);
            return new([], null, []);
        }
    }

    public async Task<ServerState?> BeginAsync(ServerLease lease, string? keyNote, CancellationToken cancel) =>
        (await PersistAsync<BeginReply>("begin", new BeginCall(LeaseName.Of(lease), keyNote), cancel)).State;

    public async Task<bool> ReportAnswerAsync(ServerLease lease, VisitReport report, CancellationToken cancel) =>
        (await PersistAsync<HeldReply>("report", new ReportCall(LeaseName.Of(lease), report), cancel)).IsHeld;

    public async Task<bool> ReportFailureAsync(ServerLease lease, ShellFailure failure, string text, CancellationToken cancel) =>
        (await PersistAsync<HeldReply>("failure", new FailureCall(LeaseName.Of(lease), failure, text), cancel)).IsHeld;

    /// <summary>Once only: whoever is to end does not wait for a portal that is away, and the lease ends by itself.</summary>
    public Task GiveBackAsync(ServerLease lease, CancellationToken cancel) => CallAsync<HeldReply>("give-back", new GiveBackCall(LeaseName.Of(lease)), cancel);

    public async Task<bool> RenewSyncAsync(SyncWork sync, CancellationToken cancel) => (await PersistAsync<HeldReply>("sync/renew", new RenewCall(sync), cancel)).IsHeld;

    public IProgress<DiscoveryProgress>? ProgressOf(SyncWork sync) => null;

    public async Task<IReadOnlyList<string>> MissingWithAccessAsync(SyncWork sync, DiscoveryResult result, CancellationToken cancel) =>
        (await PersistAsync<MissingReply>("sync/missing", new MissingCall(sync, result), cancel)).Missing;

    public Task EndSyncAsync(SyncWork sync, SyncReport report, CancellationToken cancel) => PersistAsync<HeldReply>("sync/end", new EndSyncCall(sync, report), cancel);

    public Task FailSyncAsync(SyncWork sync, string sentence, CancellationToken cancel) => PersistAsync<HeldReply>("sync/fail", new FailSyncCall(sync, sentence), cancel);

    public void SyncIsOver(SyncWork sync)
    {
        // Nobody looks at how far it is.
    }

    public Task AnswerAsync(AskedNow ask, string answer, CancellationToken cancel) => PersistAsync<HeldReply>("answer", new AnswerCall(ask.Id, answer), cancel);

    /// <summary>Tells the portal at the next call.</summary>
    private void Note(string error)
    {
        if (errors.Count < 20)
        {
            errors.Enqueue(error);
        }
    }

    /// <summary>Again and again while the portal cannot be reached: what was done on a server is told, and asked anew with the same lease nothing is done twice.</summary>
    private async Task<T> PersistAsync<T>(string name, object call, CancellationToken cancel)
    {
        var until = clock.GetUtcNow() + AtMost;
        while (true)
        {
            try
            {
                return await CallAsync<T>(name, call, cancel);
            }
            catch (HttpRequestException e) when (clock.GetUtcNow() < until)
            {
                NotReached(log, http.BaseAddress!, e.Message);
                await Task.Delay(Pause, clock, cancel);
            }
        }
    }

    private async Task<T> CallAsync<T>(string name, object call, CancellationToken cancel)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(call, call.GetType(), Wire.Json);
        using var response = await SendAsync(http, name, body, SignedCall.Sign(identity.Key, identity.Instance, name, ConnectorDesk.LatestVersion, body, clock.GetUtcNow()), cancel);
        return await ReadAsync<T>(response, cancel);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string name, byte[] body, SignedCall? signed, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, SignedCall.Path.TrimStart('/') + name) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (signed is not null)
        {
            request.Headers.Add(SignedCall.InstanceHeader, signed.Instance.ToString());
            request.Headers.Add(SignedCall.TimeHeader, signed.Time.ToString(System.Globalization.CultureInfo.InvariantCulture));
            request.Headers.Add(SignedCall.NonceHeader, signed.Nonce);
            request.Headers.Add(SignedCall.VersionHeader, signed.Version);
            request.Headers.Add(SignedCall.SignatureHeader, signed.Signature);
        }

        try
        {
            return await http.SendAsync(request, cancel);
        }
        catch (TaskCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new HttpRequestException("It did not answer in time.", e);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancel)
    {
        byte[] json;
        try
        {
            json = await response.Content.ReadAsByteArrayAsync(cancel);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("The answer broke off.", e);
        }

        try
        {
            if (response.StatusCode == HttpStatusCode.OK)
            {
                return Wire.Read<T>(json);
            }

            var refused = (int)response.StatusCode is >= 400 and < 500 ? Wire.Read<Refused>(json) : null;
            throw refused?.Kind switch
            {
                null => new HttpRequestException($"It answered {(int)response.StatusCode}."),
                RefusedKind.Clock or RefusedKind.Replayed => new PortalSaysNoException(refused.Sentence),
                _ => (Exception)new ConnectorRefusedException(refused.Sentence),
            };
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"It answered {(int)response.StatusCode}, and what it said is none of a portal's answers. Is the address right?", e);
        }
    }

    [LoggerMessage(131, LogLevel.Warning, "The portal at {Portal} could not be reached: {Why} The connector tries again")]
    private static partial void NotReached(ILogger logger, Uri portal, string why);

    [LoggerMessage(132, LogLevel.Warning, "The portal refused a call: {Sentence}")]
    private static partial void Refused(ILogger logger, string sentence);

    private sealed class PortalSaysNoException(string sentence) : Exception(sentence);
}
