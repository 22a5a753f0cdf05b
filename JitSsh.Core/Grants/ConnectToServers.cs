using System.Globalization;
using JitSsh.Core.AccessFlows;
using JitSsh.Core.Audit;
using JitSsh.Core.Certificates;
using JitSsh.Core.Common;
using JitSsh.Core.People;
using JitSsh.Core.Requests;
using JitSsh.Core.Servers;
using JitSsh.Core.SshKeys;

namespace JitSsh.Core.Grants;

/// <summary>What a person needs to log in.</summary>
/// <param name="Certificate">One line for a file that ends in <c>-cert.pub</c>.</param>
/// <param name="KeyId">What sshd's log calls the holder.</param>
/// <param name="Serial">The certificate's serial number.</param>
/// <param name="ValidBefore">The first second in which it is not valid any more: the latest end among the grants, at most <see cref="FlowRule.LongestDuration"/> from now.</param>
public sealed record HandedOut(string Certificate, string KeyId, string Serial, DateTimeOffset ValidBefore);

/// <summary>Hands out certificates and pinned host keys for access that works.</summary>
public sealed class ConnectToServers(
    IRequestStore requests, IGrantStore grants, IAccessFlowStore flows, IPeopleStore people, IServerStore servers, ICertificateStore certificates, Authority authority, TimeProvider clock)
{
    /// <summary>A certificate begins this much before now, for clocks that are a little behind.</summary>
    private static readonly TimeSpan Backdate = TimeSpan.FromSeconds(60);

    /// <summary>Issues a certificate for a key given as text: one made in the browser for this access, say.</summary>
    public async Task<Outcome<HandedOut>> RunAsync(Actor actor, RequestId id, string? publicKey, CancellationToken cancel = default)
    {
        var key = SshPublicKey.Parse(publicKey);
        var (request, refusal) = await MineAsync(actor, id, cancel);
        if (request is null)
        {
            return refusal!;
        }

        if (!key.IsValid)
        {
            return Refusal.Invalid("PublicKey", key.Problem);
        }

        var active = request.Servers.Where(s => s.Grant is { State: GrantState.Active }).Select(s => s.Grant!).ToList();
        var now = clock.GetUtcNow();
        if (active.Count == 0 || active.Max(g => g.NotAfter) is not { } until || until <= now)
        {
            return Refusal.Conflict(request.Status is AccessStatus.Granting or AccessStatus.Failing
                ? "This access does not work on any server yet. The page shows when it does."
                : "This access is not active. Ask again.");
        }

        if (await flows.FindVersionAsync(request.Request.FlowId, request.Request.FlowVersion, cancel) is not { } governing)
        {
            return Refusal.Conflict("What the access flow said when this was asked is not known any more, so no certificate can be issued. Ask again.");
        }

        // Access "until ended" may be longer than any certificate: a new one is had for the asking.
        var terms = GrantTerms.Of(governing.Rule);
        until = until < now + FlowRule.LongestDuration ? until : now + FlowRule.LongestDuration;
        using var signer = await authority.CreateSignerAsync(cancel);
        var keyId = $"jitssh-{id}-{Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(6))}";
        var backdate = Backdate + await WorstClockAsync(active, cancel);
        var issued = await new IssueCertificate(signer, new(FlowRule.LongestDuration + TimeSpan.FromHours(1))).ExecuteAsync(
            new()
            {
                PublicKey = key,
                KeyId = keyId,
                Principal = id.ToString(),
                ValidAfter = now - backdate,
                ValidBefore = until,
                SourceAddresses = terms.Networks,
                PermitPty = true,
                PermitPortForwarding = terms.PermitPortForwarding,
                PermitAgentForwarding = terms.PermitAgentForwarding,
            }, cancel);
        if (!issued.IsIssued)
        {
            return Refusal.Conflict($"The certificate could not be issued: {string.Join(" ", issued.Problems)}");
        }

        var spec = issued.Certificate.Spec;
        var row = new CertificateRow
        {
            Serial = spec.Serial.ToString(CultureInfo.InvariantCulture),
            KeyId = keyId,
            RequestId = id,
            PersonId = actor.Id!.Value,
            KeyFingerprint = key.Value.Fingerprint,
            ValidAfter = spec.ValidAfter,
            ValidBefore = spec.ValidBefore,
            IssuedAt = now,
        };
        await certificates.AddAsync(row, Audited.Certificate(actor, now, id, keyId, row.KeyFingerprint), cancel);
        return new HandedOut(issued.Certificate.Text, keyId, row.Serial, spec.ValidBefore);
    }

    /// <summary>Issues a certificate for one of the actor's registered keys.</summary>
    public async Task<Outcome<HandedOut>> RunAsync(Actor actor, RequestId id, SshKeyId key, CancellationToken cancel = default) =>
        actor.Id is { } person && (await people.KeysOfAsync(person, cancel)).FirstOrDefault(k => k.Id == key) is { } row
            ? await RunAsync(actor, id, row.Line, cancel)
            : Refusal.NotFound;

    /// <summary>A known_hosts file with the accepted host keys of the request's servers.</summary>
    public async Task<Outcome<string>> KnownHostsAsync(Actor actor, RequestId id, CancellationToken cancel = default)
    {
        var (request, refusal) = await MineAsync(actor, id, cancel);
        if (request is null)
        {
            return refusal!;
        }

        var text = new System.Text.StringBuilder();
        foreach (var access in request.Servers)
        {
            if (await servers.FindAsync(access.ServerId, cancel) is { Host: { } host } server)
            {
                var keys = HostKey.ReadLines(server.HostKeys).Select(k => HostPublicKey.Parse(k.Line).Value).OfType<HostPublicKey>().ToList();
                text.Append(keys.Count == 0 ? "" : KnownHosts.Write([host], server.Port, keys).Value);
            }
        }

        return text.ToString();
    }

    private async Task<(RequestRow? Row, Refusal? Refusal)> MineAsync(Actor actor, RequestId id, CancellationToken cancel) =>
        await requests.FindAsync(id, cancel) is { } request && actor.Is(request.RequesterId) && (await grants.RequestsAsync([id], cancel)).FirstOrDefault() is { } row
            ? (row, null)
            : (null, Refusal.NotFound);

    /// <summary>How far the slowest of these servers' clocks is behind; nothing for one that is ahead. Ends are never moved.</summary>
    private async Task<TimeSpan> WorstClockAsync(IReadOnlyList<Grant> active, CancellationToken cancel)
    {
        var worst = TimeSpan.Zero;
        foreach (var grant in active)
        {
            var offset = (await servers.FindAsync(grant.ServerId, cancel))?.ClockOffset ?? TimeSpan.Zero;
            worst = -offset > worst ? -offset : worst;
        }

        return worst < TimeSpan.FromMinutes(30) ? worst : TimeSpan.FromMinutes(30);
    }
}
