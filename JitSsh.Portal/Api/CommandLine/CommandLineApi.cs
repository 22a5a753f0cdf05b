using System.Globalization;
using System.Net.Mime;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using JitSsh.Portal.Shared;
using Microsoft.AspNetCore.Mvc;

namespace JitSsh.Portal.Api.CommandLine;

/// <summary>
/// What the command <c>jitssh</c> talks to: the operations of the API in a form that a plain shell can read. Forms go in; lines come out, each a word, a
/// space and a value without control characters. A refusal is lines of <c>problem</c>, with the field or a hyphen, and a sentence.
/// </summary>
internal static class CommandLineApi
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(25);

    public static void MapCommandLine(this RouteGroupBuilder api)
    {
        var lines = api.MapGroup("/command-line").ExcludeFromDescription();
        lines.MapGet("/servers", ServersAsync);
        lines.MapGet("/access", ListAsync);
        lines.MapPost("/access", AskAsync);
        lines.MapGet("/access/{id:guid}", WaitAsync);
        lines.MapPost("/access/{id:guid}/certificate", CertificateAsync);
        lines.MapPost("/access/{id:guid}/end", EndAsync);
    }

    /// <summary>A line for each server: name, longest time, groups.</summary>
    private static async Task<IResult> ServersAsync(Caller caller, string? search, FindRequestable find, CancellationToken cancel)
    {
        var found = await find.RunAsync(caller.Actor, search, new(0, 500), cancel: cancel);
        return new Lines()
            .Each(found.Items, (lines, row) => lines.Add("server", $"{row.Server.Name}\t{Durations.Words(row.MaxDuration)}\t{string.Join(',', row.LinuxGroups)}"))
            .Add("total", found.Total.ToString(CultureInfo.InvariantCulture)).Answer();
    }

    /// <summary>The caller's access that is open, a line for each server of it.</summary>
    private static async Task<IResult> ListAsync(Caller caller, FindOwnAccess find, CancellationToken cancel) =>
        new Lines().Each(await find.OpenAsync(caller.Actor, cancel), (lines, own) =>
            lines.Add("access", $"{own.Row.Request.Id}\t{own.Access.ServerName}\t{own.Access.Status}\t{own.Access.Grant?.NotAfter?.ToString("u", CultureInfo.InvariantCulture) ?? "-"}")).Answer();

    /// <summary>Access that is there already, or a new request. Fields: <c>server</c>, <c>for</c>, <c>why</c>, and <c>as</c> as often as there are groups.</summary>
    private static async Task<IResult> AskAsync(
        Caller caller, IFormCollection form, FindOwnAccess own, FindRequestable requestable, SubmitRequest submit, CancellationToken cancel)
    {
        var (server, length, why) = (form["server"].ToString(), form["for"].ToString(), form["why"].ToString());
        var wanted = form["as"].OfType<string>().ToList();
        if (await own.ForServerAsync(caller.Actor, server, wanted, cancel) is { } there)
        {
            return Show(there);
        }

        var named = (await requestable.RunAsync(caller.Actor, server, new(0, 500), cancel: cancel)).Items.Where(s => string.Equals(s.Server.Name, server, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named.Count != 1)
        {
            return Lines.Refused<Nothing>(Refusal.Invalid("server", named.Count == 0
                ? $"There is no server '{server}' that you may ask for. 'jitssh servers' lists those that you may."
                : $"{named.Count} servers are called '{server}'. Ask for it in the portal, where they can be told apart."));
        }

        var duration = named[0].MaxDuration < TimeSpan.FromHours(1) ? named[0].MaxDuration : TimeSpan.FromHours(1);
        if (length.Length > 0 && !DurationText.TryParse(length, out duration))
        {
            return Lines.Refused<Nothing>(Refusal.Invalid("for", DurationText.Problem));
        }

        var outcome = await submit.RunAsync(caller.Actor, new() { Servers = [named[0].Server.Id], LinuxGroups = wanted, Duration = duration, Justification = why }, cancel);
        return outcome.IsDone && await own.FindAsync(caller.Actor, outcome.Value, cancel) is { } made ? Show(made) : Lines.Refused(outcome);
    }

    /// <summary>The state of access; waits a while for another one than the caller knows.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="id">The request.</param>
    /// <param name="known">The state that the caller knows; nothing to be answered at once.</param>
    /// <param name="own">Finds it.</param>
    /// <param name="changes">Wakes.</param>
    /// <param name="cancel">The caller has hung up.</param>
    private static async Task<IResult> WaitAsync(Caller caller, Guid id, string? known, FindOwnAccess own, ChangeFeed changes, CancellationToken cancel)
    {
        using var wake = new SemaphoreSlim(0);
        using var feed = changes.Subscribe(change =>
        {
            if (change.Of == ChangeOf.Request && change.Id == id)
            {
                wake.Release();
            }
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(LongestWait);
        while (true)
        {
            if (await own.FindAsync(caller.Actor, RequestId.From(id), cancel) is not { } access)
            {
                return Lines.Refused<Nothing>(Refusal.NotFound);
            }

            if (access.Access.Status.ToString() != known || limit.IsCancellationRequested)
            {
                return Show(access);
            }

            try
            {
                await wake.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                // Nothing has changed in this time: the caller is told so, and asks again.
            }
        }
    }

    private static async Task<IResult> CertificateAsync(Caller caller, Guid id, [FromForm] string key, ConnectToServers connect, CancellationToken cancel)
    {
        var outcome = await connect.RunAsync(caller.Actor, RequestId.From(id), key, cancel);
        return outcome.IsDone ? TypedResults.Text(outcome.Value.Certificate + "\n", MediaTypeNames.Text.Plain) : Lines.Refused(outcome);
    }

    private static async Task<IResult> EndAsync(Caller caller, Guid id, EndAccess end, CancelRequest cancelRequest, FindOwnAccess own, CancellationToken cancel)
    {
        if (await own.FindAsync(caller.Actor, RequestId.From(id), cancel) is { Access.Status: AccessStatus.PendingApproval })
        {
            var taken = await cancelRequest.RunAsync(caller.Actor, RequestId.From(id), cancel);
            return taken.IsDone ? new Lines().Add("ended", "The request is taken back.").Answer() : Lines.Refused(taken);
        }

        var ended = await end.RunAsync(caller.Actor, RequestId.From(id), null, cancel);
        return ended.IsDone ? new Lines().Add("ended", "The access is being ended.").Answer() : Lines.Refused(ended);
    }

    private static IResult Show(OwnAccess own)
    {
        var (row, access) = (own.Row, own.Access);
        var lines = new Lines()
            .Add("request", row.Request.Id.ToString()).Add("server", access.ServerName).Add("status", access.Status.ToString()).Add("sentence", own.Sentence);
        if (access is { Status: AccessStatus.Active, Host: { } host, Grant: { NotAfter: { } until } grant })
        {
            lines.Add("account", grant.Account).Add("host", host).Add("port", access.Port.ToString(CultureInfo.InvariantCulture)).Add("until", until.ToString("u", CultureInfo.InvariantCulture));
        }

        return lines.Answer();
    }
}
