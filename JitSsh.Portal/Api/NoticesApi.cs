using JitSsh.Core.Common;
using JitSsh.Core.Notifications;
using JitSsh.Core.Notifications.Email;
using JitSsh.Core.Notifications.InApp;

namespace JitSsh.Portal.Api;

/// <summary>What the caller is told, and what they want to be told.</summary>
internal static class NoticesApi
{
    public static void MapNotices(this RouteGroupBuilder api)
    {
        var notices = api.MapGroup("/notices").WithTags("Notices");
        notices.MapGet("/", ListAsync).WithSummary("Lists what you were told in the portal, newest first.");
        notices.MapPost("/{id:guid}/read", MarkAsync).WithSummary("Marks one of your notices as read or unread.").Refuses(404);
        notices.MapPost("/read-all", MarkAllAsync).WithSummary("Marks all of your notices as read.");
        notices.MapGet("/choices", ChoicesAsync).WithSummary("Shows what you are told, and how.");
        notices.MapPut("/choices", ChooseAsync).WithSummary("Chooses what you are told, and how. Kinds that are left out are told on every way.").Refuses(422);
        notices.MapGet("/email", EmailAsync).WithSummary("Says whether e-mail is sent at all; to admins, also through which server.");
        notices.MapPost("/test-email", TestAsync).WithSummary("Sends you an e-mail, to see whether the mail server takes it; admins only.").Refuses(404, 409);
    }

    private static async Task<Answer<NoticeListView>> ListAsync(Caller caller, bool? unread, [AsParameters] PageQuery page, MyNotices notices, CancellationToken cancel)
    {
        var count = await notices.CountUnreadAsync(caller.Actor, cancel);
        return (await notices.ListAsync(caller.Actor, unread == true, page.Page, cancel)).Show(list => new NoticeListView([.. list.Items.Select(NoticeView.Of)], list.Total, count));
    }

    private static async Task<Done> MarkAsync(Caller caller, NoticeId id, ReadBody body, MyNotices notices, CancellationToken cancel) => (await notices.MarkAsync(caller.Actor, id, body.Read, cancel)).Done();

    private static async Task<Done> MarkAllAsync(Caller caller, MyNotices notices, CancellationToken cancel) => (await notices.MarkAllReadAsync(caller.Actor, cancel)).Done();

    private static async Task<Answer<IReadOnlyList<ChoiceShape>>> ChoicesAsync(Caller caller, ChooseNotices choose, CancellationToken cancel) =>
        (await choose.ShowAsync(caller.Actor, cancel)).ShowAll(c => new ChoiceShape(c.Kind, c.InApp, c.Email));

    private static async Task<Done> ChooseAsync(Caller caller, ChoicesBody body, ChooseNotices choose, CancellationToken cancel) =>
        (await choose.SaveAsync(caller.Actor, [.. body.Kinds.Select(k => new ChosenKind(k.Kind, k.InApp, k.Email))], cancel)).Done();

    private static Answer<EmailFacts> EmailAsync(Caller caller, TestEmail mail) => mail.Show(caller.Actor).Show(f => f);

    private static async Task<Answer<TestedView>> TestAsync(Caller caller, TestEmail mail, CancellationToken cancel) =>
        (await mail.RunAsync(caller.Actor, cancel)).Show(r => new TestedView(r.IsSent, null, r.Answer));
}

/// <summary>Whether a notice is read.</summary>
internal sealed record ReadBody
{
    /// <summary>False marks it as unread.</summary>
    public bool Read { get; init; } = true;
}

/// <summary>What you want to be told.</summary>
internal sealed record ChoicesBody
{
    /// <summary>A line for each kind.</summary>
    public required IReadOnlyList<ChoiceShape> Kinds { get; init; }
}

/// <summary>How you are told of a kind.</summary>
/// <param name="Kind">Of what.</param>
/// <param name="InApp">True when the portal tells you.</param>
/// <param name="Email">True when an e-mail tells you, if a mail server is set up.</param>
internal sealed record ChoiceShape(NoticeKind Kind, bool InApp, bool Email);

/// <summary>What you were told.</summary>
/// <param name="Items">The rows of this part.</param>
/// <param name="Total">Rows in the whole list under the same filter.</param>
/// <param name="Unread">How many of all are unread.</param>
internal sealed record NoticeListView(IReadOnlyList<NoticeView> Items, int Total, int Unread);

/// <summary>Something you were told.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">When it happened.</param>
/// <param name="Title">It in a line.</param>
/// <param name="Text">More about it; plain text of possibly several lines.</param>
/// <param name="Path">The page in the portal.</param>
/// <param name="RequestId">The request it is about; null for none.</param>
/// <param name="Servers">The servers' names.</param>
/// <param name="ReadAt">When you read it; null while you have not.</param>
internal sealed record NoticeView(NoticeId Id, NoticeKind Kind, DateTimeOffset At, string Title, string Text, string Path, RequestId? RequestId, IReadOnlyList<string> Servers, DateTimeOffset? ReadAt)
{
    public static NoticeView Of(InboxRow row) =>
        new(row.Notice.Id, row.Notice.Kind, row.Notice.At, row.Words.Title, row.Words.Text, row.Words.Path, row.Notice.RequestId, row.Notice.Servers, row.ReadAt);
}

/// <summary>What a test gave.</summary>
/// <param name="IsTaken">True when the other side took it.</param>
/// <param name="Status">The HTTP status; null for e-mail, or when there was no answer.</param>
/// <param name="Answer">What it answered, or why there was no answer.</param>
internal sealed record TestedView(bool IsTaken, int? Status, string Answer);
