using JitSsh.Core.Audit;
using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>A webhook that was added, or given a new secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">The secret that its calls are signed with, shown this once.</param>
public sealed record WebhookMade(WebhookId Id, string Secret);

/// <summary>Adds, changes and removes webhooks; admins only.</summary>
public sealed class SaveWebhook(IWebhookStore webhooks, WebhookSecrets secrets, AddressRule rule, TimeProvider clock)
{
    private const int MaxUrl = 2000;

    /// <summary>Adds one.</summary>
    public async Task<Outcome<WebhookMade>> AddAsync(Actor actor, WebhookInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin)
        {
            return Refusal.NotFound;
        }

        if (Problems(input, isNew: true) is { Count: > 0 } problems)
        {
            return Refusal.Invalid(problems);
        }

        var (now, id, secret) = (clock.GetUtcNow(), TypedId.New<WebhookId>(clock), WebhookSecrets.NewSecret());
        var url = new Uri(input.Url!.Trim());
        var webhook = new WebhookTarget
        {
            Id = id,
            Name = input.Name.Trim(),
            Shape = input.Shape,
            Host = ShownOf(url),
            ProtectedAddress = secrets.ProtectAddress(id, url.AbsoluteUri),
            ProtectedSecret = secrets.ProtectSecret(id, secret),
            Kinds = [.. input.Kinds.Distinct().Order()],
            Template = input.Template.ReplaceLineEndings("\n").Trim(),
            IsActive = input.IsActive,
            AddedAt = now,
            ChangedAt = now,
        };
        return await webhooks.AddAsync(webhook, Audited.Webhook(actor, now, id, "added", Describe(webhook)), cancel) ? new WebhookMade(id, secret) : NameTaken;
    }

    /// <summary>Changes one. Without an address it keeps the one it has.</summary>
    public async Task<Outcome<Nothing>> ChangeAsync(Actor actor, WebhookId id, WebhookInput input, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await webhooks.FindAsync(id, cancel) is not { } webhook)
        {
            return Refusal.NotFound;
        }

        if (Problems(input, isNew: false) is { Count: > 0 } problems)
        {
            return Refusal.Invalid(problems);
        }

        var before = Describe(webhook);
        var now = clock.GetUtcNow();
        (webhook.Name, webhook.Shape, webhook.IsActive, webhook.ChangedAt) = (input.Name.Trim(), input.Shape, input.IsActive, now);
        (webhook.Kinds, webhook.Template) = ([.. input.Kinds.Distinct().Order()], input.Template.ReplaceLineEndings("\n").Trim());
        var hasNewAddress = !string.IsNullOrWhiteSpace(input.Url);
        if (hasNewAddress)
        {
            var url = new Uri(input.Url!.Trim());
            (webhook.Host, webhook.ProtectedAddress) = (ShownOf(url), secrets.ProtectAddress(id, url.AbsoluteUri));
        }

        var audit = Audited.Webhook(actor, now, id, "changed", $"{before} -> {Describe(webhook)}{(hasNewAddress ? ", new address" : "")}");
        return await webhooks.ChangeAsync(webhook, audit, cancel) ? Nothing.AtAll : NameTaken;
    }

    /// <summary>Gives one a new secret. What is sent from now on is signed with it.</summary>
    public async Task<Outcome<WebhookMade>> NewSecretAsync(Actor actor, WebhookId id, CancellationToken cancel = default)
    {
        if (!actor.IsAdmin || await webhooks.FindAsync(id, cancel) is not { } webhook)
        {
            return Refusal.NotFound;
        }

        var (now, secret) = (clock.GetUtcNow(), WebhookSecrets.NewSecret());
        (webhook.ProtectedSecret, webhook.ChangedAt) = (secrets.ProtectSecret(id, secret), now);
        return await webhooks.ChangeAsync(webhook, Audited.Webhook(actor, now, id, "secret-replaced", webhook.Name), cancel) ? new WebhookMade(id, secret) : Refusal.NotFound;
    }

    /// <summary>Removes one with its log.</summary>
    public async Task<Outcome<Nothing>> RemoveAsync(Actor actor, WebhookId id, CancellationToken cancel = default) =>
        actor.IsAdmin && await webhooks.FindAsync(id, cancel) is { } webhook
        && await webhooks.RemoveAsync(id, Audited.Webhook(actor, clock.GetUtcNow(), id, "removed", webhook.Name), cancel)
            ? Nothing.AtAll
            : Refusal.NotFound;

    private static Refusal NameTaken => Refusal.Invalid("Name", "Another webhook has this name. Choose another.");

    private static string ShownOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private static string Describe(WebhookTarget w) => $"{w.Name} ({w.Shape}, {w.Host}{(w.IsActive ? "" : ", switched off")}): {string.Join(", ", w.Kinds)}";

    private List<Problem> Problems(WebhookInput input, bool isNew)
    {
        List<Problem> problems = [];
        Add("Name", PlainText.ProblemWithName(input.Name));
        if (isNew || !string.IsNullOrWhiteSpace(input.Url))
        {
            Add("Url", UrlProblem(input.Url?.Trim() ?? ""));
        }

        Add("Kinds", input.Kinds.Count == 0 ? "Choose at least one." : input.Kinds.All(NoticeKinds.ForWebhooks.Contains) ? null : "One of these kinds does not exist, or is not for webhooks.");
        Add("Shape", Enum.IsDefined(input.Shape) ? null : "This shape does not exist.");
        Add("Template", PlainText.ProblemWithText(input.Template, WebhookTemplate.MaxLength) ?? WebhookTemplate.Problem(input.Template));
        return problems;

        void Add(string field, string? sentence)
        {
            if (sentence is not null)
            {
                problems.Add(new(field, sentence));
            }
        }
    }

    private string? UrlProblem(string text)
    {
        if (text.Length > MaxUrl || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
        {
            return "Give the whole address, beginning with https://.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "Leave user and password out of the address: calls are signed instead.";
        }

        var isNamed = rule.IsNamed(url.IdnHost);
        if (url.Scheme == "http" && !isNamed)
        {
            return "Give an address that begins with https://. Plain http is only for hosts that the operator names in JitSsh:Notifications:Webhooks:Allow.";
        }

        return !isNamed && System.Net.IPAddress.TryParse(url.IdnHost.Trim('[', ']'), out var address) && !rule.Allows(address)
            ? "This is an address of this machine, a private network or a cloud's own. If it is meant, the operator names it in JitSsh:Notifications:Webhooks:Allow."
            : null;
    }
}
