using System.Security.Cryptography;
using System.Text.Json;
using JitSsh.Core.Catalog;
using JitSsh.Core.Common;

namespace JitSsh.Core.Connectors.Remote;

/// <summary>What the portal answers.</summary>
/// <param name="Status">An HTTP status.</param>
/// <param name="Json">The body.</param>
public sealed record DeskAnswer(int Status, ReadOnlyMemory<byte> Json);

/// <summary>
/// Where the portal answers connectors that run apart from it. A call is believed for its signature alone; whatever it says is bound to the leases of the process that signed it. What goes out are
/// references to secrets and typed states, never a secret and never a script.
/// </summary>
public sealed class ConnectorDesk(IConnectorStore connectors, StoredWork work, ChangeFeed feed, TimeProvider clock)
{
    /// <summary>How far a connector's clock may be off.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan NoteEvery = TimeSpan.FromSeconds(10);

    /// <summary>The version of this portal, which is the latest there is for its connectors.</summary>
    public static string LatestVersion { get; } = typeof(ConnectorDesk).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Enrols a process with a token.</summary>
    public async Task<DeskAnswer> EnrolAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        EnrolCall call;
        try
        {
            call = Wire.Read<EnrolCall>(body.Span);
        }
        catch (JsonException)
        {
            return Malformed;
        }

        if (!IsKey(call.PublicKey))
        {
            return Refuse(400, RefusedKind.Malformed, "The connector's key is no ECDSA P-256 public key.");
        }

