using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using JitSsh.Core.Common;

namespace JitSsh.Core.Notifications.Email;

/// <summary>A notice as an e-mail: plain text and HTML. Whatever a person or a server wrote is text in both, never markup, and never a header.</summary>
public static class EmailText
{
    private const int MaxSubject = 180;

    /// <summary>The whole message.</summary>
    /// <param name="words">What to tell.</param>
    /// <param name="id">The delivery, for the Message-ID, which is the same at every attempt.</param>
    /// <param name="to">To whom.</param>
    /// <param name="from">From whom.</param>
    /// <param name="link">The whole address of the page it is about; null for none.</param>
    /// <param name="settings">The address at which the person chooses what they are told; null for none.</param>
    public static MailMessage Compose(NoticeWords words, DeliveryId id, MailAddress to, MailAddress from, string? link, string? settings)
    {
        var message = new MailMessage(from, to) { Subject = SubjectOf(words.Title), SubjectEncoding = Encoding.UTF8 };
        message.Headers.Add("Message-ID", $"<{id.Value:N}@{from.Host}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(Plain(words, link, settings), MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(Html(words, link, settings), MediaTypeNames.Text.Html));
        return message;
    }

    /// <summary>One line, whatever the title holds.</summary>
    public static string SubjectOf(string title)
    {
        var line = $"[JitSsh] {Cleaned(title).ReplaceLineEndings(" ")}";
        return line.Length <= MaxSubject ? line : $"{line[..MaxSubject]}…";
    }

    private static string Plain(NoticeWords words, string? link, string? settings)
    {
        var text = new StringBuilder().Append(Cleaned(words.Title)).Append("\n\n");
        if (words.Text.Length > 0)
        {
            text.Append(Cleaned(words.Text)).Append("\n\n");
        }

        text.Append(link is null ? "Open JitSsh to see it.\n" : $"{link}\n");
        return settings is null ? text.ToString() : text.Append($"\n-- \nWhat you are told, and how: {settings}\n").ToString();
    }

    private static string Html(NoticeWords words, string? link, string? settings)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>").Append(Encoded(words.Title))
            .Append("</title></head><body style=\"font-family: sans-serif; font-size: 15px; line-height: 1.5\"><h1 style=\"font-size: 18px\">").Append(Encoded(words.Title)).Append("</h1>");
        foreach (var line in Cleaned(words.Text).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            html.Append("<p>").Append(Encoded(line)).Append("</p>");
        }

        html.Append(link is null ? "<p>Open JitSsh to see it.</p>" : $"<p><a href=\"{Encoded(link)}\">Open it in JitSsh</a></p>");
        if (settings is not null)
        {
            html.Append($"<p style=\"font-size: 13px\"><a href=\"{Encoded(settings)}\">What you are told, and how</a></p>");
        }

        return html.Append("</body></html>").ToString();
    }

    private static string Encoded(string text) => WebUtility.HtmlEncode(Cleaned(text));

    /// <summary>A server's words may hold anything: what is neither visible nor a line's end becomes a question mark.</summary>
    private static string Cleaned(string text) => string.Concat(text.ReplaceLineEndings("\n").Select(c => char.IsControl(c) && c != '\n' ? '?' : c));

    private static AlternateView View(string content, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }
}
