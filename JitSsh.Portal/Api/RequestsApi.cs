using System.Net.Mime;
using JitSsh.Core.Common;
using JitSsh.Core.Grants;
using JitSsh.Core.Requests;
using Microsoft.AspNetCore.Mvc;

namespace JitSsh.Portal.Api;

/// <summary>Asking for access, deciding on it, using it and ending it.</summary>
internal static class RequestsApi
{
    private const int MostPreflights = 20;

    public static void MapRequests(this RouteGroupBuilder api)
    {
        api.MapGet("/requestable-servers", RequestableAsync).WithTags("Requests").WithSummary("Lists the servers that you may ask for, and within what: for yourself, or with ?for= for somebody whose manager you are.");
        api.MapPost("/requestable-servers/together", TogetherAsync).WithTags("Requests").WithSummary("Says within what you may ask for several servers in one request.");
        api.MapGet("/reviews", ReviewsAsync).WithTags("Tasks").WithSummary("Lists the emergencies that wait for a review which you may sign, oldest first.");
        api.MapGet("/tasks", TasksAsync).WithTags("Tasks").WithSummary("Lists the requests that wait for your decision, oldest first.");

        var requests = api.MapGroup("/requests").WithTags("Requests");
        requests.MapPost("/preview", PreviewAsync).WithSummary("Says what would become of a request: who is asked, and whether it will work.").Refuses(422);
        requests.MapPost("/preflight", PreflightAsync).WithSummary("Looks on the servers of a request that is not sent yet whether it would work; at most 20 servers.").Refuses(404, 422);
        requests.MapGet("/{id:guid}/preflight/{server:guid}", PreflightOfAsync).WithSummary("Looks on a server of a request whether its access works, or would.").Refuses(404);
        requests.MapPost("/", SubmitAsync).WithSummary("Asks for access.").Refuses(422);
        requests.MapGet("/", ListAsync).WithSummary("Lists requests, newest first: yours, or with ?askedBy= and your id what you asked for others; as an admin, everybody's.");
        requests.MapGet("/{id:guid}", GetAsync).WithSummary("Shows a request and what became of it on each server.").Refuses(404);
        requests.MapPost("/{id:guid}/decision", DecideAsync).WithSummary("Approves or rejects a request, as one of its approvers.").Refuses(404, 409, 422);
        requests.MapPost("/{id:guid}/review", ReviewAsync).WithSummary("Signs the review of an emergency, as somebody who would have been asked or as an admin.").Refuses(404, 409, 422);
        requests.MapGet("/{id:guid}/extension", ExtensionAsync).WithSummary("Says how your access can be extended now.").Refuses(404, 409);
        requests.MapPost("/{id:guid}/extension", ExtendAsync).WithSummary("Extends your access, or asks for it where the access flow asks somebody. Sessions live on.").Refuses(404, 409, 422);
        requests.MapPost("/{id:guid}/cancel", CancelAsync).WithSummary("Takes back a request that you asked for, or that was asked for you, and that is not decided yet.").Refuses(404, 409);
        requests.MapPost("/{id:guid}/end", EndAsync).WithSummary("Ends access at once: your own, or anybody's as an admin; on one server or on all.").Refuses(404, 409);
        requests.MapPost("/{id:guid}/certificate", CertificateAsync).WithSummary("Issues an SSH certificate for access of yours that works now.").Refuses(404, 409, 422);
        requests.MapGet("/{id:guid}/known-hosts", KnownHostsAsync).WithSummary("Gives the accepted host keys of the request's servers as a known_hosts file.")
            .Produces<string>(contentType: MediaTypeNames.Text.Plain).Refuses(404);
    }

    private static async Task<Answer<ListView<RequestableServerView>>> RequestableAsync(
        Caller caller, string? search, [FromQuery(Name = "for")] PersonId? whom, [AsParameters] PageQuery page, FindRequestable find, CancellationToken cancel) =>
        ListView<RequestableServerView>.Of(await find.RunAsync(caller.Actor, search, page.Page, whom, cancel), RequestableServerView.Of);

    private static async Task<Answer<TogetherView>> TogetherAsync(Caller caller, TogetherBody body, FindRequestable find, CancellationToken cancel) =>
        TogetherView.Of(await find.ChosenAsync(caller.Actor, body.Servers, cancel: cancel));

    private static async Task<Answer<IReadOnlyList<TaskView>>> TasksAsync(Caller caller, ListTasks tasks, CancellationToken cancel) =>
        new(TypedResults.Ok((await tasks.RunAsync(caller.Actor, cancel)).Select(TaskView.Of)));

    private static async Task<Answer<IReadOnlyList<TaskView>>> ReviewsAsync(Caller caller, ListTasks tasks, CancellationToken cancel) =>
        new(TypedResults.Ok((await tasks.ReviewsAsync(caller.Actor, cancel)).Select(TaskView.Of)));

    private static async Task<Answer<RequestPreviewView>> PreviewAsync(Caller caller, AccessBody body, AnalyseRequest analyse, CancellationToken cancel) =>
        (await analyse.RunAsync(caller.Actor, body.Input, cancel)).Show(RequestPreviewView.Of);

