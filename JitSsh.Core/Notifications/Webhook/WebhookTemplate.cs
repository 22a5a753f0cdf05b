using System.Globalization;
using System.Text.RegularExpressions;

namespace JitSsh.Core.Notifications.Webhook;

/// <summary>
/// The text of a webhook's message, with placeholders such as <c>{title}</c>. What is put in for them is escaped for the shape and is not looked through for placeholders again.
/// </summary>
public static partial class WebhookTemplate
{
    /// <summary>The longest template.</summary>
    public const int MaxLength = 2000;

    /// <summary>What stands for an empty template.</summary>
    public const string Usual = "{title}\n{text}\n{link}";

    /// <summary>The placeholders there are, and what each stands for.</summary>
    public static IReadOnlyDictionary<string, string> Placeholders { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["title"] = "what happened, in a line",
        ["text"] = "more about it",
        ["link"] = "the page in the portal",
        ["kind"] = "the kind, for example RequestSubmitted",
        ["requester"] = "who gets the access, and asked for it unless there is askedBy",
        ["askedBy"] = "their manager, who asked for them",
        ["servers"] = "the servers' names",
        ["outcome"] = "what became of it, in a word",
        ["by"] = "who decided",
        ["detail"] = "the reason or the error",
        ["ends"] = "when access ends",
    };

    /// <summary>What is wrong with a template, as a sentence; null when nothing is.</summary>
    public static string? Problem(string template)
    {
        if (template.Length > MaxLength)
        {
            return $"A template has at most {MaxLength} characters; this one has {template.Length}.";
        }

        return Placeholder().Matches(template).Select(m => m.Groups["name"].Value).FirstOrDefault(n => !Placeholders.ContainsKey(n)) is { } unknown
            ? $"There is no placeholder {{{unknown}}}. There are: {string.Join(", ", Placeholders.Keys.Select(k => $"{{{k}}}"))}."
            : null;
    }

    /// <summary>The text for a notice.</summary>
    /// <param name="template">The template; empty for the usual one.</param>
    /// <param name="notice">What to tell.</param>
    /// <param name="link">The whole address of its page; null for none.</param>
    /// <param name="escape">Makes a value text in the shape, never markup.</param>
    public static string Render(string template, Notice notice, string? link, Func<string, string> escape)
    {
        var words = NoticeWords.Of(notice);
        var text = Placeholder().Replace(template.Length == 0 ? Usual : template, m => m.Groups["name"].Value switch
        {
            // The portal's own address, which no person wrote.
            "link" => link ?? "",
            "title" => escape(words.Title),
            "text" => escape(words.Text),
            "kind" => notice.Kind.ToString(),
            "requester" => escape(notice.Requester),
            "askedBy" => escape(notice.AskedBy),
            "servers" => escape(string.Join(", ", notice.Servers)),
            "outcome" => escape(notice.Outcome),
            "by" => escape(notice.By),
            "detail" => escape(notice.Detail),
            "ends" => notice.EndsAt is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : "",
            _ => m.Value,
        });
        return string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Length > 0));
    }

    [GeneratedRegex(@"\{(?<name>[A-Za-z]+)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
