using System.Globalization;

namespace JitSsh.Core.Notifications;

/// <summary>A notice in words: the same on every way.</summary>
/// <param name="Title">One line.</param>
/// <param name="Text">A few sentences of plain text; may be empty.</param>
/// <param name="Path">Where in the portal it leads, beginning with a slash.</param>
public sealed record NoticeWords(string Title, string Text, string Path)
{
    private const int MostNames = 5;

    /// <summary>The words for a notice.</summary>
    public static NoticeWords Of(Notice n)
    {
        var servers = Names(n.Servers);
        return n.Kind switch
        {
            NoticeKind.RequestSubmitted => new(
                n.AskedBy.Length == 0 ? $"{n.Requester} asks for access to {servers}" : $"{n.AskedBy} asked for {n.Requester}: access to {servers}",
                Joined(n.Outcome, Quoted("Reason", n.Detail)), n.Path.Length == 0 ? "/tasks" : n.Path),
            NoticeKind.RequestDecided => new($"Access to {servers} was {n.Outcome}", Joined(n.By.Length == 0 ? "By the access flow." : $"By {n.By}.", AskedFor(n), Quoted("Reason", n.Detail)), OfRequest(n)),
            NoticeKind.RequestLapsed => new($"Nobody decided on access to {servers}", Joined(AskedFor(n), "The request has lapsed. Ask again, or talk to those who may approve it."), OfRequest(n)),
            NoticeKind.AccessActive => new($"Access to {servers} works", Joined(n.Requester.Length == 0 ? "" : $"For {n.Requester}.", Until(n.EndsAt)), OfRequest(n)),
            NoticeKind.AccessEndsSoon => new($"Access to {servers} ends soon", Until(n.EndsAt), OfRequest(n)),
            NoticeKind.AccessEnded => new($"Access to {servers} has ended", n.Detail, OfRequest(n)),
            NoticeKind.AccessFailing => new($"Access to {servers} cannot be {n.Outcome}", n.Detail, OfRequest(n)),
            NoticeKind.ResidueFound => new($"Something was left behind on {servers}", n.Detail, "/open-items"),
            NoticeKind.HostKeyChanged => new($"{servers} shows another host key", n.Detail, "/open-items"),
            NoticeKind.GlassBroken => new($"{n.Requester} broke the glass for {servers}", Joined(n.Outcome, Quoted("Reason", n.Detail), "Look at it and sign the review."), OfRequest(n)),
            NoticeKind.ReportDue => new($"Report {n.By}", n.Detail, n.Path),
            NoticeKind.EmergencySignIn => new("Somebody signed in with the account for emergencies", Joined(n.Detail, "If nobody told you of an emergency, find out who it was."), n.Path),
            NoticeKind.SecondFactorChanged => new("Your second factor was changed", Joined($"{n.Detail}.", $"By {n.By}. If that was neither you nor agreed with you, change your password and tell an admin."), n.Path),
            NoticeKind.IntegrationTrouble => new($"Integration {n.By}: {n.Outcome}", n.Detail, $"/integrations/{n.IntegrationId}"),
            _ => throw new ArgumentOutOfRangeException(nameof(n), n.Kind, message: null),
        };
    }

    private static string OfRequest(Notice n) => $"/requests/{n.RequestId}";

    private static string AskedFor(Notice n) => n.AskedBy.Length == 0 ? "" : $"{n.AskedBy} asked for {n.Requester}.";

    private static string Until(DateTimeOffset? at) => at is { } end ? $"It ends at {end.UtcDateTime.ToString("d MMM yyyy HH:mm", CultureInfo.InvariantCulture)} UTC." : "";

    private static string Quoted(string label, string text) => text.Length == 0 ? "" : $"{label}: {text}";

    private static string Joined(params IEnumerable<string> parts) => string.Join('\n', parts.Where(p => p.Length > 0));

    private static string Names(IReadOnlyList<string> servers) => servers.Count switch
    {
        0 => "servers",
        <= MostNames => string.Join(", ", servers),
        _ => $"{string.Join(", ", servers.Take(MostNames))} and {servers.Count - MostNames} more",
    };
}
