using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>What is sent, in each shape. Everything is put together as JSON values, so that no text can leave its place.</summary>
public static class WebhookBody
{
    /// <summary>The bytes of the body.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="template">The text's template; empty for the usual one.</param>
    /// <param name="notice">What to tell.</param>
    /// <param name="delivery">The sending's id.</param>
    /// <param name="link">The whole address of its page; null for none.</param>
    public static byte[] Of(WebhookShape shape, string template, Notice notice, DeliveryId delivery, string? link) => Encoding.UTF8.GetBytes((shape switch
    {
        WebhookShape.Slack => new JsonObject { ["text"] = WebhookTemplate.Render(template, notice, link, ForSlack) },
        WebhookShape.Teams => Teams(WebhookTemplate.Render(template, notice, link, ForTeams), link),
        WebhookShape.Generic => Generic(WebhookTemplate.Render(template, notice, link, t => t), notice, delivery, link),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, message: null),
    }).ToJsonString(JsonSerializerOptions.Web));

    /// <summary>Slack reads only these three in a special way; without them nothing can mention people or hide where a link leads.</summary>
    private static string ForSlack(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>An adaptive card reads Markdown.</summary>
    private static string ForTeams(string text) => string.Concat(text.Select(c => "\\`*_[]()#<>!~|".Contains(c, StringComparison.Ordinal) ? $"\\{c}" : c.ToString()));

    private static JsonObject Teams(string text, string? link)
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = new JsonArray([.. text.Split('\n').Select(line => new JsonObject { ["type"] = "TextBlock", ["wrap"] = true, ["text"] = line })]),
        };
        if (link is not null)
        {
            card["actions"] = new JsonArray(new JsonObject { ["type"] = "Action.OpenUrl", ["title"] = "Open it in JitSsh", ["url"] = link });
        }

        return new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card }),
        };
    }

    private static JsonObject Generic(string text, Notice n, DeliveryId delivery, string? link) => new()
    {
        ["version"] = 1,
        ["delivery"] = delivery.ToString(),
        ["kind"] = n.Kind.ToString(),
        ["at"] = n.At.UtcDateTime,
        ["title"] = NoticeWords.Of(n).Title,
        ["text"] = text,
        ["link"] = link,
        ["request"] = n.RequestId?.ToString(),
        ["requester"] = n.Requester.Length == 0 ? null : n.Requester,
        ["askedBy"] = n.AskedBy.Length == 0 ? null : n.AskedBy,
        ["servers"] = new JsonArray([.. n.Servers.Select(s => JsonValue.Create(s))]),
        ["outcome"] = n.Outcome.Length == 0 ? null : n.Outcome,
        ["by"] = n.By.Length == 0 ? null : n.By,
        ["detail"] = n.Detail.Length == 0 ? null : n.Detail,
        ["endsAt"] = n.EndsAt?.UtcDateTime,
    };
}
