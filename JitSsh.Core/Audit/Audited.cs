using JitSsh.Core.Common;

namespace JitSsh.Core.Audit;

/// <summary>The events there are, one typed method each. A store takes the event together with the change, so that neither is written alone.</summary>
public static class Audited
{
    /// <summary>A person was added, changed, deactivated or activated again.</summary>
    public static AuditEvent Person(Actor by, DateTimeOffset at, PersonId person, string verb, string text, IReadOnlyList<AuditChange>? changes = null) => New(by, at, $"person.{verb}", "person", person.Value, text, changes);

    /// <summary>A group was added, changed or removed.</summary>
    public static AuditEvent Group(Actor by, DateTimeOffset at, GroupId group, string verb, string text, IReadOnlyList<AuditChange>? changes = null) => New(by, at, $"group.{verb}", "group", group.Value, text, changes);

    /// <summary>A shift was added, changed or removed, somebody stands in, or its feed can or cannot be read.</summary>
    public static AuditEvent Shift(Actor by, DateTimeOffset at, ShiftId shift, string verb, string text) => New(by, at, $"shift.{verb}", "shift", shift.Value, text);

    /// <summary>An SSH public key was added or removed.</summary>
    public static AuditEvent SshKey(Actor by, DateTimeOffset at, PersonId person, string verb, string fingerprint) =>
        New(by, at, $"ssh-key.{verb}", "person", person.Value, $"SSH public key {fingerprint} {verb}");

    /// <summary>A personal access token was made or revoked.</summary>
    public static AuditEvent AccessToken(Actor by, DateTimeOffset at, PersonId person, string verb, string name) =>
        New(by, at, $"access-token.{verb}", "person", person.Value, $"Access token '{name}' {verb}");

    /// <summary>Somebody signed in, or failed to; <c>emergency</c> is a sign-in with the account for emergencies.</summary>
    public static AuditEvent SignIn(Actor by, DateTimeOffset at, PersonId person, string verb, string? text = null) => New(by, at, $"sign-in.{verb}", "person", person.Value, text ?? $"Sign-in {verb}");

    /// <summary>An account at a sign-in provider was linked to a person, waits for that, or was taken from them.</summary>
    public static AuditEvent CompanyAccount(Actor by, DateTimeOffset at, PersonId person, string verb, string text) => New(by, at, $"company-account.{verb}", "person", person.Value, text);

    /// <summary>A person signed out in another browser than the one they use.</summary>
    public static AuditEvent Session(Actor by, DateTimeOffset at, PersonId person, string verb, string text) => New(by, at, $"session.{verb}", "person", person.Value, text);

    /// <summary>A person's second factor was turned on or off, reset by an admin, or used by a recovery code. Nothing secret is in the event.</summary>
    public static AuditEvent SecondFactor(Actor by, DateTimeOffset at, PersonId person, string verb, string text) => New(by, at, $"second-factor.{verb}", "person", person.Value, text);

    /// <summary>An integration was connected, changed, disabled, enabled or deleted.</summary>
    public static AuditEvent Integration(Actor by, DateTimeOffset at, IntegrationId integration, string verb, string text, IReadOnlyList<AuditChange>? changes = null) =>
        New(by, at, $"integration.{verb}", "integration", integration.Value, text, changes);

    /// <summary>A connector was added or revoked, a token to enrol with was made, or a process enrolled with it. The token is nowhere in the event.</summary>
    public static AuditEvent Connector(Actor by, DateTimeOffset at, ConnectorId connector, string verb, string text) => New(by, at, $"connector.{verb}", "connector", connector.Value, text);

    /// <summary>A secret was stored, replaced or removed. Its value is nowhere in the event.</summary>
    public static AuditEvent Secret(Actor by, DateTimeOffset at, string name, string verb) => New(by, at, $"secret.{verb}", "secret", Guid.Empty, $"Secret '{name}' {verb}");

    /// <summary>A discovery ended.</summary>
    public static AuditEvent Discovered(DateTimeOffset at, IntegrationId integration, string text) =>
        New(Actor.System, at, "integration.discovered", "integration", integration.Value, text);