        var now = clock.GetUtcNow();
        ConnectorInstance? made = null;
        var (outcome, connector) = await connectors.EnrolAsync(
            ManageConnectors.HashOf(call.Token),
            id => made = new() { Id = TypedId.New<ConnectorInstanceId>(clock), ConnectorId = id, PublicKey = call.PublicKey, Host = Line(call.Host, 100), Version = Line(call.Version, 32), EnrolledAt = now, LastSeenAt = now },
            now, cancel);
        return outcome switch
        {
            Enrolled.Yes => Answer(new EnrolReply(made!.Id, connector!.Id, connector.Name)),
            Enrolled.Used => Refuse(403, RefusedKind.Token, "This token was used before, and each enrols one process. Make a new one under Connectors; if nobody of yours used it, revoke the connector."),
            Enrolled.TooLate => Refuse(403, RefusedKind.Token, "This token was good for an hour, which is over. Make a new one under Connectors."),
            Enrolled.Revoked => Refuse(403, RefusedKind.Token, "The connector of this token was revoked. Add a new one under Connectors."),
            _ => Refuse(403, RefusedKind.Token, "The portal does not know this token. Copy the whole of it, or make a new one under Connectors."),
        };
    }

    /// <summary>The refusal of a call by nobody that is known; null when its body is worth reading.</summary>
    public async Task<DeskAnswer?> BeforeReadingAsync(SignedCall? call, CancellationToken cancel) =>
        call is null ? Malformed : await connectors.InstanceAsync(call.Instance, cancel) is null ? Unknown : null;

    /// <summary>Answers a call.</summary>
    /// <param name="call">Who says it.</param>
    /// <param name="name">Which call.</param>
    /// <param name="body">Its body, as it came.</param>
    /// <param name="cancel">The caller has gone away.</param>
    public async Task<DeskAnswer> CallAsync(SignedCall? call, string name, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        if (call is null)
        {
            return Malformed;
        }

        if (await connectors.InstanceAsync(call.Instance, cancel) is not var (instance, connector) || !call.IsSignedBy(instance.PublicKey, name, body.Span))
        {
            return Unknown;
        }

        var now = clock.GetUtcNow();
        if (connector.RevokedAt is not null)
        {
            return Revoked(connector);
        }

        var off = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(call.Time, 0, 253402300799)) - now;
        if (off.Duration() > ClockTolerance)
        {
            return Refuse(401, RefusedKind.Clock, $"The clock of {instance.Host} is {Durations.Words(off.Duration())} {(off > TimeSpan.Zero ? "ahead of" : "behind")} the portal's. Let chronyd or systemd-timesyncd set it; the connector goes on by itself then.");
        }

        if (await TooOldAsync(connector, call.Version, cancel) is { } sentence)
        {
            await NoteAsync(instance, call, instance.Doing, [sentence], now, cancel);
            return Refuse(426, RefusedKind.TooOld, sentence);
        }

        if (!await connectors.NoteCallAsync(new() { InstanceId = instance.Id, Nonce = call.Nonce, At = now }, now - (4 * ClockTolerance), cancel))
        {
            return Refuse(401, RefusedKind.Replayed, "This call was answered before. Each is answered once.");
        }

        try
        {
            return await AnswerAsync(instance, connector, call, name, body, now, cancel);
        }
        catch (JsonException)
        {
            return Malformed;
        }
    }

    private async Task<DeskAnswer> AnswerAsync(ConnectorInstance instance, Connector connector, SignedCall call, string name, ReadOnlyMemory<byte> body, DateTimeOffset now, CancellationToken cancel)
    {
        var mine = work.For(connector.Id, instance.Holder, Patience);
        switch (name)
        {
            case "take":
                return await TakeAsync(instance, connector, mine, call, Wire.Read<TakeCall>(body.Span), now, cancel);
            case "begin":
                var begin = Wire.Read<BeginCall>(body.Span);
                return Answer(new BeginReply(await mine.BeginAsync(begin.Lease.By(instance.Holder), begin.KeyNote is null ? null : Line(begin.KeyNote, 500), cancel)));
            case "report":
                var report = Wire.Read<ReportCall>(body.Span);
                return Answer(new HeldReply(await mine.ReportAnswerAsync(report.Lease.By(instance.Holder), report.Report, cancel)));
            case "failure":
                var failure = Wire.Read<FailureCall>(body.Span);
                return Answer(new HeldReply(await mine.ReportFailureAsync(failure.Lease.By(instance.Holder), failure.Failure, Line(failure.Text, 600), cancel)));
            case "give-back":
                await mine.GiveBackAsync(Wire.Read<GiveBackCall>(body.Span).Lease.By(instance.Holder), cancel);
                return Answer(new HeldReply(false));
            case "sync/renew":
                return Answer(new HeldReply(await mine.RenewSyncAsync(Wire.Read<RenewCall>(body.Span).Sync, cancel)));
            case "sync/missing":
                var missing = Wire.Read<MissingCall>(body.Span);
                return Answer(new MissingReply(await mine.RenewSyncAsync(missing.Sync, cancel) ? await mine.MissingWithAccessAsync(missing.Sync, missing.Result, cancel) : []));
            case "sync/end":
                var end = Wire.Read<EndSyncCall>(body.Span);
                await mine.EndSyncAsync(end.Sync, end.Report, cancel);
                return Answer(new HeldReply(true));
            case "sync/fail":
                var fail = Wire.Read<FailSyncCall>(body.Span);
                await mine.FailSyncAsync(fail.Sync, Line(fail.Sentence, 600), cancel);
                return Answer(new HeldReply(true));
            case "answer":
                var answer = Wire.Read<AnswerCall>(body.Span);
                await mine.AnswerAsync(new(answer.Ask, "", default), answer.Answer, cancel);
                return Answer(new HeldReply(true));
            default:
                return Refuse(404, RefusedKind.Malformed, $"This portal does not know the call {SafeText.Quote(name)}. Its version may be older than the connector's: update the portal.");
        }
    }

    /// <summary>Waits for work, and stops waiting in the moment in which the connector is revoked.</summary>
    private async Task<DeskAnswer> TakeAsync(ConnectorInstance instance, Connector connector, IConnectorWork mine, SignedCall call, TakeCall take, DateTimeOffset now, CancellationToken cancel)
    {
        await NoteAsync(instance, call, Line(take.Doing, 200), [.. take.Errors.Take(20).Select(e => Line(e, 300))], now, cancel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var listening = feed.Subscribe(change =>
        {
            if (change.Of == ChangeOf.Connector && change.Id == connector.Id.Value)
            {
                // The callback must return at once.
                _ = StopIfRevokedAsync(instance.Id, stop);
            }
        });
        try
        {
            var due = await mine.TakeAsync(Math.Clamp(take.Servers, 1, 100), "", stop.Token);

            // What was leased in the moment of revoking is not handed out; it is due again when its lease ends.
            return await IsRevokedAsync(instance.Id, cancel) ? Revoked(connector) : Answer(due);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Revoked(connector);
        }
    }

    private async Task StopIfRevokedAsync(ConnectorInstanceId instance, CancellationTokenSource stop)
    {
        try
        {
            if (await IsRevokedAsync(instance, stop.Token))
            {
                await stop.CancelAsync();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // It has been answered.
        }
    }

    private async Task<bool> IsRevokedAsync(ConnectorInstanceId instance, CancellationToken cancel) => await connectors.InstanceAsync(instance, cancel) is not { Connector.RevokedAt: null };

    private async Task NoteAsync(ConnectorInstance instance, SignedCall call, string doing, IReadOnlyList<string> errors, DateTimeOffset now, CancellationToken cancel)
    {
        if (now - instance.LastSeenAt < NoteEvery && instance.Version == call.Version && instance.Doing == doing && errors.Count == 0)
        {
            return;
        }

        (instance.LastSeenAt, instance.Version, instance.Doing) = (now, call.Version, doing);
        instance.Errors = [.. errors.Select(e => $"{now:yyyy-MM-dd HH:mm:ss} UTC  {e}").Concat(instance.Errors).DistinctBy(e => e[(e.IndexOf("UTC", StringComparison.Ordinal) + 3)..]).Take(20)];
        await connectors.NoteInstanceAsync(instance, cancel);
    }

    private async Task<string?> TooOldAsync(Connector connector, string version, CancellationToken cancel)
    {
        foreach (var kind in await connectors.KindsAsync(connector.Id, cancel))
        {
            if (CatalogEntry.Find(kind) is { } entry && (!Version.TryParse(version, out var has) || has < Version.Parse(entry.MinimumConnector)))
            {
                return $"This connector has version {version}, and {entry.Name} needs {entry.MinimumConnector} or later. Update the connector to {LatestVersion}, the portal's version, and start it again.";
            }
        }

        return null;
    }

    private static DeskAnswer Revoked(Connector connector) => Refuse(403, RefusedKind.Revoked, $"The connector {connector.Name} was revoked. To use this machine again, add a connector in the portal and enrol with its token.");

    private static DeskAnswer Unknown =>
        Refuse(401, RefusedKind.Unknown, "The portal does not know this connector process, or the call was not signed by it as it came. Enrol it with a new token from Connectors.");

    private static DeskAnswer Malformed => Refuse(400, RefusedKind.Malformed, "This is no call of a connector. Check that portal and connector have the same version.");

    private static DeskAnswer Answer<T>(T value) => new(200, Wire.Bytes(value));

    private static DeskAnswer Refuse(int status, RefusedKind kind, string sentence) => new(status, Wire.Bytes(new Refused(kind, sentence)));

    private static bool IsKey(string text)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(text), out var read);
            return key.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value && read > 0;
        }
        catch (Exception e) when (e is FormatException or CryptographicException)
        {
            return false;
        }
    }

    /// <summary>A text that another process wrote: one line, no control characters, not long.</summary>
    private static string Line(string text, int most) => string.Concat((text.Length <= most ? text : text[..most]).Select(c => char.IsControl(c) ? ' ' : c));
}