    private static async Task<Answer<IReadOnlyList<ServerPreflight>>> PreflightAsync(Caller caller, AccessBody body, PreflightRequest preflight, CancellationToken cancel)
    {
        var input = body.Input;
        Outcome<IReadOnlyList<ServerPreflight>> outcome = input.Servers.Count > MostPreflights
            ? Refusal.Invalid("Servers", $"At most {MostPreflights} servers are looked at in one call; these are {input.Servers.Count}.")
            : await AllAsync();
        return outcome.ShowAll(p => p);

        async Task<Outcome<IReadOnlyList<ServerPreflight>>> AllAsync()
        {
            var looks = await Task.WhenAll(input.Servers.Distinct().Select(s => preflight.BeforeAskingAsync(caller.Actor, s, input.LinuxGroups, input.For, cancel)));
            return looks.FirstOrDefault(l => !l.IsDone) is { } refused ? new Refusal(refused.Kind, refused.Problems) : Outcomes.Done<IReadOnlyList<ServerPreflight>>([.. looks.Select(l => l.Value)]);
        }
    }

    private static async Task<Answer<ServerPreflight>> PreflightOfAsync(Caller caller, RequestId id, ServerId server, PreflightRequest preflight, CancellationToken cancel) =>
        (await preflight.OfRequestAsync(caller.Actor, id, server, cancel)).Show(p => p);

    private static async Task<Made<RequestId>> SubmitAsync(Caller caller, AccessBody body, SubmitRequest submit, CancellationToken cancel) =>
        (await submit.RunAsync(caller.Actor, body.Input, cancel)).Made("/api/v1/requests");

    private static async Task<Answer<ListView<RequestView>>> ListAsync(
        Caller caller, PersonId? requester, PersonId? askedBy, RequestState? state, string? search, [AsParameters] PageQuery page, ShowRequests requests, CancellationToken cancel) =>
        ListView<RequestView>.Of(await requests.ListAsync(caller.Actor, new(requester, state, search, AskedBy: askedBy), page.Page, cancel), RequestView.Of);

    private static async Task<Answer<RequestView>> GetAsync(Caller caller, RequestId id, ShowRequests requests, ShowReceipts receipts, CancellationToken cancel)
    {
        var all = await receipts.OfRequestAsync(caller.Actor, id, cancel);
        var step = await requests.StepAsync(caller.Actor, id, cancel);
        return (await requests.FindAsync(caller.Actor, id, cancel)).Show(row =>
            RequestView.Of(row, all.IsDone ? all.Value : null) with { Waiting = step is null ? null : WaitingStepView.Of(step) });
    }

    private static async Task<Done> DecideAsync(Caller caller, RequestId id, DecisionBody body, DecideRequest decide, CancellationToken cancel) =>
        (await decide.RunAsync(caller.Actor, id, body.Input, cancel)).Done();

    private static async Task<Done> ReviewAsync(Caller caller, RequestId id, ReviewBody body, SignReview sign, CancellationToken cancel) =>
        (await sign.RunAsync(caller.Actor, id, body.Note, cancel)).Done();

    private static async Task<Answer<ExtensionOfferView>> ExtensionAsync(Caller caller, RequestId id, ExtendAccess extend, CancellationToken cancel) =>
        (await extend.OfferAsync(caller.Actor, id, cancel)).Show(ExtensionOfferView.Of);

    private static async Task<Made<RequestId>> ExtendAsync(Caller caller, RequestId id, ExtendBody body, ExtendAccess extend, CancellationToken cancel) =>
        (await extend.RunAsync(caller.Actor, id, Seconds.Read(body.DurationSeconds), body.Justification, cancel)).Made("/api/v1/requests");

    private static async Task<Done> CancelAsync(Caller caller, RequestId id, CancelRequest cancelRequest, CancellationToken cancel) =>
        (await cancelRequest.RunAsync(caller.Actor, id, cancel)).Done();

    private static async Task<Answer<EndedView>> EndAsync(Caller caller, RequestId id, EndBody? body, EndAccess end, CancellationToken cancel) =>
        (await end.RunAsync(caller.Actor, id, body?.ServerId, cancel)).Show(grants => new EndedView(grants));

    private static async Task<Answer<CertificateView>> CertificateAsync(Caller caller, RequestId id, CertificateBody body, ConnectToServers connect, CancellationToken cancel)
    {
        Outcome<HandedOut> outcome = (body.PublicKey, body.SshKeyId) switch
        {
            ({ } text, null) => await connect.RunAsync(caller.Actor, id, text, cancel),
            (null, { } key) => await connect.RunAsync(caller.Actor, id, key, cancel),
            _ => Refusal.Invalid("PublicKey", "Give either a public key or the id of one of your registered keys."),
        };
        return outcome.Show(CertificateView.Of);
    }

    private static async Task<IResult> KnownHostsAsync(Caller caller, RequestId id, ConnectToServers connect, CancellationToken cancel)
    {
        var outcome = await connect.KnownHostsAsync(caller.Actor, id, cancel);
        return outcome.IsDone ? TypedResults.Text(outcome.Value, MediaTypeNames.Text.Plain) : ProblemAnswer.Of(outcome);
    }
}