    /// <summary>A server's host key changed, is as accepted again, or was accepted by an admin.</summary>
    public static AuditEvent HostKey(Actor by, DateTimeOffset at, ServerId server, string verb, string text) => New(by, at, $"host-key.{verb}", "server", server.Value, text);

    /// <summary>Something that a person left behind on a server was found, is gone, or was accepted.</summary>
    public static AuditEvent Residue(Actor by, DateTimeOffset at, ServerId server, string verb, string text) => New(by, at, $"residue.{verb}", "server", server.Value, text);

    /// <summary>A server was made anew, or what is JitSsh's on it was put right.</summary>
    public static AuditEvent Server(DateTimeOffset at, ServerId server, string verb, string text) => New(Actor.System, at, $"server.{verb}", "server", server.Value, text);

    /// <summary>Work on a server through its cloud's control plane was asked for, done, failed or cancelled.</summary>
    public static AuditEvent CloudRun(Actor by, DateTimeOffset at, ServerId server, string verb, string text) => New(by, at, $"run-command.{verb}", "server", server.Value, text);

    /// <summary>An access flow was added, changed, activated, deactivated or removed.</summary>
    public static AuditEvent AccessFlow(Actor by, DateTimeOffset at, AccessFlowId flow, string verb, string text, IReadOnlyList<AuditChange>? changes = null) => New(by, at, $"access-flow.{verb}", "access-flow", flow.Value, text, changes);

    /// <summary>A bundle of servers was added, changed or removed.</summary>
    public static AuditEvent Bundle(Actor by, DateTimeOffset at, BundleId bundle, string verb, string text) => New(by, at, $"bundle.{verb}", "bundle", bundle.Value, text);

    /// <summary>An assertion about access flows was added, changed or removed.</summary>
    public static AuditEvent Assertion(Actor by, DateTimeOffset at, FlowAssertionId assertion, string verb, string text) => New(by, at, $"assertion.{verb}", "assertion", assertion.Value, text);

    /// <summary>A request was submitted, approved, rejected, cancelled, or lapsed.</summary>
    public static AuditEvent Request(Actor by, DateTimeOffset at, RequestId request, string verb, string text) => New(by, at, $"request.{verb}", "request", request.Value, text);

    /// <summary>A grant changed its state.</summary>
    public static AuditEvent Grant(Actor by, DateTimeOffset at, GrantId grant, string verb, string text) => New(by, at, $"grant.{verb}", "grant", grant.Value, text);

    /// <summary>A certificate was signed.</summary>
    public static AuditEvent Certificate(Actor by, DateTimeOffset at, RequestId request, string keyId, string fingerprint) =>
        New(by, at, "certificate.issued", "request", request.Value, $"Certificate {keyId} for key {fingerprint}");

    /// <summary>A report was saved, changed, sent or removed.</summary>
    public static AuditEvent SavedReport(Actor by, DateTimeOffset at, SavedReportId report, string verb, string name, IReadOnlyList<AuditChange>? changes = null) =>
        New(by, at, $"report.{verb}", "report", report.Value, $"Report '{name}' {verb}", changes);

    /// <summary>A person chose what they are told.</summary>
    public static AuditEvent Notifications(Actor by, DateTimeOffset at, PersonId person, string text) => New(by, at, "notifications.chosen", "person", person.Value, text);

    /// <summary>A webhook was added, changed, removed, given a new secret or tested. Neither its address nor its secret is in the event.</summary>
    public static AuditEvent Webhook(Actor by, DateTimeOffset at, WebhookId webhook, string verb, string text) => New(by, at, $"webhook.{verb}", "webhook", webhook.Value, text);

    private static AuditEvent New(Actor by, DateTimeOffset at, string action, string subject, Guid id, string text, IReadOnlyList<AuditChange>? changes = null) => new()
    {
        // To the microsecond: databases keep no more, and the hash is over what is kept.
        At = at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)),
        ActorId = by.Id,
        ActorName = by.Name,
        Action = action,
        Subject = subject,
        SubjectId = id,
        Text = text.Length <= 1000 ? text : text[..1000],
        Changes = changes ?? [],
    };
}
